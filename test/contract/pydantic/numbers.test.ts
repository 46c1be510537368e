import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Schema } from '../../../src/contract/pydantic/rules.ts';
import { readField, refusedField } from '../../helpers/field.ts';

const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);
const runs = { seed, numRuns: 2000 };

const integer: Schema = { type: 'integer' };
const boolean: Schema = { type: 'boolean' };
const fraction: Schema = { type: 'number', minimum: 0, maximum: 1 };
const nines = (count: number) => '9'.repeat(count);

describe('a boolean from a number', () => {
  it.each([
    ['0', false],
    ['-0', false],
    ['1.0', true],
    ['-0.0', false],
    ['2', 'bool_parsing'],
    ['-1', 'bool_parsing'],
    ['2.0', 'bool_parsing'],
    ['0.5', 'bool_type'],
    ['1e20', 'bool_type'],
    ['9223372036854775807', 'bool_parsing'],
    ['9223372036854775808', 'bool_type'],
    ['-9223372036854775808', 'bool_parsing'],
    ['-9223372036854775809', 'bool_type'],
    ['-9223372036854775808.0', 'bool_type'],
    ['9223372036854774784.0', 'bool_parsing'],
    [nines(400), 'bool_type'],
  ])('%s is %j', (json, expected) => {
    expect(readField(json, boolean)).toEqual(expected);
  });
});

describe('an integer from a number', () => {
  it.each([
    ['-0', 0],
    ['-0.0', 0],
    ['9223372036854774784.0', 2 ** 63 - 1024],
    ['9223372036854775808.0', 'int_parsing_size'],
    ['-9223372036854775808.0', 'int_parsing_size'],
    ['1e300', 'int_parsing_size'],
    ['1e999', 500],
    ['9223372036854775808', 2 ** 63],
    [nines(4300), Infinity],
    [nines(4301), 400],
  ])('%.30s is %j', (json, expected) => {
    expect(readField(json, integer)).toEqual(expected);
  });
});

describe('an integer from a text', () => {
  it.each([
    ['30.', 'int_parsing'],
    ['30.0', 30],
    ['00.0', 0],
    ['.0', 'int_parsing'],
    ['1_0.0', 10],
    ['\u0085 7\u2003', 7],
    ['\ufeff7', 'int_parsing'],
    ['\u001c7', 'int_parsing'],
    ['+7', 7],
    ['+-7', 'int_parsing'],
    ['--7', 'int_parsing'],
    ['- 7', 'int_parsing'],
    ['0__5', 5],
    ['0-5', -5],
    ['-0__5', -5],
    ['-0-5', 'int_parsing'],
    ['0-05', 'int_parsing'],
    ['-_5', 'int_parsing'],
    ['3__0', 'int_parsing'],
    ['0_', 'int_parsing'],
    ['_0', 'int_parsing'],
    ['000', 0],
    ['0x10', 'int_parsing'],
    ['1e1', 'int_parsing'],
    ['٧', 'int_parsing'],
    [nines(4300), Infinity],
    [nines(4301), 'int_parsing_size'],
    [`${nines(4301)} and more`, 'int_parsing_size'],
    [`-${nines(4299)}`, -Infinity],
    [`-${nines(4300)}`, 'int_parsing_size'],
    [` ${nines(4301)}`, 'int_parsing'],
    [`0${nines(4300)}`, Infinity],
    [`+${nines(4301)}`, 'int_parsing'],
  ])('%.30j is %j', (text, expected) => {
    expect(readField(JSON.stringify(text), integer)).toEqual(expected);
  });

  it('is what it says, with zeros, white space, separators and a fraction of zeros around it', () => {
    const space = fc.string({ unit: fc.constantFrom(' ', '\t', '\u0085', '\u3000'), maxLength: 3 });
    const zeros = fc.constantFrom('', '0', '00', '0_', '0__0');
    const tail = fc.constantFrom('', '.0', '.000');
    fc.assert(
      fc.property(
        fc.maxSafeInteger(),
        space,
        zeros,
        tail,
        space,
        (value, before, lead, end, after) => {
          const sign = value < 0 || Object.is(value, -0) ? '-' : '';
          const digits = String(Math.abs(value)).replace(/\B(?=(\d{3})+$)/g, '_');
          const text = `${before}${sign}${lead}${digits}${end}${after}`;
          expect([text, readField(JSON.stringify(text), integer)]).toEqual([text, value + 0]);
        },
      ),
      runs,
    );
  });
});

describe('a bound', () => {
  const above = (bound: number): Schema => ({ type: 'integer', exclusiveMinimum: bound });

  it.each([
    [`-${nines(400)}`, above(0), ['greater_than', { gt: 0 }]],
    [nines(400), above(0), Infinity],
    [nines(400), { type: 'integer', maximum: 90 }, ['less_than_equal', { le: 90 }]],
    [`-${nines(400)}`, { type: 'integer', minimum: 1 }, ['greater_than_equal', { ge: 1 }]],
    [`-${nines(400)}`, { type: 'integer', maximum: 90 }, -Infinity],
    ['91', { type: 'integer', exclusiveMaximum: 91 }, ['less_than', { lt: 91 }]],
    [
      '9007199254740993',
      { type: 'integer', maximum: 2 ** 53 },
      ['less_than_equal', { le: 2 ** 53 }],
    ],
  ] as const)('is compared exactly: %.20s with %j', (json, schema, expected) => {
    expect(readField(json, schema)).toEqual(expected);
  });

  it('separates integers of any size as arithmetic does', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
        fc.integer(),
        (value, bound) => {
          const isIn = value <= BigInt(bound);
          const expected = isIn ? Number(value) : ['less_than_equal', { le: bound }];
          expect(readField(String(value), { type: 'integer', maximum: bound })).toEqual(expected);
          expect(readField(`"${value}"`, { type: 'integer', maximum: bound })).toEqual(expected);
        },
      ),
      runs,
    );
  });

  it('of a float keeps its point in the context only', () => {
    expect(refusedField('2', fraction)).toBe(
      '{"detail":[{"type":"less_than_equal","loc":["body","value"],"msg":"Input should be less than or equal to 1","input":2,"ctx":{"le":1.0}}]}',
    );
  });
});

describe('a float', () => {
  it.each([
    ['1', 1],
    ['true', 1],
    ['0.25', 0.25],
    ['"5."', ['less_than_equal', { le: 1 }]],
    ['".5"', 0.5],
    ['"."', 'float_parsing'],
    ['"+.5E-1"', 0.05],
    ['"1e"', 'float_parsing'],
    ['"0_.5"', 0.5],
    ['"1_e0"', 1],
    ['"0_"', 'float_parsing'],
    ['"0__5"', 'float_parsing'],
    ['"0_.5 "', 'float_parsing'],
    ['"0.5\u0085"', 0.5],
    ['"\ufeff0.5"', 'float_parsing'],
    ['"-iNfinity"', ['greater_than_equal', { ge: 0 }]],
    ['"nan"', ['less_than_equal', { le: 1 }]],
    ['"infinit"', 'float_parsing'],
    ['"0x1"', 'float_parsing'],
    ['""', 'float_parsing'],
    ['null', 'float_type'],
    ['[]', 'float_type'],
    [nines(400), 'float_type'],
    ['-0.0', -0],
  ])('from %.20s is %j', (json, expected) => {
    expect(readField(json, fraction)).toEqual(expected);
  });
});
