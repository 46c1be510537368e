/** Checks that take turns in the conversation of the session that the checks started, and make one more. */
import { objectOf } from '../contract/shaped/json-schema.ts';
import type { Check, Target } from './check.ts';
import { other } from './expectations.ts';
import { noContent, operation, published, publishedStream } from './published.ts';

const PATH = '/v1/{workspace_id}/conversations/{conversation_id}';
const TURN = JSON.stringify({ message: 'A check of the API. Please reply with one word.' });

/** What a start returned. */
interface Started {
  readonly conversation_id: string;
  readonly session_status: string;
}

/** The checks. `started` returns what the first start has returned; undefined if it failed. */
export function conversationChecks(
  workspace: string,
  { service, entity }: NonNullable<Target['session']>,
  started: () => Started | undefined,
): Check[] {
  const all = `/v1/${workspace}/conversations`;
  let made: string | undefined;
  const of = (id: string | undefined, tail = '') =>
    id === undefined ? undefined : `${all}/${id}${tail}`;
  const inStarted = (method: 'GET' | 'POST', tail = '') => ({
    optional: true as const,
    ask() {
      const path = of(started()?.conversation_id, tail);
      if (path === undefined) return 'no session was started';
      return method === 'GET' ? { method, path } : { method, path, body: TURN };
    },
  });
  const same = (field: string, found: unknown) =>
    other(field, String(found), String(started()?.conversation_id));
  const { optional, ask: streams } = inStarted('POST', '/turns/stream');
  return [
    {
      name: 'takes a turn',
      ...inStarted('POST', '/turns'),
      expected: published(operation('POST', `${PATH}/turns`), 200, ({ conversation }) =>
        same('conversation.id', objectOf(conversation).id),
      ),
    },
    {
      name: 'streams a turn',
      optional,
      ask() {
        const ask = streams();
        return typeof ask === 'string' ? ask : { ...ask, accept: 'text/event-stream' };
      },
      expected: publishedStream(operation('POST', `${PATH}/turns/stream`), (last) => [
        ...other('last frame', String(last.event), 'done'),
        ...(last.event === 'done' ? same('conversation_id', last.conversation_id) : []),
      ]),
    },
    {
      name: 'reads a conversation',
      ...inStarted('GET'),
      expected: published(operation('GET', PATH), 200, ({ id }) => same('id', id)),
    },
    {
      name: 'closes the conversation that it started',
      optional,
      ask() {
        const { conversation_id, session_status } = started() ?? {};
        const path = of(conversation_id);
        if (path === undefined) return 'no session was started';
        if (session_status !== 'created') return 'the session was active before';
        return { method: 'DELETE', path };
      },
      expected: noContent,
    },
    {
      name: 'makes a conversation',
      optional,
      ask: {
        method: 'POST',
        path: all,
        body: JSON.stringify({ service_id: service, entity_id: entity, channel: 'web' }),
      },
      expected: published(operation('POST', '/v1/{workspace_id}/conversations'), 201, ({ id }) => {
        if (typeof id === 'string') made = id;
        return [];
      }),
    },
    {
      name: 'closes a conversation',
      optional,
      ask() {
        const path = of(made);
        return path === undefined ? 'no conversation was made' : { method: 'DELETE', path };
      },
      expected: noContent,
    },
  ];
}
