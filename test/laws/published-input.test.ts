/**
 * What a published document allows is accepted, and what it does not allow is a 422 with exactly its errors. The seed
 * is fixed so that a run is the same every time; `FC_SEED` and `FC_RUNS` make other and longer ones.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import companions from '../../openapi.companions.json' with { type: 'json' };
import contract from '../../openapi.json' with { type: 'json' };
import neighbours from '../../openapi.neighbours.json' with { type: 'json' };
import type { DocumentName } from '../../src/contract/documents/documents.ts';
import type { Operation } from '../../src/contract/operation.ts';
import { operations } from '../../src/contract/operations.ts';
import { createEmulator } from '../../src/emulator.ts';
import { runs } from '../helpers/runs.ts';
import { NOON, WS } from '../helpers/world.ts';
import {
  type Issue,
  type Resolve,
  recordsOf,
  type Sample,
  type Schema,
} from './published-values.ts';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: Schema;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, PublishedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

interface PublishedOperation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly content: { readonly 'application/json': { readonly schema: Schema } };
  };
}

const documents: Partial<Record<DocumentName, unknown>> = { contract, companions, neighbours };

/** A request of an operation. */
interface Request {
  readonly path: Sample;
  readonly query: Sample;
  readonly body: Sample | null;
}

/** The parameters of a place, as an object. */
function parametersIn(place: string, parameters: readonly Parameter[]): Schema {
  const here = parameters.filter((one) => one.in === place);
  return {
    properties: Object.fromEntries(here.map(({ name, schema }) => [name, schema])),
    required: here.filter(({ required }) => required).map(({ name }) => name),
  };
}

function requestsOf({ document, method, path }: Operation): fc.Arbitrary<Request> {
  const published = documents[document] as Document;
  const resolve: Resolve = (reference) => {
    const found = published.components.schemas[reference.replace('#/components/schemas/', '')];
    if (found === undefined) throw new Error(`no schema ${reference}`);
    return found;
  };
  const { parameters = [], requestBody } = published.paths[path]?.[method.toLowerCase()] ?? {};
  const schema = requestBody?.content['application/json'].schema;
  const body = schema?.$ref === undefined ? null : recordsOf(resolve(schema.$ref), resolve, 'json');
  return fc.record({
    path: recordsOf(parametersIn('path', parameters), resolve, 'text').filter(
      ({ issues, value }) =>
        issues.every(({ type }) => type !== 'missing') &&
        // Without one, or with a slash, it is another path.
        Object.values(value as object).every((one) => /^[^/]+$/u.test(one)),
    ),
    query: recordsOf(parametersIn('query', parameters), resolve, 'text'),
    body: body ?? fc.constant(null),
  });
}

/** The text after the question mark. */
function queryText(value: object): string {
  const query = new URLSearchParams();
  for (const [name, one] of Object.entries(value)) {
    for (const item of Array.isArray(one) ? one : [one]) query.append(name, String(item));
  }
  return String(query);
}

/** The errors of a request, in the order of the framework's checks. */
function issuesOf({ body, path, query }: Request): Issue[] {
  const parts = { path, query, body };
  return Object.entries(parts).flatMap(([part, sample]) =>
    (sample?.issues ?? []).map(({ loc, type }) => ({ loc: [part, ...loc], type })),
  );
}

describe('input that is made from the published schemas', () => {
  it.each(operations.map((operation) => [operation.name, operation] as const))(
    'of %s is accepted if it is right, and otherwise a 422 with its errors',
    async (_, operation) => {
      const emulator = await createEmulator({ clock: { frozenAt: NOON } });
      const { method, modelCheck, queryCheck } = operation;
      await fc.assert(
        fc.asyncProperty(requestsOf(operation as Operation), async (request) => {
          const params = request.path.value as Record<string, string>;
          const path = operation.path.replace(/{(\w+)}/g, (_all, name: string) =>
            encodeURIComponent(params[name] ?? WS),
          );
          const { body } = request;
          const response = await emulator.fetch(
            `http://emulator${path}?${queryText(request.query.value as object)}`,
            {
              method,
              headers: { authorization: 'Bearer demo-key', 'content-type': 'application/json' },
              ...(body !== null && { body: JSON.stringify(body.value) }),
            },
          );
          const expected = issuesOf(request);
          if (response.status !== 422) {
            await response.body?.cancel();
            expect([response.status < 500 || response.status === 503, expected]).toEqual([
              true,
              [],
            ]);
            return;
          }
          const { detail } = (await response.json()) as {
            detail: (Issue & Record<string, unknown>)[];
          };
          const found = detail.map(({ loc, type }) => ({ loc, type }));
          // A rule over the whole body or query, which no schema can express, is checked once that is right.
          const last = found.at(-1);
          const isRule =
            (modelCheck !== undefined && body?.issues.length === 0 && last?.loc.length === 1) ||
            (queryCheck !== undefined && expected.length === 0);
          if (isRule && last?.type === 'value_error') expected.push(last);
          expect(found).toEqual(expected);
          for (const { type, loc, msg, input, ctx, ...others } of detail) {
            expect([typeof msg, input === undefined, others]).toEqual(['string', false, {}]);
            expect(ctx === undefined || (typeof ctx === 'object' && ctx !== null)).toBe(true);
          }
        }),
        runs(600, 17),
      );
      await emulator.close();
    },
  );
});
