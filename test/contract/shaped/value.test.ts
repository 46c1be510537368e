import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shape } from '../../../src/contract/shaped/shape.ts';

const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);

const NAMES = ['id', 'name', 'email', 'created_at', 'count', 'status', 'note'];
const name = fc.constantFrom(...NAMES);
const bounds = fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 0, max: 60 }));

const text = fc.oneof(
  fc.constant({ type: 'string' }),
  fc
    .constantFrom(
      'uuid',
      'date-time',
      'date',
      'email',
      'uri',
      'ipv4',
      'ipv6',
      'time',
      'hostname',
      'duration',
      'byte',
      'json-pointer',
      'uri-reference',
    )
    .map((format) => ({ type: 'string', format })),
  fc
    .tuple(fc.nat(40), fc.nat(40))
    .map(([least, more]) => ({ type: 'string', minLength: least, maxLength: least + more })),
  fc
    .constantFrom(
      '^[a-z]{3,5}$',
      '^\\+[1-9]\\d{6,14}$',
      '^(on|off)$',
      '^\\w+-[^a-z]$',
      '^v(\\d+\\.){2}\\d$',
    )
    .map((pattern) => ({ type: 'string', pattern })),
  fc.uniqueArray(fc.string(), { minLength: 1 }).map((all) => ({ enum: all })),
);
const number = fc.oneof(
  bounds.map(([minimum, more]) => ({ type: 'integer', minimum, maximum: minimum + more })),
  bounds.map(([exclusiveMinimum, more]) => ({
    type: 'number',
    exclusiveMinimum,
    exclusiveMaximum: exclusiveMinimum + more + 1,
  })),
  bounds.map(([minimum]) => ({ type: 'integer', minimum, multipleOf: 7 })),
  bounds.map(([maximum]) => ({ type: ['number', 'null'], maximum })),
);
const { schema } = fc.letrec<{ schema: object; object: object }>((tie) => ({
  object: fc
    .tuple(fc.dictionary(name, tie('schema'), { maxKeys: 4 }), fc.subarray(NAMES), fc.boolean())
    .map(([properties, required, isOpen]) => ({
      type: 'object',
      properties,
      required: required.filter((one) => isOpen || one in properties),
      additionalProperties: isOpen,
    })),
  schema: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    number,
    fc.constantFrom(
      { type: 'boolean' },
      { const: 'fixed' },
      {},
      { $ref: '#/components/schemas/Node' },
    ),
    tie('object'),
    fc.tuple(tie('schema'), fc.nat(3), fc.nat(3)).map(([items, least, more]) => ({
      type: 'array',
      items,
      minItems: least,
      maxItems: least + more,
    })),
    tie('schema').map((one) => ({ anyOf: [{ type: 'null' }, one] })),
    fc.tuple(tie('schema'), tie('schema')).map((anyOf) => ({ anyOf })),
    fc.tuple(tie('object'), fc.dictionary(name, text, { maxKeys: 2 })).map(([one, properties]) => ({
      allOf: [
        { ...one, additionalProperties: true, properties: {} },
        { type: 'object', properties },
      ],
    })),
    text.map((one) => ({ oneOf: [one, { type: 'integer' }] })),
  ),
}));

const Node = {
  type: 'object',
  required: ['children'],
  properties: {
    name: { type: 'string' },
    children: { type: 'array', items: { $ref: '#/components/schemas/Node' } },
  },
};
const document = { components: { schemas: { Node } } };

describe('a value made from a schema', () => {
  it('is valid by it, whatever the schema', () => {
    fc.assert(
      fc.property(schema, fc.string(), (one, seed) => {
        const check = ajv.compile({ ...one, ...document });
        const value = shape(document, one, seed);
        expect(check(value), JSON.stringify({ value, errors: check.errors })).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('is valid by it, whatever is known already', () => {
    fc.assert(
      fc.property(schema, fc.jsonValue(), fc.dictionary(name, fc.jsonValue()), (one, a, b) => {
        const check = ajv.compile({ ...one, ...document });
        for (const known of [a, b]) {
          const value = shape(document, one, 'seed', known);
          expect(check(value), JSON.stringify({ value, errors: check.errors })).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is the same for the same text, and another for another', () => {
    const one = { type: 'object', properties: { id: { type: 'string', format: 'uuid' } } };
    expect(shape({}, one, 'a')).toEqual(shape({}, one, 'a'));
    expect(shape({}, one, 'a')).not.toEqual(shape({}, one, 'b'));
  });

  it('takes examples, and words that fit the names of fields', () => {
    const one = {
      type: 'object',
      properties: {
        colour: { type: 'string', examples: ['green'] },
        email: { type: 'string' },
        phone: { type: 'string' },
        name: { type: 'string' },
        status: { type: 'string', default: 'draft' },
      },
    };
    expect(shape({}, one, 'seed')).toEqual({
      colour: 'green',
      email: expect.stringMatching(/^\w+\.\w+@example\.com$/),
      phone: expect.stringMatching(/^\+1555010\d{4}$/),
      name: expect.stringMatching(/^[A-Z][a-z]+ [A-Z][a-z]+$/),
      status: 'draft',
    });
  });

  it('has all that is known, however much it is', () => {
    const one = { type: 'array', items: { properties: { a: { type: ['integer', 'null'] } } } };
    const known = Array.from({ length: 5000 }, (_, a) => ({ a }));
    expect(shape({}, one, 'seed', known)).toEqual(known);
  });

  it('is made of any document without an error', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom(
            'type',
            'allOf',
            'anyOf',
            'items',
            'properties',
            'required',
            '$ref',
            'enum',
            'pattern',
            'minLength',
          ),
          fc.jsonValue(),
        ),
        (one) => void shape({ components: one }, one, 'seed'),
      ),
    );
  });
});
