/**
 * The recorded corpus of the neighbours against the rules derived from their schemas: body, path and query, as the
 * pipeline checks them. The operations are not served, so what needs a world or a route is left out.
 */
import { describe, expect, it } from 'vitest';
import published from '../../openapi.neighbours.json' with { type: 'json' };
import { deriveRules } from '../../src/contract/documents/documents.ts';
import { type BodyRefusal, parseBody } from '../../src/contract/pydantic/body.ts';
import { otherKinds } from '../../src/contract/pydantic/kinds.ts';
import { defaultSwitches } from '../../src/contract/pydantic/switches.ts';
import { parseUuid } from '../../src/contract/pydantic/uuid.ts';
import { checkRequest, refusal } from '../../src/contract/request-check.ts';
import { bytesOf, type Recorded, readCorpus } from './corpus.ts';

const corpus = readCorpus('neighbours-corpus.jsonl');

interface Declared {
  requestBody?: { content: { 'application/json': { schema: { $ref: string } } } };
}

/** Each operation: how its path is matched, and its rules. */
const operations = Object.entries(published.paths).flatMap(([path, item]) =>
  Object.entries(item as Record<string, Declared>).map(([method, { requestBody }]) => {
    const { $ref } = requestBody?.content['application/json'].schema ?? {};
    const body = $ref?.replace('#/components/schemas/', '') ?? null;
    return {
      method: method.toUpperCase(),
      pattern: new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
      rules: deriveRules({ ...published, otherKinds }, { body, method, path }),
    };
  }),
);

const decoded = (path: string): string =>
  path.replace(/(?:%[0-9a-f]{2})+/gi, (run) =>
    Buffer.from(run.replaceAll('%', ''), 'hex').toString(),
  );

/** The response of the checks, `accepted`, or undefined where the request does not reach them. */
function checked({ method, target, headers, body_base64 }: Recorded) {
  const mark = target.indexOf('?');
  const path = decoded(mark === -1 ? target : target.slice(0, mark));
  const operation = operations.find((one) => one.method === method && one.pattern.test(path));
  if (operation === undefined) return undefined;
  const params = { ...operation.pattern.exec(path)?.groups };
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  const { rules } = operation;
  const body =
    rules.body === null ? undefined : parseBody(type, bytesOf(body_base64), defaultSwitches);
  if (body?.kind === 'refused') return refusal(body as BodyRefusal);
  const workspace = parseUuid(params.workspace_id ?? '', '2.13');
  const query = mark === -1 ? '' : target.slice(mark + 1);
  const parts = { params, workspace, query, body, accept: undefined };
  return checkRequest({}, rules, parts, defaultSwitches).refused ?? 'accepted';
}

/** What a recorded exchange is held against: the bytes of a refusal, or that it is none. */
const isRefusal = ({ expect: { status } }: Recorded) => [400, 422, 500].includes(status);

describe('the recorded corpus of the neighbours', () => {
  const results = corpus
    .filter(({ expect: { status } }) => status !== 401)
    .map((recorded) => ({ recorded, found: checked(recorded) }))
    .filter(({ found }) => found !== undefined);

  it('is all there, and most of it is about what is checked here', () => {
    expect(corpus).toHaveLength(503);
    // The other 51 are about routes and credentials.
    expect(results.filter(({ recorded }) => isRefusal(recorded))).toHaveLength(324);
    expect(results.filter(({ recorded }) => !isRefusal(recorded))).toHaveLength(128);
  });

  it('is refused by the derived rules as recorded, to the byte', () => {
    const different = results.flatMap(({ recorded, found }) => {
      const { status, body_base64 } = recorded.expect;
      const expected = isRefusal(recorded)
        ? [status, bytesOf(body_base64).toString()]
        : ['accepted'];
      const actual = typeof found === 'object' ? [found.status, String(found.body)] : [found];
      return String(actual) === String(expected) ? [] : [{ id: recorded.id, expected, actual }];
    });
    expect(different).toEqual([]);
  });
});
