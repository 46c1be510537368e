import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import companions from '../../openapi.companions.json' with { type: 'json' };
import openapi from '../../openapi.json' with { type: 'json' };
import { isObject, type Json, type JsonObject } from '../../src/drift/documents.ts';
import { compareDocuments } from '../../src/drift/operations.ts';
import { isBreaking } from '../../src/drift/report.ts';
import { runs } from '../helpers/runs.ts';
import { asking, documentOf, json } from './documents.ts';

/** Any schema of a few words, so that two of them often have some in common. */
const { schema } = fc.letrec<{ schema: JsonObject; object: JsonObject }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3 },
    fc.record(
      {
        type: fc.constant('string'),
        maxLength: fc.nat(3),
        minLength: fc.nat(3),
        pattern: fc.constantFrom('^a', '^b'),
        description: fc.constantFrom('x', 'y'),
        default: fc.constantFrom('p', 'q', null),
      },
      { requiredKeys: ['type'] },
    ),
    fc.record(
      {
        type: fc.constantFrom('integer', 'number'),
        minimum: fc.nat(3),
        exclusiveMaximum: fc.nat(3),
      },
      { requiredKeys: ['type'] },
    ),
    fc.subarray(['a', 'b', 'c'], { minLength: 1 }).map((values) => ({ enum: values })),
    fc.constant({}),
    tie('object'),
    tie('schema').map((items) => ({ type: 'array', items })),
    fc.array(tie('schema'), { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf })),
    fc.array(tie('schema'), { minLength: 1, maxLength: 2 }).map((allOf) => ({ allOf })),
    tie('schema').map((one) => ({ anyOf: [one, { type: 'null' }] })),
    fc.constant({ $ref: '#/components/schemas/Part' }),
  ),
  object: fc.record(
    {
      type: fc.constant('object'),
      properties: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('schema'), {
        noNullPrototype: true,
      }),
      required: fc.subarray(['a', 'b']),
      additionalProperties: fc.oneof(fc.boolean(), tie('schema')),
    },
    { requiredKeys: ['type'] },
  ),
}));

const operation = fc
  .record({
    body: schema,
    answers: fc.dictionary(fc.constantFrom('200', '404', '409'), schema, { noNullPrototype: true }),
    queries: fc.uniqueArray(fc.constantFrom('p', 'q', 'r')),
  })
  .map(
    ({ body, answers, queries }): JsonObject => ({
      ...asking(body),
      responses: Object.fromEntries(
        Object.entries(answers).map(([status, one]) => [
          status,
          { description: 'x', content: json(one) },
        ]),
      ),
      parameters: queries.map((name) => ({ name, in: 'query', schema: { type: 'string' } })),
    }),
  );

const document = fc
  .record({
    some: fc.dictionary(fc.constantFrom('start', 'active', 'x'), operation, {
      noNullPrototype: true,
    }),
    part: schema,
  })
  .map(({ some, part }) =>
    documentOf(
      Object.fromEntries(
        Object.entries(some).map(([name, post]) => [`/v1/{ws}/sessions/${name}`, { post }]),
      ),
      { Part: part },
    ),
  );

/** The value with the keys of each object the other way round. */
function turned(value: Json): Json {
  if (Array.isArray(value)) return value.map(turned);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([key, part]) => [key, turned(part ?? null)]));
}

/** The value with each description, title and summary in other words. */
function reworded(value: Json): Json {
  if (Array.isArray(value)) return value.map(reworded);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part = null]) => {
      const words = ['description', 'title', 'summary', 'operationId'].includes(key);
      return [key, words && typeof part === 'string' ? `${part}, in other words` : reworded(part)];
    }),
  );
}

const published: [string, JsonObject][] = [
  ['openapi.json', openapi],
  ['openapi.companions.json', companions],
];

describe('a document and itself', () => {
  it.each(published)('%s: no change, even with its keys the other way round', (_, one) => {
    expect(compareDocuments([one], one)).toEqual([]);
    expect(compareDocuments([one], turned(one) as JsonObject)).toEqual([]);
  });

  it.each(published)('%s: nothing breaking when only words changed', (_, one) => {
    const changes = compareDocuments([one], reworded(one) as JsonObject);
    expect(changes.length).toBeGreaterThan(10);
    expect(isBreaking(changes)).toBe(false);
  });

  it('have no change, whatever the document', () => {
    fc.assert(
      fc.property(document, (one) => {
        expect(compareDocuments([one], turned(one) as JsonObject)).toEqual([]);
        expect(isBreaking(compareDocuments([one], reworded(one) as JsonObject))).toBe(false);
      }),
      runs(200),
    );
  });
});

describe('two documents', () => {
  it('compared the other way round have as many changes, added for removed', () => {
    fc.assert(
      fc.property(document, document, (a, b) => {
        const swap = { added: 'removed', removed: 'added', changed: 'changed' } as const;
        const there = compareDocuments([a], b);
        const back = compareDocuments([b], a);
        const told = (all: typeof there, turn: boolean): string[] =>
          all
            .map(
              ({ kind, operation, where }) => `${turn ? swap[kind] : kind} ${operation} ${where}`,
            )
            .sort();
        expect(told(back, true)).toEqual(told(there, false));
      }),
      runs(400),
    );
  });

  it('whose schemas changed break the other side the other way round', () => {
    fc.assert(
      fc.property(schema, schema, (a, b) => {
        const [one, two] = [a, b].map((body) =>
          documentOf({ '/v1/{ws}/sessions/start': { post: asking(body) } }, { Part: {} }),
        ) as [JsonObject, JsonObject];
        const count = (from: JsonObject, to: JsonObject, side: 'client' | 'server'): number =>
          compareDocuments([from], to).filter(
            ({ kind, breaks }) => kind === 'changed' && breaks.includes(side),
          ).length;
        expect(count(one, two, 'client')).toBe(count(two, one, 'server'));
      }),
      runs(400),
    );
  });
});
