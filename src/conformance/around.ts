/** Checks of what is around a session, derived from the published documents. Their requests change nothing. */
import { objectOf, type Raw } from '../contract/shaped/json-schema.ts';
import type { Check, Target } from './check.ts';
import { detail, issues, other, response } from './expectations.ts';
import {
  isStream,
  operation,
  operationsOf,
  type PublishedOperation,
  published,
} from './published.ts';

/** Where the id in a path is found: the list that has it, and its field there. */
const SOURCES: Readonly<Record<string, readonly [list: string, field: string]>> = {
  service_id: ['services', 'id'],
  agent_id: ['agents', 'id'],
  entity_id: ['world/entities', 'id'],
  run_id: ['runs', 'run_id'],
  call_id: ['calls', 'call_sid'],
  call_sid: ['calls', 'call_sid'],
};

/** A path as a check calls it. */
const shortOf = ({ path }: PublishedOperation): string =>
  path.replace(/^\/v1\/(\{workspace_id\}\/)?/, '');

/** The parameter of a path besides the workspace. */
const idOf = ({ path }: PublishedOperation): string | undefined =>
  /\{(?!workspace_id)(\w+)\}/.exec(path)?.[1];

/** The path of a request: with its id, and any value for each parameter that must be given. */
function pathOf({ parameters, path }: PublishedOperation, workspace: string, id = ''): string {
  const query = parameters
    .filter((one) => one.in === 'query' && one.required === true)
    .map(({ name }) => `${name}=check`);
  const filled = path
    .replace('{workspace_id}', workspace)
    .replace(/\{\w+\}/, encodeURIComponent(id));
  return query.length === 0 ? filled : `${filled}?${query.join('&')}`;
}

/** Checks that lists, and one item of each, are as published, and that unknown ids are refused. */
function readingAround({ strangers, workspace }: Target): Check[] {
  const firsts = new Map<string, Raw>();
  const all = operationsOf('GET').filter((one) => !isStream(one));
  const lists = all
    .filter((one) => idOf(one) === undefined)
    .map((one): Check => {
      const short = shortOf(one);
      return {
        name: `reads ${short}`,
        optional: true,
        ask: { method: 'GET', path: pathOf(one, workspace) },
        expected: published(one, 200, (found) => {
          const items = Object.values(found).find(Array.isArray);
          if (items !== undefined && items.length > 0) firsts.set(short, objectOf(items[0]));
          return [];
        }),
      };
    });
  const items = all.flatMap((one): Check[] => {
    const source = SOURCES[idOf(one) ?? ''];
    if (source === undefined) return [];
    const [list, field] = source;
    const id = () => firsts.get(list)?.[field];
    const reads: Check = {
      name: `reads ${shortOf(one)}`,
      optional: true,
      ask() {
        const given = id();
        if (typeof given !== 'string') return `no ${list} to read`;
        return { method: 'GET', path: pathOf(one, workspace, given) };
      },
      expected: published(one, 200, (found) =>
        field in found ? other(field, String(found[field]), String(id())) : [],
      ),
    };
    if (!('404' in one.responses)) return [reads];
    const stranger = field === 'call_sid' ? strangers.call : strangers.entity;
    const refuses: Check = {
      name: `responds with 404 to an unknown ${idOf(one)}`,
      optional: true,
      ask: { method: 'GET', path: pathOf(one, workspace, stranger) },
      expected: response(404, detail()),
    };
    return [reads, refuses];
  });
  return [...lists, ...items];
}

/** Requests that post, and change nothing. */
function postingAround({ strangers, workspace }: Target): Check[] {
  const post = (name: string, path: string, body: object, expected: Check['expected']): Check => ({
    name,
    optional: true,
    ask: { method: 'POST', path: `/v1/${workspace}/${path}`, body: JSON.stringify(body) },
    expected,
  });
  const conversation = `conversations/${strangers.entity}`;
  const resolve = operation('POST', '/v1/{workspace_id}/world/entities/resolve');
  const unknown = { entity_type: 'patient', canonical_id: `none:Patient:${strangers.entity}` };
  return [
    post('resolves an entity', shortOf(resolve), unknown, published(resolve, 200)),
    post('refuses a key without a duration', 'api-keys', {}, response(422)),
    post(
      'refuses a turn with a message that is too long',
      `${conversation}/turns`,
      { message: 'x'.repeat(10_001) },
      response(422, issues(['string_too_long', 'body', 'message'])),
    ),
    post(
      'responds with 404 to a turn in an unknown conversation',
      `${conversation}/turns/stream`,
      { message: 'x' },
      response(404, detail()),
    ),
  ];
}

/** Checks of what a server may have besides the sessions. */
export const aroundChecks = (target: Target): Check[] => [
  ...readingAround(target),
  ...postingAround(target),
];
