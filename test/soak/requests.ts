/** Requests from the published documents, changed at random on every layer: value, bytes, headers, target. */
import { deflateSync, gzipSync } from 'node:zlib';
import type { WireRequest } from './client.ts';
import type { Random } from './random.ts';
import { type Known, mutate, Raw, type Resolve, type Schema, textOf, valueFor } from './values.ts';

/** One operation of a document. */
export interface Operation {
  readonly method: string;
  /** Where it is, the prefix of its document included. */
  readonly path: string;
  readonly query: readonly { readonly name: string; readonly schema: Schema }[];
  readonly body: Schema | undefined;
  readonly resolve: Resolve;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema?: Schema;
}
interface DocumentOperation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: Schema }>>;
  };
}
/** An OpenAPI document as far as it is read here. */
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentOperation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

/** What else a path of a document may have is not an operation. */
const METHODS = /^(get|post|put|patch|delete)$/;

/** The operations of a document whose paths begin at `prefix`. */
export function operationsOf(document: OpenApi, prefix: string): Operation[] {
  const schemas = document.components?.schemas ?? {};
  const resolve: Resolve = (ref) => schemas[ref.split('/').at(-1) as string] ?? {};
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => METHODS.test(method))
      .map(([method, operation]) => ({
        method: method.toUpperCase(),
        path: prefix + path,
        query: (operation.parameters ?? [])
          .filter((one) => one.in === 'query')
          .map(({ name, schema = {} }) => ({ name, schema })),
        body: Object.values(operation.requestBody?.content ?? {})[0]?.schema,
        resolve,
      })),
  );
}

const NOTHING = Buffer.alloc(0);
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/** The text as bytes: mostly UTF-8, else something that a reader must notice. */
function encode(text: string, random: Random): Buffer {
  const utf8 = Buffer.from(text);
  switch (random.below(26)) {
    case 0:
      return Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
    case 1:
      return Buffer.from(text, 'utf16le').swap16();
    case 2:
      return Buffer.concat([BOM, utf8]);
    case 3:
      return Buffer.from(text, 'latin1');
    case 4:
      return utf8.subarray(0, random.below(utf8.length + 1));
    case 5: {
      const changed = Buffer.from(utf8);
      if (changed.length > 0) changed[random.below(changed.length)] = random.below(256);
      return changed;
    }
    case 6: {
      // Surrogates encoded one by one, alone or as a pair.
      const surrogates = random.pick([
        [0xed, 0xa0, 0x80],
        [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80],
        [0xed, 0xb0, 0x80],
      ]);
      const at = utf8.indexOf('e') + 1;
      return Buffer.concat([utf8.subarray(0, at), Buffer.from(surrogates), utf8.subarray(at)]);
    }
    case 7:
      return random.chance(0.5) ? gzipSync(utf8) : deflateSync(utf8);
    case 8:
      return Buffer.concat([utf8, utf8]);
    default:
      return utf8;
  }
}

const contentTypes = [
  'application/json;',
  'application/json ; charset=utf-8',
  'APPLICATION/JSON',
  'text/plain',
  'application/vnd.api+json',
  '',
  'multipart/form-data',
  'application/x-www-form-urlencoded',
  'application/json; charset=utf-16',
  'json',
  '*/*',
  'application/json, text/html',
  ';',
  '/',
];
const authorizations = [
  '',
  'Bearer',
  'bearer demo-key',
  'Bearer  demo-key',
  'Basic eA==',
  'Bearer \u00ff\u0080',
  `Bearer ${'x'.repeat(9_000)}`,
  'Bearer other-key',
];
const prefers = [
  'code=503',
  'code=404',
  'code=200',
  'code=204',
  'code=599',
  'code=999999999',
  'code=0',
  'code=-1',
  'code="503"',
  'delay=1',
  'delay=0',
  'code=503, delay=1',
  'delay=-1',
  ';;;',
  'code=1e3',
  '='.repeat(500),
  'respond-async',
  'code=503; delay=x',
];
const lastEventIds = [
  '-5',
  '0',
  '1',
  '99999999999999999999',
  'NaN',
  '/',
  '//',
  'sub_x/evt_y',
  'x/',
  '\u00ff',
  'sub_1/evt_1/evt_2',
  '1e300',
  ' ',
  '__proto__/constructor',
  '2'.repeat(5_000),
];
const hosts = [
  '',
  'localhost',
  'LOCALHOST',
  '127.0.0.1:1',
  '[::1]',
  'evil.example',
  'a b',
  '::::',
  '127.0.0.1:99999',
  '\u00ff',
];

const moreHeaders = (random: Random): readonly [string, string] =>
  random.pick<() => readonly [string, string]>([
    () => [
      'accept',
      random.pick(['text/event-stream', 'text/html', '', '*/*;q=', 'application/json']),
    ],
    () => ['idempotency-key', random.pick([random.uuid(), 'x', '', '\u00ff'])],
    () => ['origin', random.pick(['null', 'http://localhost:1', 'https://evil.example', ''])],
    () => ['sec-fetch-site', random.pick(['same-site', 'cross-site', 'same-origin', 'none', 'x'])],
    () => ['expect', random.pick(['100-continue', '200-ok', ''])],
    () => ['connection', random.pick(['close', 'keep-alive', 'upgrade', 'x'])],
    () => ['upgrade', random.pick(['websocket', 'h2c'])],
    () => ['x-filler', 'f'.repeat(random.pick([100, 7_000, 17_000, 40_000, 70_000]))],
    () => ['content-length', random.pick(['0', '5', '-1', 'x', '99999999999', '1, 1'])],
    () => ['transfer-encoding', random.pick(['chunked', 'gzip, chunked', 'identity', 'x'])],
    () => ['content-encoding', 'gzip'],
    () => ['cookie', '='.repeat(1_000)],
    () => ['access-control-request-method', 'POST'],
    () => ['x\u00e9', 'y'],
  ])();

const segments = [
  '%00',
  '%2F',
  '%ff',
  '..',
  '.',
  '',
  '%',
  '%zz',
  '%E2%82',
  '__proto__',
  'constructor',
  ' '.trim(),
  'é',
  '%ED%A0%80',
  'a'.repeat(3_000),
  '\u00ff',
  ';',
  '*',
  "'",
];

/** Changes a target: one segment, its ending, its query, or all of it. */
function mutateTarget(target: string, random: Random): string {
  const parts = target.split('/');
  switch (random.below(10)) {
    case 0:
      return `${target}/`;
    case 1:
      return target.replace(/\//g, '//');
    case 2:
      return `${target}?${random.pick(['', '&&&', 'a=%ff', '__proto__=1', 'a[b]=c', '=', '%', 'after=-1', 'after=1e300', 'body=%5B', `q=${'x'.repeat(9_000)}`])}`;
    case 3:
      return random.pick([
        `http://other${target}`,
        '*',
        `/${'/'.repeat(random.pick([50, 15_500]))}`,
        `${target}#x`,
        target.slice(1),
        target.toUpperCase(),
        `${target}%20`,
      ]);
    case 4:
      return `${target}/${'a/'.repeat(random.pick([5, 500, 7_000]))}`;
    default:
      parts[1 + random.below(Math.max(1, parts.length - 1))] = random.pick(segments);
      return parts.join('/');
  }
}

const isPlain = (value: unknown): value is object =>
  value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof Raw);

/** Makes requests. `known` says what there is in the world. */
export function createRequests(
  operations: readonly Operation[],
  known: Known,
  random: Random,
  /** Puts one of the larger bodies into a request: a snapshot, a template. */
  special: (operation: Operation) => unknown,
) {
  function target({ path, query, resolve }: Operation): string {
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
      const names = known[name === 'ws' ? 'workspace_id' : name] ?? [];
      return encodeURIComponent(
        names.length > 0 && random.chance(0.92) ? random.pick(names) : random.uuid(),
      );
    });
    const asked = query
      .filter(() => random.chance(0.3))
      .map(
        ({ name, schema }) =>
          `${name}=${encodeURIComponent(String(valueFor(schema, name, random, resolve, known)))}`,
      );
    return asked.length === 0 ? filled : `${filled}?${asked.join('&')}`;
  }

  /** One request. The number becomes its `x-request-id`. */
  return function next(id: string): WireRequest {
    const operation = random.pick(operations);
    // A third is right in all but one layer, so that it comes far.
    const wild = random.below(3);
    let value = special(operation);
    if (value === undefined && operation.body !== undefined) {
      value = valueFor(operation.body, '', random, operation.resolve, known);
      if (wild > 0) {
        for (let times = 1 + random.below(2); times > 0; times--) value = mutate(value, random);
      }
    }
    // Its own default is 5 s, in which nothing else would be sent.
    if (operation.path.endsWith('/wait') && isPlain(value)) value = { timeout_ms: 3, ...value };
    let body: Uint8Array = value === undefined ? NOTHING : Buffer.from(textOf(value));
    if (wild === 2 && value !== undefined) body = encode(textOf(value), random);
    const headers: (readonly [string, string])[] = [['x-request-id', id]];
    const odd = wild === 2;
    headers.push([
      'authorization',
      odd && random.chance(0.1) ? random.pick(authorizations) : 'Bearer demo-key',
    ]);
    if (body.length > 0) {
      const type = odd && random.chance(0.2) ? random.pick(contentTypes) : 'application/json';
      if (!odd || random.chance(0.95)) headers.push(['content-type', type]);
    }
    if (random.chance(0.03)) headers.push(['prefer', random.pick(prefers)]);
    if (random.chance(0.05)) headers.push(['last-event-id', random.pick(lastEventIds)]);
    if (odd && random.chance(0.15)) headers.push(moreHeaders(random));
    if (odd && random.chance(0.02)) headers.push(['host', random.pick(hosts)]);
    let { method } = operation;
    if (odd && random.chance(0.08)) {
      method = random.pick([
        'HEAD',
        'TRACE',
        'GET',
        'OPTIONS',
        'PUT',
        'PATCH',
        'DELETE',
        'POST',
        'PROPFIND',
        'get',
        'QUERY',
        'X',
      ]);
      if (body.length === 0 && random.chance(0.5)) body = Buffer.from('{"x":1}');
    }
    const plain = target(operation);
    return {
      method,
      target: odd && random.chance(0.12) ? mutateTarget(plain, random) : plain,
      headers,
      body,
    };
  };
}
/** Makes the next request, with the given id. */
export type NextRequest = ReturnType<typeof createRequests>;
