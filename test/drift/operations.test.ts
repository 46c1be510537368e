import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/drift/documents.ts';
import { compareDocuments } from '../../src/drift/operations.ts';
import {
  answering,
  asking,
  between,
  documentOf,
  json,
  line,
  OPERATION,
  PATH,
} from './documents.ts';

const text = { type: 'string' };
const parameter = (more: JsonObject): JsonObject => ({
  parameters: [{ name: 'poll', in: 'query', schema: text, ...more }],
});
const status = (...all: string[]): JsonObject => ({
  responses: Object.fromEntries(all.map((one) => [one, { description: 'x' }])),
});
const media = (...types: string[]): JsonObject =>
  Object.fromEntries(types.map((type) => [type, { schema: text }]));

describe('an operation', () => {
  const paths = (...all: string[]): JsonObject =>
    documentOf(Object.fromEntries(all.map((path) => [path, { get: {} }])));

  it('that is gone breaks clients, and no server', () => {
    const [change, ...others] = compareDocuments([paths(PATH)], paths());
    expect(others).toEqual([]);
    expect(change).toEqual({
      kind: 'removed',
      operation: `GET ${PATH}`,
      where: 'the operation',
      what: 'is no longer there',
      breaks: ['client'],
    });
  });

  it('that is new on a path family of ours is reported, and breaks nothing', () => {
    const newer = paths(
      PATH,
      '/v1/{ws}/conversations',
      '/v1/{workspace_id}/api-keys/{key_id}/rotate',
      '/v1/{workspace_id}/sessions-of-others',
      '/v1/{workspace_id}/agents',
      '/v2/{workspace_id}/sessions',
    );
    expect(
      compareDocuments([paths(PATH)], newer).map(({ kind, operation, breaks }) => [
        kind,
        operation,
        breaks,
      ]),
    ).toEqual([
      ['added', 'GET /v1/{ws}/conversations', []],
      ['added', 'GET /v1/{workspace_id}/api-keys/{key_id}/rotate', []],
    ]);
  });

  it('by another method is a new one', () => {
    const newer = documentOf({ [PATH]: { put: {} } });
    expect(
      compareDocuments([paths(PATH)], newer).map(({ kind, operation }) => `${kind} ${operation}`),
    ).toEqual([`removed GET ${PATH}`, `added PUT ${PATH}`]);
  });

  it('with a renamed path parameter is the same one', () => {
    const at = (name: string): JsonObject =>
      documentOf({
        [`/v1/{workspace_id}/sessions/{${name}}/inject`]: {
          post: { parameters: [{ name, in: 'path', required: true, schema: text }] },
        },
      });
    expect(compareDocuments([at('call_sid')], at('sid')).map(line)).toEqual([
      'changed path parameter call_sid: is called sid now -> nobody',
    ]);
  });

  it.each(['summary', 'description', 'operationId', 'tags', 'deprecated'])(
    'with another %s breaks nobody',
    (word) => {
      expect(between({ [word]: 'x' }, { [word]: 'y' })).toEqual([
        `changed the operation: the ${word} changed -> nobody`,
      ]);
    },
  );

  it('is compared with everything it refers to', () => {
    const parts = (more: JsonObject): JsonObject => ({
      ...documentOf({ [PATH]: { $ref: '#/components/pathItems/P' } }),
      components: {
        pathItems: {
          P: {
            parameters: [{ $ref: '#/components/parameters/Q' }],
            post: {
              requestBody: { $ref: '#/components/requestBodies/B' },
              responses: { '200': { $ref: '#/components/responses/R' } },
            },
          },
        },
        parameters: { Q: { name: 'q', in: 'query', schema: { ...text, ...more } } },
        requestBodies: { B: { content: json({ ...text, ...more }) } },
        responses: { R: { description: 'x', content: json({ ...text, ...more }) } },
      },
    });
    expect(compareDocuments([parts({})], parts({ maxLength: 9 })).map(line)).toEqual([
      'changed query parameter q: maxLength 9 is new -> client',
      'changed request body: maxLength 9 is new -> client',
      'changed response 200: maxLength 9 is new -> server',
    ]);
  });
});

describe('credentials', () => {
  it('are not compared with a document that says nothing of them', () => {
    const older = secured([{ Bearer: [] }]);
    const { security: _, components: __, ...newer } = older;
    expect(compareDocuments([older], newer)).toEqual([]);
    expect(compareDocuments([older], { ...newer, security: [] }).map(line)).toEqual([
      'changed credentials: http bearer became none -> server',
    ]);
  });

  const secured = (security: Json, name = 'Bearer', scheme = 'bearer'): JsonObject => ({
    ...documentOf({ [PATH]: { post: {} } }),
    security,
    components: {
      securitySchemes: {
        [name]: { type: 'http', scheme },
        Key: { type: 'apiKey', in: 'header', name: 'x-key' },
      },
    },
  });
  it.each<[string, JsonObject, JsonObject, string[]]>([
    ['renamed', secured([{ Bearer: [] }]), secured([{ Other: [] }], 'Other'), []],
    [
      'asked for now',
      secured([]),
      secured([{ Bearer: [] }]),
      ['changed credentials: none became http bearer -> client'],
    ],
    [
      'of another kind',
      secured([{ Bearer: [] }]),
      secured([{ Key: [] }]),
      ['changed credentials: http bearer became apiKey header x-key -> client+server'],
    ],
    [
      'of one more kind',
      secured([{ Bearer: [] }]),
      secured([{ Bearer: [] }, { Key: [] }]),
      ['changed credentials: http bearer became http bearer or apiKey header x-key -> server'],
    ],
  ])('%s break who they say', (_, older, newer, expected) => {
    expect(compareDocuments([older], newer).map(line)).toEqual(expected);
  });
});

describe('a parameter', () => {
  it.each<[string, JsonObject, JsonObject, string[]]>([
    [
      'new',
      {},
      parameter({}),
      ['added query parameter poll: an optional parameter (string) is new -> nobody'],
    ],
    [
      'new and required',
      {},
      parameter({ required: true }),
      ['added query parameter poll: a required parameter (string) is new -> client'],
    ],
    [
      'gone',
      parameter({}),
      {},
      ['removed query parameter poll: the optional parameter is gone -> client'],
    ],
    [
      'gone that was required',
      parameter({ required: true }),
      {},
      ['removed query parameter poll: the required parameter is gone -> client+server'],
    ],
    [
      'required now',
      parameter({}),
      parameter({ required: true }),
      ['changed query parameter poll: is required now -> client'],
    ],
    [
      'no longer required',
      parameter({ required: true }),
      parameter({}),
      ['changed query parameter poll: is no longer required -> server'],
    ],
    [
      'held to less',
      parameter({}),
      parameter({ schema: {} }),
      ['changed query parameter poll: string became anything -> server'],
    ],
    [
      'described otherwise',
      parameter({ description: 'x' }),
      parameter({ description: 'y' }),
      ['changed query parameter poll: the description changed -> nobody'],
    ],
    [
      'written otherwise',
      parameter({}),
      parameter({ explode: false }),
      ['changed query parameter poll: is written form instead of form exploded -> client+server'],
    ],
    [
      'a header now',
      parameter({}),
      parameter({ in: 'header' }),
      [
        'removed query parameter poll: the optional parameter is gone -> client',
        'added header parameter poll: an optional parameter (string) is new -> nobody',
      ],
    ],
    [
      'a header in capitals',
      parameter({ in: 'header' }),
      parameter({ in: 'header', name: 'POLL' }),
      [],
    ],
    ['a header that no document can declare', {}, parameter({ in: 'header', name: 'Accept' }), []],
  ])('that is %s breaks who it says', (_, older, newer, expected) => {
    expect(between(older, newer)).toEqual(expected);
  });
});

describe('a request body', () => {
  const body = (required: boolean, ...types: string[]): JsonObject => ({
    requestBody: { required, content: media(...types) },
  });
  const one = 'application/json';
  it.each<[string, JsonObject, JsonObject, string[]]>([
    ['new', {}, body(false, one), ['added request body: an optional body is new -> nobody']],
    [
      'new and required',
      {},
      body(true, one),
      ['added request body: a required body is new -> client'],
    ],
    ['gone', body(false, one), {}, ['removed request body: the optional body is gone -> client']],
    [
      'gone that was required',
      body(true, one),
      {},
      ['removed request body: the required body is gone -> client+server'],
    ],
    [
      'required now',
      body(false, one),
      body(true, one),
      ['changed request body: is required now -> client'],
    ],
    [
      'no longer required',
      body(true, one),
      body(false, one),
      ['changed request body: is no longer required -> server'],
    ],
    [
      'of one more media type',
      body(true, one),
      body(true, one, 'text/plain'),
      ['added request body: text/plain is new -> server'],
    ],
    [
      'of one media type less',
      body(true, one, 'text/plain'),
      body(true, one),
      ['removed request body: text/plain is gone -> client'],
    ],
    [
      'of a media type with a charset',
      body(true, one),
      body(true, 'Application/JSON; charset=utf-8'),
      [],
    ],
  ])('that is %s breaks who it says', (_, older, newer, expected) => {
    expect(between(older, newer)).toEqual(expected);
  });
});

describe('a response', () => {
  it.each<[string, JsonObject, JsonObject, string[]]>([
    [
      'of a new refusal',
      status('200'),
      status('200', '409'),
      ['added response 409: the status is new -> client'],
    ],
    [
      'of a refusal that is gone',
      status('200', '409'),
      status('200'),
      ['removed response 409: the status is no longer returned -> server'],
    ],
    [
      'of a success that is gone',
      status('200', '201'),
      status('201'),
      ['removed response 200: the status is no longer returned -> client+server'],
    ],
    ['that a class covers', status('200', '409'), status('200', '4XX'), []],
    ['that the rest covers', status('200', '409'), status('200', 'default'), []],
    [
      'that was covered',
      status('200', 'default'),
      status('200', '409', 'default'),
      ['added response 409: the status is new -> nobody'],
    ],
    [
      'that is described otherwise',
      status('200'),
      { responses: { '200': { description: 'y' } } },
      ['changed response 200: the description changed -> nobody'],
    ],
    [
      'with a body now',
      { responses: { '200': {} } },
      { responses: { '200': { content: json(text) } } },
      ['added response 200: application/json is new -> server'],
    ],
    [
      'without its stream',
      { responses: { '200': { content: media('application/json', 'text/event-stream') } } },
      { responses: { '200': { content: media('application/json') } } },
      ['removed response 200: text/event-stream is gone -> client'],
    ],
  ])('%s breaks who it says', (_, older, newer, expected) => {
    expect(between(older, newer)).toEqual(expected);
  });

  it('of several media types is named by its own', () => {
    const both = (schema: Json): JsonObject => ({
      responses: { '200': { content: { ...media('text/plain'), ...json(schema) } } },
    });
    expect(between(both(text), both({ ...text, maxLength: 1 }))).toEqual([
      'changed response 200 (application/json): maxLength 1 is new -> server',
    ]);
  });
});

describe('the history of POST …/sessions/start', () => {
  const kinds = { type: 'string', enum: ['web', 'sms', 'whatsapp'] };
  const canonicalId = (description: string): JsonObject => ({
    anyOf: [text, { type: 'null' }],
    description,
  });
  const version = (channel: JsonObject, statuses: string[], about: string, refusals: string[]) => {
    const answer = {
      type: 'object',
      properties: { session_status: { ...text, enum: statuses }, channel_kind: channel },
    };
    const { responses } = answering(answer);
    const refused = Object.fromEntries(refusals.map((one) => [one, { description: 'no' }]));
    return {
      ...asking({
        type: 'object',
        properties: { channel_kind: channel, canonical_id: canonicalId(about) },
      }),
      responses: { ...(responses as JsonObject), ...refused },
    };
  };

  it('is reported correctly', () => {
    const older = version(kinds, ['created', 'already_active', 'resumed'], 'An id.', [
      '404',
      '409',
    ]);
    const web = { ...text, const: 'web' };
    const newer = version(web, ['created', 'already_active'], 'An id, now long.', ['404']);
    expect(between(older, newer)).toEqual([
      'changed request body channel_kind: lost the values "sms", "whatsapp" -> client',
      'changed request body canonical_id: the description changed -> nobody',
      'changed response 200 session_status: lost the value "resumed" -> server',
      'changed response 200 channel_kind: lost the values "sms", "whatsapp" -> server',
      'removed response 409: the status is no longer returned -> server',
    ]);
    expect(OPERATION).toBe('POST /v1/{workspace_id}/sessions/start');
  });
});
