import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/drift/documents.ts';
import { answering, asking, between } from './documents.ts';

const text = { type: 'string' };
const count = { type: 'integer' };
const nothing = { type: 'null' };
const field = (schema: Json, more: JsonObject = {}): JsonObject => ({
  type: 'object',
  properties: { a: schema },
  ...more,
});
const event = (name: string, more: JsonObject = {}): JsonObject => ({
  type: 'object',
  properties: { event: { const: name }, id: text, ...more },
});

/** Each row makes the good values fewer; read backwards it makes them more. */
const narrowings: [what: string, back: string, wide: Json, narrow: Json][] = [
  [
    'maxLength 5000 became 4000',
    'maxLength 4000 became 5000',
    { ...text, maxLength: 5000 },
    { ...text, maxLength: 4000 },
  ],
  ['maxLength 9 is new', 'maxLength 9 was dropped', text, { ...text, maxLength: 9 }],
  [
    'minLength 1 is new',
    'minLength 1 was dropped',
    { ...text, minLength: 0 },
    { ...text, minLength: 1 },
  ],
  [
    'minLength 1 became 2',
    'minLength 2 became 1',
    { ...text, minLength: 1 },
    { ...text, minLength: 2 },
  ],
  ['pattern ^a is new', 'pattern ^a was dropped', text, { ...text, pattern: '^a' }],
  ['format uuid is new', 'format uuid was dropped', text, { ...text, format: 'uuid' }],
  ['minimum 0 became 1', 'minimum 1 became 0', { ...count, minimum: 0 }, { ...count, minimum: 1 }],
  ['maximum 5 became 4', 'maximum 4 became 5', { ...count, maximum: 5 }, { ...count, maximum: 4 }],
  [
    'minimum 0 became exclusiveMinimum 0',
    'exclusiveMinimum 0 became minimum 0',
    { type: 'number', minimum: 0 },
    { type: 'number', exclusiveMinimum: 0 },
  ],
  [
    'maximum 9 became exclusiveMaximum 9',
    'exclusiveMaximum 9 became maximum 9',
    { type: 'number', maximum: 9 },
    { type: 'number', exclusiveMaximum: 9 },
  ],
  ['multipleOf 5 is new', 'multipleOf 5 was dropped', count, { ...count, multipleOf: 5 }],
  [
    'maxItems 3 is new',
    'maxItems 3 was dropped',
    { type: 'array' },
    { type: 'array', maxItems: 3 },
  ],
  [
    'minItems 1 is new',
    'minItems 1 was dropped',
    { type: 'array' },
    { type: 'array', minItems: 1 },
  ],
  [
    'uniqueItems true is new',
    'uniqueItems true was dropped',
    { type: 'array' },
    { type: 'array', uniqueItems: true },
  ],
  [
    'maxProperties 3 is new',
    'maxProperties 3 was dropped',
    { type: 'object' },
    { type: 'object', maxProperties: 3 },
  ],
  ['type number became integer', 'type integer became number', { type: 'number' }, count],
  ['anything became string', 'string became anything', {}, text],
  ['anything became string', 'string became anything', true, text],
  ['is no longer null', 'may be null now', { anyOf: [text, nothing] }, text],
  ['is no longer null', 'may be null now', { ...text, nullable: true }, text],
  ['is no longer null', 'may be null now', { type: ['string', 'null'] }, text],
  ['is no longer integer', 'may be integer now', { oneOf: [text, count] }, text],
  ['lost the value "b"', 'gained the value "b"', { enum: ['a', 'b'] }, { const: 'a' }],
  [
    'lost the values "b", "c"',
    'gained the values "b", "c"',
    { enum: ['a', 'b', 'c'] },
    { enum: ['a'] },
  ],
  [
    'one of "a" instead of any string',
    'any string instead of one of "a"',
    text,
    { ...text, enum: ['a'] },
  ],
  [
    'is no longer object (event=b)',
    'may be object (event=b) now',
    { oneOf: [event('a'), event('b'), event('c')] },
    { oneOf: [event('c'), event('a')] },
  ],
];

describe('a schema that takes fewer values', () => {
  it.each(narrowings)(
    '%s: breaks clients in a request, servers in a response',
    (what, _, wide, narrow) => {
      expect(between(asking(field(wide)), asking(field(narrow)))).toEqual([
        `changed request body a: ${what} -> client`,
      ]);
      expect(between(answering(field(wide)), answering(field(narrow)))).toEqual([
        `changed response 200 a: ${what} -> server`,
      ]);
    },
  );
});

describe('a schema that takes more values', () => {
  it.each(narrowings)(
    'not %s but %s: breaks servers in a request, clients in a response',
    (_, back, wide, narrow) => {
      expect(between(asking(field(narrow)), asking(field(wide)))).toEqual([
        `changed request body a: ${back} -> server`,
      ]);
      expect(between(answering(field(narrow)), answering(field(wide)))).toEqual([
        `changed response 200 a: ${back} -> client`,
      ]);
    },
  );
});

describe('a schema that takes other values', () => {
  it.each<[string, Json, Json]>([
    ['type string became integer', text, count],
    ['pattern ^a became ^b', { ...text, pattern: '^a' }, { ...text, pattern: '^b' }],
    ['format date became uuid', { ...text, format: 'date' }, { ...text, format: 'uuid' }],
  ])('%s: breaks both, in both directions', (what, older, newer) => {
    for (const [as, where] of [
      [asking, 'request body'],
      [answering, 'response 200'],
    ] as const) {
      expect(between(as(older), as(newer))).toEqual([`changed ${where}: ${what} -> client+server`]);
    }
  });

  it('is reported twice when values were removed and others added', () => {
    expect(between(asking({ enum: ['a', 'b'] }), asking({ enum: ['b', 'c'] }))).toEqual([
      'changed request body: lost the value "a" -> client',
      'changed request body: gained the value "c" -> server',
    ]);
  });
});

describe('a field', () => {
  const none = { type: 'object' };
  const closed = { additionalProperties: false };
  const needed = { required: ['a'] };
  it.each<[string, Json, Json, string, string]>([
    [
      'new and optional',
      none,
      field(text),
      'added: an optional field (string) is new -> nobody',
      'nobody',
    ],
    [
      'new and required',
      none,
      field(text, needed),
      'added: a required field (string) is new -> client',
      'server',
    ],
    [
      'new where others are refused',
      { ...none, ...closed },
      field(text, closed),
      'added: an optional field (string) is new -> server',
      'client',
    ],
    [
      'gone that was optional',
      field(text),
      none,
      'removed: the optional field (string) is gone -> client',
      'client',
    ],
    [
      'gone that was required',
      field(text, needed),
      none,
      'removed: the required field (string) is gone -> client+server',
      'client',
    ],
    [
      'required now',
      field(text),
      field(text, needed),
      'changed: is required now -> client',
      'server',
    ],
    [
      'no longer required',
      field(text, needed),
      field(text),
      'changed: is no longer required -> server',
      'client',
    ],
    [
      'with another default',
      field({ ...text, default: 'x' }),
      field({ ...text, default: 'y' }),
      'changed: default "x" became "y" -> client+server',
      'nobody',
    ],
    [
      'with a default now',
      field(text),
      field({ ...text, default: 'y' }),
      'changed: default "y" is new -> server',
      'nobody',
    ],
    [
      'without its default',
      field({ ...text, default: 'x' }),
      field(text),
      'changed: default "x" was dropped -> client',
      'nobody',
    ],
    [
      'of another description',
      field({ ...text, description: 'x' }),
      field(text),
      'changed: the description changed -> nobody',
      'nobody',
    ],
    [
      'of another title',
      field({ ...text, title: 'x' }),
      field(text),
      'changed: the title changed -> nobody',
      'nobody',
    ],
    [
      'that is deprecated',
      field(text),
      field({ ...text, deprecated: true }),
      'changed: is deprecated now -> nobody',
      'nobody',
    ],
  ])('%s breaks who it says', (_, older, newer, asked, answered) => {
    const [kind, rest = ''] = asked.split(/: (.*)/s);
    expect(between(asking(older), asking(newer))).toEqual([`${kind} request body a: ${rest}`]);
    const what = rest.replace(/ -> .*/, '');
    expect(between(answering(older), answering(newer))).toEqual([
      `${kind} response 200 a: ${what} -> ${answered}`,
    ]);
  });

  it.each<[string, Json, Json, string, string]>([
    [
      'refused now',
      none,
      { ...none, ...closed },
      'no longer allows unnamed fields -> client',
      'nobody',
    ],
    ['accepted now', { ...none, ...closed }, none, 'allows unnamed fields now -> server', 'nobody'],
  ])('without a name is %s', (_, older, newer, asked, answered) => {
    expect(between(asking(older), asking(newer))).toEqual([`changed request body: ${asked}`]);
    const what = asked.replace(/ -> .*/, '');
    expect(between(answering(older), answering(newer))).toEqual([
      `changed response 200: ${what} -> ${answered}`,
    ]);
  });

  it('is found in any place', () => {
    const deep = (leaf: Json): Json => ({
      type: 'array',
      items: field({ type: 'object', additionalProperties: { anyOf: [field(leaf), nothing] } }),
    });
    expect(between(asking(deep(text)), asking(deep(count)))).toEqual([
      'changed request body [].a.*.a: type string became integer -> client+server',
    ]);
  });

  it('of one event in a union is named by the event', () => {
    const union = (...more: JsonObject[]): Json => ({
      oneOf: [event('token'), event('done', ...more)],
    });
    expect(between(answering(union({ n: count })), answering(union({ n: text })))).toEqual([
      'changed response 200 [event=done].n: type integer became string -> client+server',
    ]);
  });
});

describe('the same values written differently', () => {
  const named = { A: { ...field(text), title: 'A' }, Text: text };
  const renamed = { B: { ...field(text), title: 'B' }, Word: text };
  it.each<[string, Json, Json]>([
    ['a renamed component', { $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }],
    ['a reference written out', { $ref: '#/components/schemas/Text' }, text],
    [
      'null by anyOf, by type and by nullable',
      { anyOf: [text, nothing] },
      { type: ['null', 'string'] },
    ],
    [
      'null of a reference',
      { anyOf: [{ $ref: '#/components/schemas/A' }, nothing] },
      { allOf: [{ $ref: '#/components/schemas/B' }], nullable: true },
    ],
    ['const and enum', { ...text, const: 'a' }, { enum: ['a'] }],
    [
      'several consts and one enum',
      { oneOf: [{ const: 'a' }, { const: 'b' }] },
      { enum: ['b', 'a'] },
    ],
    [
      'allOf and one object',
      { allOf: [field(text), { type: 'object', required: ['a'] }] },
      field(text, { required: ['a'] }),
    ],
    ['a union in another order', { anyOf: [text, count] }, { anyOf: [count, text] }],
    [
      'a union of objects in another order',
      { oneOf: [event('a'), event('b')] },
      { oneOf: [event('b'), event('a')] },
    ],
    [
      'unnamed fields allowed or not forbidden',
      { type: 'object', additionalProperties: true },
      { type: 'object' },
    ],
    [
      'a default of null or none',
      { anyOf: [text, nothing], default: null },
      { anyOf: [text, nothing] },
    ],
    [
      'whole numbers above 0 and from 1',
      { ...count, exclusiveMinimum: 0 },
      { ...count, minimum: 1 },
    ],
    ['a type that its keywords say', { properties: { a: text } }, field(text)],
  ])('is no change: %s', (_, older, newer) => {
    for (const as of [asking, answering]) {
      expect(between(as(older), as(newer), { ...named, ...renamed })).toEqual([]);
    }
  });
});

describe('a recursive schema', () => {
  const tree = (leaf: Json): JsonObject => ({
    Tree: field(leaf, {
      properties: { a: leaf, all: { type: 'array', items: { $ref: '#/components/schemas/Tree' } } },
    }),
    Loop: { $ref: '#/components/schemas/Loop' },
    Twice: {
      allOf: [
        field({ $ref: '#/components/schemas/Twice' }),
        { anyOf: [field({ $ref: '#/components/schemas/Twice' }), nothing] },
      ],
    },
  });
  const ref = (name: string): JsonObject => asking({ $ref: `#/components/schemas/${name}` });

  it('is compared once', () => {
    expect(between(ref('Tree'), ref('Tree'), tree(text))).toEqual([]);
    expect(between(ref('Tree'), ref('Tree'), tree(text), tree(count))).toEqual([
      'changed request body a: type string became integer -> client+server',
    ]);
  });

  it.each([['Loop'], ['Twice']])('ends even when it only refers to itself (%s)', (name) => {
    expect(between(ref(name), ref(name), tree(text))).toEqual([]);
  });
});
