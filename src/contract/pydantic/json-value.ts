/**
 * JSON values as Python reads them. Keeps what JavaScript would lose, because errors echo it. Strings may have
 * lone surrogates; objects keep their order; a repeated key has its first place and its last value.
 */

/** Maximum number of digits of a Python integer (`int_max_str_digits`). */
export const DIGIT_LIMIT = 4300;

/** A Python integer: all its decimal digits. */
export class PyInt {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A Python float, including NaN and infinities. */
export class PyFloat {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** Any value that the reader returns. */
export type JsonValue =
  | null
  | boolean
  | string
  | PyInt
  | PyFloat
  | JsonValue[]
  | Map<string, JsonValue>;
