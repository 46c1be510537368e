/** Every operation responds with what its document publishes. */
import { describe, expect, it } from 'vitest';
import type { Operation } from '../../src/contract/operation.ts';
import { operations } from '../../src/contract/operations.ts';
import type { operationNames } from '../../src/world/model/operation-names.ts';
import type { AgentScript } from '../../src/world/seeding/fixture-types.ts';
import { converse, readFrames } from '../helpers/conversation.ts';
import { CALL_1, CALL_2, demoKey, startBody } from '../helpers/http.ts';
import { problemsOfResponse, type Received } from '../helpers/published.ts';
import { ENTITY, SERVICE, WS } from '../helpers/world.ts';

/** What a reply of the agent can have: everything that a turn and its stream can show. */
const script: AgentScript = {
  rules: [
    {
      match: { exact: 'all' },
      reply: {
        text: 'Two are near.',
        thinking: { tier: 1, tier_name: 'quick' },
        tool_calls: [{ tool_name: 'find', input: { zip: '1' }, result: 'two', duration_ms: 12 }],
        background: { text: 'Done.', after_seconds: 5 },
      },
    },
    {
      match: { exact: 'break' },
      reply: { text: 'Let me', error: { message: 'The agent went away.', retryable: true } },
    },
  ],
};

/** The ids of what was made before the request. */
interface Made {
  readonly conversation: string;
  readonly run: string;
  readonly key: string;
  readonly agent: string;
}

interface Example {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

const tools = 'include_tool_calls=true';
const stream = { accept: 'text/event-stream' };

/** Requests that succeed, of every operation. */
const examples: Readonly<
  Record<(typeof operationNames)[number], (made: Made) => readonly Example[]>
> = {
  active: () => [{}],
  inject: () =>
    [CALL_1, CALL_2].map((call_sid) => ({ params: { call_sid }, body: { message: 'hi' } })),
  start: () => [{ body: startBody }, { body: startBody }],
  auth_info: () => [{}],
  list_services: () => [{}, { query: 'search=nothing' }, { query: 'limit=1' }],
  read_service: () => [{ params: { service_id: SERVICE } }],
  list_agents: () => [{}, { query: 'limit=1' }],
  read_agent: ({ agent }) => [{ params: { agent_id: agent } }],
  list_skills: () => [{}],
  list_entities: () => [{}, { query: 'limit=1' }, { query: 'q=nobody' }],
  read_entity: () => [{ params: { entity_id: ENTITY } }],
  search_entities: () => [{ query: 'q=alex' }],
  resolve_entity: () => [{ body: { entity_type: 'patient', entity_id: ENTITY } }],
  fleet_status: () => [{}, { query: 'fleet=tool-runner' }],
  list_runs: () => [{}, { query: 'limit=1' }],
  read_run: ({ run, conversation }) =>
    [run, conversation].map((run_id) => ({ params: { run_id } })),
  send_guidance: ({ run }) => [
    { params: { run_id: run }, body: { operator_id: ENTITY, message: 'Offer Tuesday.' } },
  ],
  list_calls: () => [{}, { query: 'limit=1' }],
  read_call: () => [{ params: { call_id: CALL_1 } }],
  read_transcript: () => [{ params: { call_sid: CALL_1 } }],
  list_keys: () => [{}, { query: 'mine_only=true' }],
  issue_key: () => [{ body: { duration_days: 1 } }],
  permission_catalog: () => [{}],
  rotate_key: ({ key }) => [{ params: { key_id: key }, body: { duration_days: 1 } }],
  create_conversation: () => [{ body: { service_id: SERVICE, entity_id: ENTITY } }],
  stream_events: () => [{ headers: { ...stream, 'last-event-id': '1' } }],
  close_conversation: ({ conversation }) => [{ params: { conversation_id: conversation } }],
  read_conversation: ({ conversation }) =>
    ['', tools].map((query) => ({ query, params: { conversation_id: conversation } })),
  take_turn: ({ conversation }) =>
    [{}, stream].flatMap((headers) =>
      ['all', 'hi'].map((message) => ({
        headers,
        query: tools,
        params: { conversation_id: conversation },
        body: { message },
      })),
    ),
  stream_turn: ({ conversation }) =>
    ['all', 'break', 'hi'].map((message) => ({
      query: tools,
      params: { conversation_id: conversation },
      body: { message },
    })),
  remove_key: ({ key }) => [{ params: { key_id: key } }],
};

/** A started session, a call, a key and an agent in the demo world, and requests about them. */
async function emulate() {
  const { url, id: conversation, get, post } = await converse(script);
  const { items: runs } = (await get(`/v1/${WS}/runs`)).body;
  const { items: agents } = (await get(`/v1/${WS}/agents`)).body;
  const { body: key } = await post(`/v1/${WS}/api-keys`, { duration_days: 1 });
  const { run_id: run } = runs.find(
    (one: { source_call_sid: string | null }) => one.source_call_sid === CALL_1,
  );
  const made: Made = { conversation, run, key: key.key_id, agent: agents[0].id };

  /** Sends a request. An event stream without an end is left after its first events. */
  async function send(operation: Operation, example: Example): Promise<Received> {
    const { params = {}, query = '', body, headers } = example;
    const path = operation.path.replace(/{(\w+)}/g, (_, name: string) =>
      name === 'workspace_id' ? WS : (params[name] ?? `no ${name}`),
    );
    const gone = new AbortController();
    const response = await fetch(`${url}${path}?${query}`, {
      method: operation.method,
      headers: { ...demoKey, ...headers, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: gone.signal,
    });
    const { status } = response;
    const [contentType = ''] = (response.headers.get('content-type') ?? '').split(';');
    if (contentType === 'text/event-stream') {
      const { frames, ended, atLeast } = readFrames(response);
      if (operation.name !== 'stream_events') await ended;
      else await atLeast(2);
      gone.abort();
      // The vendor's client puts the name of a workspace event back into its data.
      const bodies = frames.map(({ event, data }) =>
        operation.name === 'stream_events' ? { event_type: event, ...data } : data,
      );
      return { status, contentType, bodies };
    }
    const text = await response.text();
    return { status, contentType, bodies: text === '' ? [] : [JSON.parse(text)] };
  }
  return { made, send };
}

describe('the responses of', () => {
  it.each(operations.map((operation) => [operation.name, operation] as const))(
    '%s are as published, without other fields',
    async (name, operation) => {
      const { made, send } = await emulate();
      for (const example of examples[name as keyof typeof examples](made)) {
        const received = await send(operation as Operation, example);
        expect(received.status, JSON.stringify(received.bodies)).toBeLessThan(300);
        expect(problemsOfResponse(operation, received)).toEqual([]);
        if (received.status !== 204) expect(received.bodies).not.toEqual([]);
      }
    },
  );
});
