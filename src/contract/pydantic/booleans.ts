/** Lax booleans: words, and the numbers 0 and 1 (framework). */
import type { Fault } from './errors.ts';
import { PyFloat, PyInt } from './json-value.ts';
import { wholeOf } from './number-text.ts';
import type { OtherCheck } from './rules.ts';
import { wrong } from './validate.ts';

const notABoolean: Fault = { type: 'bool_type', msg: 'Input should be a valid boolean' };
const noBoolean: Fault = {
  type: 'bool_parsing',
  msg: 'Input should be a valid boolean, unable to interpret input',
};

const TRUE: readonly string[] = ['1', 'true', 'on', 't', 'y', 'yes'];
const FALSE: readonly string[] = ['0', 'false', 'off', 'f', 'n', 'no'];

/** Beyond a signed integer of 64 bits a number is not looked at, nor is one with a fraction. */
const LIMIT = 2n ** 63n;

function ofNumber(value: number | bigint, isWhole: boolean): boolean | Fault {
  if (value === 0 || value === 1) return value === 1;
  return isWhole ? noBoolean : notABoolean;
}

function read(value: unknown): boolean | Fault {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') {
    const word = value.toLowerCase();
    return TRUE.includes(word) || (FALSE.includes(word) ? false : noBoolean);
  }
  if (value instanceof PyInt) {
    const whole = wholeOf(value.text);
    return ofNumber(whole, whole >= -LIMIT && whole < LIMIT);
  }
  const number = value instanceof PyFloat ? value.value : value;
  if (typeof number !== 'number') return notABoolean;
  // As a float, -2^63 is outside, too.
  return ofNumber(number, Number.isInteger(number) && Math.abs(number) < Number(LIMIT));
}

/** The check of a boolean. */
export const booleanCheck: OtherCheck = {
  kind: 'boolean',
  check(value) {
    const boolean = read(value);
    return typeof boolean === 'boolean' ? { value: boolean } : wrong(boolean, value);
  },
};
