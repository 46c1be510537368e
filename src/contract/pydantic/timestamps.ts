/** Seconds or milliseconds since 1970 as moments in UTC (framework: the Rust crate `speedate`). */
import type { Moment } from './date-text.ts';

/** A timestamp of a larger magnitude is in milliseconds. */
const LARGEST_SECONDS = 2e10;

/** The first second of the year 0 and the last one of the year 9999. */
const FIRST_SECOND = -62_167_219_200;
const LAST_SECOND = 253_402_300_799;

const TOO_EARLY = 'dates before 0000 are not supported as unix timestamps';
const TOO_LATE = 'dates after 9999 are not supported as unix timestamps';
const OVERFLOW = 'numeric times may not exceed 86,399 seconds';

/** The limits of the parser's integers. */
const INT_64 = 2 ** 63;
const UINT_32 = 2 ** 32 - 1;

/** The moment of a whole number of seconds or milliseconds, and more microseconds; or what is wrong. */
function wholeMoment(timestamp: number, moreMicroseconds = 0): Moment | string {
  const inMilliseconds = Math.abs(timestamp) > LARGEST_SECONDS;
  const whole = inMilliseconds ? Math.floor(timestamp / 1000) : timestamp;
  const rest = inMilliseconds ? 1000 * (timestamp - 1000 * whole) : 0;
  const total = rest + moreMicroseconds;
  const second = whole + Math.floor(total / 1e6);
  if (second < FIRST_SECOND) return TOO_EARLY;
  if (second > LAST_SECOND) return TOO_LATE;
  const date = new Date(1000 * second);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    seconds: 3600 * date.getUTCHours() + 60 * date.getUTCMinutes() + date.getUTCSeconds(),
    microseconds: total % 1e6,
    offset: 0,
  };
}

/** The moment of a fraction in a text. Its whole seconds are looked at again: they may be milliseconds still. */
function fractionMoment(timestamp: number): Moment | string {
  const seconds = Math.abs(timestamp) > LARGEST_SECONDS ? timestamp / 1000 : timestamp;
  // Beyond the largest integer, the difference becomes microseconds, and those of the integer are added.
  if (seconds >= INT_64) return 1e6 * (seconds - INT_64) + 807_000 > UINT_32 ? OVERFLOW : TOO_LATE;
  if (seconds < -INT_64) return TOO_EARLY;
  const whole = Math.floor(seconds);
  return wholeMoment(whole, Math.round(1e6 * (seconds - whole)));
}

/** The moment of a number from JSON, or what is wrong. A fraction of a negative number is added, too. */
export function numberMoment(value: number): Moment | string {
  const inMilliseconds = Math.abs(value) > LARGEST_SECONDS;
  return wholeMoment(
    Math.floor(value),
    Math.round((inMilliseconds ? 1e3 : 1e6) * (Math.abs(value) % 1)),
  );
}

const WHOLE = /^[-+]?([0-9]+)$/;
const FRACTION = /^[-+]?(?:([0-9]+)\.[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]+)?$/i;

/** What digits add up to in an integer of 64 bits that wraps around; undefined if it becomes negative. */
function wrapped(digits: string): number | undefined {
  // The upper and the lower half of the integer.
  let high = 0;
  let low = 0;
  for (let i = 0; i < digits.length; i++) {
    low = 10 * low + digits.charCodeAt(i) - 0x30;
    high = (10 * high + Math.floor(low / 2 ** 32)) % 2 ** 32;
    low %= 2 ** 32;
    if (high >= 2 ** 31) return undefined;
  }
  return high * 2 ** 32 + low;
}

/** The moment of a number in a text, or what is wrong; undefined if the text is not a number. */
export function textMoment(text: string): Moment | string | undefined {
  const whole = WHOLE.exec(text)?.[1];
  if (whole !== undefined) {
    const value = wrapped(whole);
    return value === undefined ? undefined : wholeMoment(text.startsWith('-') ? -value : value);
  }
  const fraction = FRACTION.exec(text);
  if (fraction === null || wrapped(fraction[1] ?? '') === undefined) return undefined;
  return fractionMoment(Number(text));
}
