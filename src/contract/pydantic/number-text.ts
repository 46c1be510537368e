/** Numbers in texts, as Pydantic reads them in lax mode (framework: the Rust crate `jiter`, `f64::from_str`). */
import { DIGIT_LIMIT } from './json-value.ts';
import { trim } from './trim.ts';

/** The value of the decimal digits of an integer: a bigint if it is over 2^53. */
export function wholeOf(digits: string): number | bigint {
  const number = Number(digits);
  // The sum is 0 for -0: Python's integers have no negative zero.
  return Number.isSafeInteger(number) ? number + 0 : BigInt(digits);
}

/** An integer without leading zeros, and the beginning of a text that is one. */
const PLAIN = /^-?(?:0|[1-9][0-9]*)$/;
const BEGINNING = /^-?[1-9][0-9]*/;

/** Underscores may separate digits, one at a time; undefined if there are none, or others. */
function withoutUnderscores(text: string): string | undefined {
  if (!text.includes('_') || text.includes('__')) return undefined;
  return text.startsWith('_') || text.endsWith('_') ? undefined : text.replaceAll('_', '');
}

/** Drops leading zeros, and underscores among them; undefined if what follows is not a digit, a sign or a point. */
function withoutLeadingZeros(text: string): string | undefined {
  if (/^[1-9-]/.test(text)) return text;
  const zeros = /^0[0_]*/.exec(text)?.[0];
  if (zeros === undefined) return undefined;
  const next = text[zeros.length];
  // One is kept if nothing follows, or a point.
  if (next === undefined || next === '.') return text.slice(zeros.length - 1);
  return /[1-9-]/.test(next) ? text.slice(zeros.length) : undefined;
}

/** Drops a point with zeros only after it. */
function withoutZeroFraction(text: string): string {
  const point = text.indexOf('.');
  return point !== -1 && /^0+$/.test(text.slice(point + 1)) ? text.slice(0, point) : text;
}

/** A text without what may surround the digits of an integer; undefined if it cannot be one. */
function cleaned(text: string): string | undefined {
  const trimmed = trim(text);
  if (trimmed.startsWith('+-')) return undefined;
  const signed = trimmed.startsWith('+') ? trimmed.slice(1) : trimmed;
  const sign = signed.startsWith('-') ? '-' : '';
  const digits = withoutLeadingZeros(signed.slice(sign.length));
  // A sign after the zeros counts, but not a second one.
  if (digits === undefined || (sign !== '' && digits.startsWith('-'))) return undefined;
  const whole = withoutZeroFraction(digits);
  return sign + (withoutUnderscores(whole) ?? whole);
}

/** The integer in a text; `too long` if it begins with too many digits, undefined if it is not an integer. */
export function integerInText(text: string): number | bigint | 'too long' | undefined {
  const beginning = BEGINNING.exec(text)?.[0] ?? '';
  if (beginning.length > DIGIT_LIMIT) return 'too long';
  const plain = PLAIN.test(text) ? text : cleaned(text);
  return plain === undefined || plain.length > DIGIT_LIMIT || !PLAIN.test(plain)
    ? undefined
    : wholeOf(plain);
}

const FRACTION = /^[-+]?(?:inf|infinity|nan|(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[-+]?[0-9]+)?)$/i;

function floatOf(text: string): number | undefined {
  if (!FRACTION.test(text)) return undefined;
  if (/n$/i.test(text)) return Number.NaN;
  if (/^[-+]?i/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return Number(text);
}

/** The float in a text; undefined if it is not one. With underscores in it, white space may not surround it. */
export function floatInText(text: string): number | undefined {
  const plain = floatOf(trim(text));
  if (plain !== undefined) return plain;
  const joined = withoutUnderscores(text);
  return joined === undefined ? undefined : floatOf(joined);
}
