/** Lies about what is around a session, about turns and about keys. */
import { strangers } from '../../helpers/conformance.ts';
import {
  json,
  type Lie,
  type RequestHandler,
  status,
  type ToldLie,
  when,
} from '../../helpers/liar.ts';

type Fields = Record<string, unknown>;

/** A request to a path of the workspace; `*` stands for one segment. */
const to = (path: string, method = 'GET') => {
  const pattern = new RegExp(`^/v1/[^/]+/${path.replaceAll('*', '[^/?]+')}(\\?.*)?$`);
  return (exchange: RequestHandler) => exchange.method === method && pattern.test(exchange.path);
};
/** A response to one, if it is a success. */
const good = (path: string, method?: string) => (exchange: RequestHandler) =>
  to(path, method)(exchange) && exchange.status < 300;
/** Changes the first item of a list. */
const firstItem = (change: (item: Fields) => Fields): Lie =>
  json(({ items: [first = {}, ...rest], ...page }: { items: Fields[] }) => ({
    ...page,
    items: [change(first), ...rest],
  }));
const set = (fields: Fields): Lie => json((value: Fields) => ({ ...value, ...fields }));
const without = (field: string): Lie => json(({ [field]: _, ...rest }: Fields) => rest);
const replace =
  (from: string | RegExp, into: string): Lie =>
  (exchange) => {
    exchange.body = exchange.body.replace(from, into);
  };
const STREAM = 'conversations/*/turns/stream';

/** Each lie, the check that finds it, and what that check says. */
export const aroundLies: readonly ToldLie[] = [
  [
    'lists a service without a name',
    when(
      good('services'),
      firstItem(({ name: _, ...item }) => item),
    ),
    'reads services',
    '200; body.items.0.name: missing',
  ],
  [
    'lists an agent whose version is a text',
    when(
      good('agents'),
      firstItem((item) => ({ ...item, latest_version: 'Alex' })),
    ),
    'reads agents',
    '200; body.items.0.latest_version: string, not integer',
  ],
  [
    'has another state of a run than the published ones',
    when(
      good('runs'),
      firstItem((item) => ({ ...item, status: 'resting' })),
    ),
    'reads runs',
    /^200; body\.items\.0\.status: not valid by \{"type":"string","enum":\["running",/,
  ],
  [
    'lists entities without a total',
    when(good('world/entities'), without('total')),
    'reads world/entities',
    '200; body.total: missing',
  ],
  [
    'lists calls as a plain list',
    when(
      good('calls'),
      json(({ items }: { items: unknown }) => items),
    ),
    'reads calls',
    '200; body: array, not object',
  ],
  ['fails to list the keys', when(good('api-keys'), status(500)), 'reads api-keys', /^500 /],
  [
    'has HTML for the fleet',
    when(good('sessions/fleet-status'), ({ headers }) => {
      headers['content-type'] = 'text/html';
    }),
    'reads sessions/fleet-status',
    '200; content-type text/html, not application/json',
  ],
  [
    'cuts off the skills',
    when(good('skills'), replace(/.$/, '')),
    'reads skills',
    '200; the body is not JSON',
  ],
  [
    'reads another service',
    when(good('services/*'), set({ id: strangers.service })),
    'reads services/{service_id}',
    /^200; id f{8}-\S+, not aaaaaaaa-/,
  ],
  [
    'reads an entity whose workspace is not a UUID',
    when(good('world/entities/*'), set({ workspace_id: 'x' })),
    'reads world/entities/{entity_id}',
    '200; body.workspace_id: not valid by {"type":"string","format":"uuid"}',
  ],
  [
    'does not have a call that it lists',
    when(good('calls/*'), (exchange) => {
      exchange.status = 404;
      exchange.body = '{"detail":"Call not found"}';
    }),
    'reads calls/{call_id}',
    '404 "Call not found"',
  ],
  [
    'has an agent for every id',
    when(to('agents/f*'), status(200)),
    'responds with 404 to an unknown agent_id',
    '200',
  ],
  [
    'resolves without matches',
    when(
      good('world/entities/resolve', 'POST'),
      json(() => ({})),
    ),
    'resolves an entity',
    /^200; body\.\w+: missing/,
  ],
  [
    'issues a key for ever',
    when(({ asked, path }) => path.endsWith('/api-keys') && asked === '{}', status(201)),
    'refuses a key without a duration',
    '201',
  ],
  [
    'takes a turn of any length',
    when(({ asked }) => asked.length > 10_000, status(200)),
    'refuses a turn with a message that is too long',
    '200',
  ],
  [
    'streams a turn of no conversation',
    when(to(`conversations/f*/turns/stream`, 'POST'), status(200)),
    'responds with 404 to a turn in an unknown conversation',
    '200',
  ],
  [
    'takes a turn without an output',
    when(good('conversations/*/turns', 'POST'), without('output')),
    'takes a turn',
    '200; body.output: missing',
  ],
  [
    'takes a turn in another conversation',
    when(
      good('conversations/*/turns', 'POST'),
      json(({ conversation, ...turn }: Fields & { conversation: Fields }) => ({
        ...turn,
        conversation: { ...conversation, id: strangers.entity },
      })),
    ),
    'takes a turn',
    /^200; conversation\.id f{8}-/,
  ],
  [
    'streams a frame that is not published',
    when(good(STREAM, 'POST'), replace('"event":"token"', '"event":"word"')),
    'streams a turn',
    /^200; frame 0\.event: not valid by /,
  ],
  [
    'streams a frame that is not JSON',
    when(good(STREAM, 'POST'), replace('data: {', 'data: ')),
    'streams a turn',
    '200; frame 0: not JSON',
  ],
  [
    'ends a stream without the last frame',
    when(good(STREAM, 'POST'), replace(/event: done[\s\S]*$/, '')),
    'streams a turn',
    '200; last frame message, not done',
  ],
  [
    'streams nothing',
    when(good(STREAM, 'POST'), replace(/[\s\S]*/, '')),
    'streams a turn',
    '200; last frame undefined, not done',
  ],
  [
    'streams a turn of another conversation',
    when(
      good(STREAM, 'POST'),
      replace(/"conversation_id":"[^"]+"/, `"conversation_id":"${strangers.entity}"`),
    ),
    'streams a turn',
    /^200; conversation_id f{8}-/,
  ],
  [
    'has JSON in place of a stream',
    when(good(STREAM, 'POST'), ({ headers }) => {
      headers['content-type'] = 'application/json';
    }),
    'streams a turn',
    '200; content-type application/json, not text/event-stream',
  ],
  [
    'reads another conversation',
    when(good('conversations/*'), set({ id: strangers.entity })),
    'reads a conversation',
    /^200; id f{8}-/,
  ],
  [
    'makes a conversation without a status',
    when(good('conversations', 'POST'), without('status')),
    'makes a conversation',
    '201; body.status: missing',
  ],
  [
    'issues a key without its secret',
    when(good('api-keys', 'POST'), without('api_key')),
    'issues a key',
    '201; body.api_key: missing',
  ],
  [
    'issues a key of another role',
    when(good('api-keys', 'POST'), set({ role: 'owner' })),
    'issues a key',
    '201; role owner, not viewer',
  ],
  [
    'rotates another key',
    when(good('api-keys/*/rotate', 'POST'), set({ key_id: 'key_other' })),
    'rotates a key',
    /^200; key_id key_other, not key_/,
  ],
  [
    'deletes a key with 200',
    when(good('api-keys/*', 'DELETE'), status(200)),
    'deletes a key',
    '200',
  ],
  [
    'deletes a key twice',
    when(
      ({ body }) => body.includes('API key not found'),
      (exchange) => {
        exchange.status = 204;
        exchange.body = '';
      },
    ),
    'responds with 404 to a deleted key',
    '204',
  ],
];
