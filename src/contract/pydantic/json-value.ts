/**
 * A JSON value as Python reads it: what JavaScript would lose is kept, because errors echo it. A
 * string may hold lone surrogates; an object keeps its order, a repeated key its first place and
 * last value.
 */

/** How many digits a Python integer may have (`int_max_str_digits`). */
export const DIGIT_LIMIT = 4300;

/** A Python integer: its decimal digits, as many as there are. */
export class PyInt {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A Python float, NaN and the infinities included. */
export class PyFloat {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** Any value that the reader gives. */
export type JsonValue =
  | null
  | boolean
  | string
  | PyInt
  | PyFloat
  | JsonValue[]
  | Map<string, JsonValue>;
