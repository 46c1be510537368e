/**
 * Python's JSON scanner (framework: CPython's `Modules/_json.c`): its extensions of JSON, its error messages and
 * its two limits. Linear in the size of the text.
 */
import { DIGIT_LIMIT, type JsonValue, PyFloat, PyInt } from './json-value.ts';
import { keptApart } from './surrogates.ts';
import type { WireSwitches } from './switches.ts';

/** Maximum depth before Python refuses to recurse (measured at the real API). */
export const DEPTH_LIMIT = 960;

/** The result of reading. `position` counts Unicode code points. */
export type Reading =
  | { readonly kind: 'value'; readonly value: JsonValue }
  | { readonly kind: 'invalid'; readonly message: string; readonly position: number }
  | { readonly kind: 'limit'; readonly why: string };

class Invalid {
  readonly message: string;
  readonly index: number;
  constructor(message: string, index: number) {
    this.message = message;
    this.index = index;
  }
}

class Limit {
  readonly why: string;
  constructor(why: string) {
    this.why = why;
  }
}

const NUMBER = /(-?)(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they end a run of plain characters
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const HEX4 = /[0-9a-fA-F]{4}/y;

/** Literals, by their first character. */
const LITERALS: Readonly<Record<string, { readonly text: string; readonly value: JsonValue }>> = {
  n: { text: 'null', value: null },
  t: { text: 'true', value: true },
  f: { text: 'false', value: false },
  N: { text: 'NaN', value: new PyFloat(Number.NaN) },
  I: { text: 'Infinity', value: new PyFloat(Infinity) },
  '-': { text: '-Infinity', value: new PyFloat(-Infinity) },
};

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

class Scanner {
  private readonly text: string;
  private readonly trailingCommas: boolean;
  private at = 0;
  private depth = 0;

  constructor(text: string, python: WireSwitches['python']) {
    this.text = text;
    this.trailingCommas = python === '3.13';
  }

  document(): JsonValue {
    this.skipSpace();
    const value = this.value();
    this.skipSpace();
    if (this.at < this.text.length) throw new Invalid('Extra data', this.at);
    return value;
  }

  private skipSpace(): void {
    for (;;) {
      const c = this.text.charCodeAt(this.at);
      if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) return;
      this.at++;
    }
  }

  private value(): JsonValue {
    const { text, at } = this;
    const first = text[at];
    switch (first) {
      case '"':
        return this.string();
      case '{':
        this.open();
        return this.close(this.object());
      case '[':
        this.open();
        return this.close(this.array());
    }
    const literal = LITERALS[first as string];
    if (literal === undefined || !text.startsWith(literal.text, at)) return this.number();
    this.at += literal.text.length;
    return literal.value;
  }

  private number(): JsonValue {
    NUMBER.lastIndex = this.at;
    const match = NUMBER.exec(this.text);
    if (match === null) throw new Invalid('Expecting value', this.at);
    this.at = NUMBER.lastIndex;
    const [whole, sign = '', digits = '', fraction, exponent] = match;
    if (fraction !== undefined || exponent !== undefined) return new PyFloat(Number(whole));
    if (digits.length > DIGIT_LIMIT) throw new Limit(`an integer of ${digits.length} digits`);
    return new PyInt(digits === '0' ? '0' : sign + digits);
  }

  private open(): void {
    if (++this.depth > DEPTH_LIMIT) throw new Limit(`nested deeper than ${DEPTH_LIMIT}`);
    this.at++;
    this.skipSpace();
  }

  private close<T>(value: T): T {
    this.depth--;
    return value;
  }

  private array(): JsonValue[] {
    const values: JsonValue[] = [];
    if (this.take(']')) return values;
    for (;;) {
      values.push(this.value());
      this.skipSpace();
      if (this.take(']')) return values;
      this.comma(']', 'array');
    }
  }

  private object(): Map<string, JsonValue> {
    const fields = new Map<string, JsonValue>();
    if (this.take('}')) return fields;
    for (;;) {
      if (this.text[this.at] !== '"') {
        throw new Invalid('Expecting property name enclosed in double quotes', this.at);
      }
      const name = this.string();
      this.skipSpace();
      if (!this.take(':')) throw new Invalid("Expecting ':' delimiter", this.at);
      this.skipSpace();
      fields.set(name, this.value());
      this.skipSpace();
      if (this.take('}')) return fields;
      this.comma('}', 'object');
    }
  }

  private take(mark: string): boolean {
    if (this.text[this.at] !== mark) return false;
    this.at++;
    return true;
  }

  private comma(close: string, what: string): void {
    const comma = this.at;
    if (!this.take(',')) throw new Invalid("Expecting ',' delimiter", comma);
    this.skipSpace();
    if (this.trailingCommas && this.text[this.at] === close) {
      throw new Invalid(`Illegal trailing comma before end of ${what}`, comma);
    }
  }

  private string(): string {
    const { text } = this;
    const quote = this.at;
    let at = quote + 1;
    let value = '';
    // Surrogates are joined to one character only if both were escapes, one after the other.
    let last = '';
    let lastIsEscape = false;
    for (;;) {
      PLAIN.lastIndex = at;
      const plain = PLAIN.exec(text)?.[0] ?? '';
      if (plain !== '') {
        last = keptApart(last, plain);
        lastIsEscape = false;
        value += last;
      }
      at = PLAIN.lastIndex;
      const c = text[at];
      if (c === '"') {
        this.at = at + 1;
        return value;
      }
      if (c === undefined) throw new Invalid('Unterminated string starting at', quote);
      if (c !== '\\') throw new Invalid('Invalid control character at', at);

      const letter = text[at + 1];
      if (letter === undefined) throw new Invalid('Unterminated string starting at', quote);
      if (letter === 'u') {
        HEX4.lastIndex = at + 2;
        // Python also requires one more character after the four digits.
        if (!HEX4.test(text) || at + 6 >= text.length) {
          throw new Invalid('Invalid \\uXXXX escape', at + 1);
        }
        const unit = String.fromCharCode(Number.parseInt(text.slice(at + 2, at + 6), 16));
        last = lastIsEscape ? unit : keptApart(last, unit);
        lastIsEscape = last === unit;
        value += last;
        at += 6;
      } else {
        const meant = ESCAPES[letter];
        if (meant === undefined) throw new Invalid('Invalid \\escape', at);
        value += meant;
        last = meant;
        lastIsEscape = false;
        at += 2;
      }
    }
  }
}

/** Number of code points before an index. */
function codePointsBefore(text: string, index: number): number {
  let count = 0;
  for (let i = 0; i < index; i++) {
    // A surrogate pair is two units and one code point.
    if ((text.charCodeAt(i) & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00)
      i++;
    count++;
  }
  return count;
}

/** Reads a text as Python's `json.loads` does. */
export function readJson(text: string, python: WireSwitches['python']): Reading {
  try {
    return { kind: 'value', value: new Scanner(text, python).document() };
  } catch (thrown) {
    if (thrown instanceof Invalid) {
      const { message, index } = thrown;
      return { kind: 'invalid', message, position: codePointsBefore(text, index) };
    }
    if (thrown instanceof Limit) return { kind: 'limit', why: thrown.why };
    throw thrown;
  }
}
