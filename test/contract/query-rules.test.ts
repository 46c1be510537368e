import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveRules } from '../../src/contract/documents/documents.ts';
import { otherKinds } from '../../src/contract/pydantic/kinds.ts';
import { defaultSwitches } from '../../src/contract/pydantic/switches.ts';
import { parseUuid } from '../../src/contract/pydantic/uuid.ts';
import { checkRequest } from '../../src/contract/request-check.ts';
import { WS } from '../helpers/world.ts';

const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);

const parameter = (name: string, schema: object, required = false) => ({
  name,
  in: 'query',
  schema,
  required,
});
const parameters = [
  parameter('status', { type: 'array', items: { enum: ['live', 'done'] }, default: [] }),
  parameter('tag', { anyOf: [{ type: 'array', items: { type: 'string' } }, { type: 'null' }] }),
  parameter('q', { type: 'string' }, true),
  parameter('limit', { type: 'integer', exclusiveMinimum: 0, default: 50 }),
  parameter('day', { anyOf: [{ type: 'string', format: 'date' }, { type: 'null' }] }),
  parameter('token', { title: 'Token' }),
  parameter('kind', { $ref: '#/components/schemas/Kind' }),
];
const document = {
  paths: { '/x': { get: { parameters } } },
  components: { schemas: { Kind: { title: 'Kind', type: 'string', enum: ['a', 'b', 'c'] } } },
  otherKinds,
};
const rules = deriveRules(document, { method: 'get', path: '/x', body: null });

/** The values of a query, or its errors: where, which, and of what. */
function check(query: string) {
  const workspace = parseUuid(WS, '2.13');
  const parts = { params: {}, workspace, query, body: undefined, accept: undefined };
  const checked = checkRequest({}, rules, parts, defaultSwitches);
  if (checked.refused === undefined) return checked.query;
  const { detail } = JSON.parse(String(checked.refused.body));
  return detail.map((one: Record<string, unknown>) => [one.loc, one.type, one.input]);
}

const defaults = { status: [], tag: null, limit: 50, day: null, token: null, kind: null };

describe('a list in a query', () => {
  it('has all values of its name, in their order', () => {
    expect(check('status=live&q=&status=done&status=live')).toMatchObject({
      status: ['live', 'done', 'live'],
    });
  });

  it('has an error for each wrong item, and none for the others', () => {
    expect(check('q=&status=live&status=a,b&status=done&status=&status')).toEqual([
      [['query', 'status', 1], 'literal_error', 'a,b'],
      [['query', 'status', 3], 'literal_error', ''],
      [['query', 'status', 4], 'literal_error', ''],
    ]);
  });

  it('is its default without a value; other spellings are other names', () => {
    expect(check('q=x&status[]=live&status[0]=live&Status=live')).toEqual({ ...defaults, q: 'x' });
  });

  it('of texts has whatever was sent', () => {
    const values = fc.array(fc.string({ unit: 'grapheme', maxLength: 8 }), { minLength: 1 });
    fc.assert(
      fc.property(values, (tag) => {
        const query = new URLSearchParams(
          tag.map((one): [string, string] => ['tag', one.toWellFormed()]),
        );
        expect(check(`q=&${query}`)).toMatchObject({ tag: tag.map((one) => one.toWellFormed()) });
      }),
      { seed, numRuns: 500 },
    );
  });
});

describe('a query', () => {
  it('has the errors in the order of the document, and echoes null for what is missing', () => {
    expect(check('day=&limit=0&limit=x&kind=d&status=x')).toEqual([
      [['query', 'status', 0], 'literal_error', 'x'],
      [['query', 'q'], 'missing', null],
      [['query', 'limit'], 'int_parsing', 'x'],
      [['query', 'day'], 'date_from_datetime_parsing', ''],
      [['query', 'kind'], 'enum', 'd'],
    ]);
  });

  it('has no null: it is a text, and a wrong one for all but texts', () => {
    expect(check('q=null&limit=null&day=null&token=null')).toEqual([
      [['query', 'limit'], 'int_parsing', 'null'],
      [['query', 'day'], 'date_from_datetime_parsing', 'null'],
    ]);
  });

  it('takes the last value of what is not a list, and anything for what has no type', () => {
    expect(check('q=a&q=b&limit=x&limit=7&token=[1]&day=2024-01-01T00:00Z&kind=a')).toEqual({
      ...defaults,
      q: 'b',
      limit: 7,
      token: '[1]',
      day: '2024-01-01',
      kind: 'a',
    });
  });
});
