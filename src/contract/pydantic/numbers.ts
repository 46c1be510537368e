/** Lax integers and floats, and their bounds (framework). */
import type { Fault } from './errors.ts';
import { pythonFloatText } from './float-text.ts';
import { PyFloat, PyInt } from './json-value.ts';
import { floatInText, integerInText, wholeOf } from './number-text.ts';
import type { OtherCheck, Schema } from './rules.ts';
import { wrong } from './validate.ts';

/** The bounds of a number. */
export type Bounds = Pick<Schema, 'minimum' | 'exclusiveMinimum' | 'maximum' | 'exclusiveMaximum'>;

const int = (type: string, what: string): Fault => ({
  type,
  msg: `Input should be a valid integer${what}`,
});
const notAnInteger = int('int_type', '');
const noInteger = int('int_parsing', ', unable to parse string as an integer');
const fractional = int('int_from_float', ', got a number with a fractional part');
const tooManyDigits: Fault = {
  type: 'int_parsing_size',
  msg: 'Unable to parse input string as an integer, exceeded maximum size',
};
const notFinite: Fault = { type: 'finite_number', msg: 'Input should be a finite number' };
const notANumber: Fault = { type: 'float_type', msg: 'Input should be a valid number' };
const noNumber: Fault = {
  type: 'float_parsing',
  msg: 'Input should be a valid number, unable to parse string as a number',
};

/** A whole float of this magnitude does not become an integer. */
const FLOAT_LIMIT = 2 ** 63;

function readInteger(value: unknown): number | bigint | Fault {
  if (value instanceof PyInt) return wholeOf(value.text);
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'string') {
    const whole = integerInText(value);
    return whole === 'too long' ? tooManyDigits : (whole ?? noInteger);
  }
  // `JSON.parse` rounds integers over 2^53: the exact reader decides.
  if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER) return tooManyDigits;
  const number = value instanceof PyFloat ? value.value : value;
  if (typeof number !== 'number') return notAnInteger;
  if (!Number.isFinite(number)) return notFinite;
  if (!Number.isInteger(number)) return fractional;
  return Math.abs(number) < FLOAT_LIMIT ? number + 0 : tooManyDigits;
}

function readFloat(value: unknown): number | Fault {
  if (value instanceof PyFloat) return value.value;
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'string') return floatInText(value) ?? noNumber;
  const number = value instanceof PyInt ? Number(value.text) : value;
  // An integer over the largest float does not become one.
  return typeof number === 'number' && Number.isFinite(number) ? number : notANumber;
}

/** The comparisons, in the order in which they are made. */
const COMPARISONS = [
  ['maximum', 'less_than_equal', 'less than or equal to', 'le'],
  ['exclusiveMaximum', 'less_than', 'less than', 'lt'],
  ['minimum', 'greater_than_equal', 'greater than or equal to', 'ge'],
  ['exclusiveMinimum', 'greater_than', 'greater than', 'gt'],
] as const;

function holds(value: number | bigint, keyword: keyof Bounds, bound: number): boolean {
  // JavaScript compares a bigint with a number exactly. NaN is within no bound.
  switch (keyword) {
    case 'maximum':
      return value <= bound;
    case 'exclusiveMaximum':
      return value < bound;
    case 'minimum':
      return value >= bound;
    case 'exclusiveMinimum':
      return value > bound;
  }
}

/** The first bound that a value breaks. `write` writes the bound into the context. */
function outOfBounds(
  value: number | bigint,
  bounds: Bounds,
  write: (bound: number) => string,
): Fault | undefined {
  for (const [keyword, type, words, name] of COMPARISONS) {
    const bound = bounds[keyword];
    if (bound === undefined || holds(value, keyword, bound)) continue;
    return { type, msg: `Input should be ${words} ${bound}`, ctx: `{"${name}":${write(bound)}}` };
  }
  return undefined;
}

function numberCheck(
  read: (value: unknown) => number | bigint | Fault,
  bounds: Bounds,
  write: (bound: number) => string,
): OtherCheck {
  return {
    kind: 'number',
    check(value) {
      const number = read(value);
      if (typeof number === 'object') return wrong(number, value);
      const fault = outOfBounds(number, bounds, write);
      return fault === undefined ? { value: Number(number) } : wrong(fault, value);
    },
  };
}

/** The check of an integer. Its value is a number, rounded over 2^53. */
export const integerCheck = (bounds: Bounds): OtherCheck =>
  numberCheck(readInteger, bounds, String);

/** The check of a float. */
export const floatCheck = (bounds: Bounds): OtherCheck =>
  numberCheck(readFloat, bounds, pythonFloatText);
