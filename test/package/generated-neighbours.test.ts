import { describe, expect, it } from 'vitest';
import { operations } from '../../src/contract/operations.ts';
import { startEmulator } from '../helpers/command.ts';
import { runProgram } from '../helpers/generated-program.ts';
import { WS } from '../helpers/world.ts';

/** Every operation once, as an application would call it; nothing in it is known to the emulator. */
const program = `
import createClient from 'openapi-fetch';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { components, paths } from './sessions-api.ts';

type Schemas = components['schemas'];
const [baseUrl] = process.argv.slice(2);
const client = createClient<paths>({ baseUrl, headers: { Authorization: 'Bearer demo-key' } });
const workspace_id = '11111111-1111-4111-8111-111111111111';
const within = { path: { workspace_id } };

/** The typed body of a response; fails if it was refused. */
function got<T>({ data, error, response }: { data?: T; error?: unknown; response: Response }): T {
  if (data === undefined) throw new Error(response.url + ' ' + response.status + JSON.stringify(error));
  return data;
}

const me: Schemas['AuthInfoResponse'] = got(await client.GET('/v1/auth/me'));
const catalog = got(await client.GET('/v1/{workspace_id}/api-keys/permission-catalog', { params: within }));

const services = got(await client.GET('/v1/{workspace_id}/services', { params: { ...within, query: { search: 'desk', limit: 5 } } }));
const service_id = services.items[0]!.id;
const service = got(await client.GET('/v1/{workspace_id}/services/{service_id}', { params: { path: { workspace_id, service_id } } }));
const agents = got(await client.GET('/v1/{workspace_id}/agents', { params: { ...within, query: { sort_by: '+name' } } }));
const agent_id = agents.items[0]!.id;
const agent: Schemas['AgentResponse'] = got(await client.GET('/v1/{workspace_id}/agents/{agent_id}', { params: { path: { workspace_id, agent_id } } }));
const skills = got(await client.GET('/v1/{workspace_id}/skills', { params: { ...within, query: { enabled: true } } }));

const entities = got(await client.GET('/v1/{workspace_id}/world/entities', { params: { ...within, query: { q: 'Alex', entity_type: ['patient', 'person'] } } }));
const found = got(await client.GET('/v1/{workspace_id}/world/search', { params: { ...within, query: { q: 'Alex', confidence_min: 0.5 } } }));
const resolved = got(await client.POST('/v1/{workspace_id}/world/entities/resolve', { params: within, body: { entity_type: 'patient', phone: '+15550100001', limit: 5 } }));
const entity_id = resolved.matches![0]!.entity_id;
const entity = got(await client.GET('/v1/{workspace_id}/world/entities/{entity_id}', { params: { path: { workspace_id, entity_id } } }));

const leaving = new AbortController();
const stream = await client.GET('/v1/{workspace_id}/events/stream', { params: within, headers: { accept: 'text/event-stream' }, parseAs: 'stream', signal: leaving.signal });
const events = stream.response.body!.pipeThrough(new TextDecoderStream() as never).pipeThrough(new EventSourceParserStream());

const conversation = got(await client.POST('/v1/{workspace_id}/conversations', { params: within, body: { service_id, entity_id, channel: 'web', force_new: false } }));
const { value } = await (events as unknown as ReadableStream<{ event: string; data: string }>).getReader().read();
// The name of a frame is the discriminator of its data.
const event: Schemas['WorkspaceSSEEvent'] = { event_type: value!.event, ...JSON.parse(value!.data) };
leaving.abort();

const calls = got(await client.GET('/v1/{workspace_id}/calls', { params: { ...within, query: { status: 'in-progress', direction: 'inbound', min_duration: 1 } } }));
const call_sid = calls.items[0]!.call_sid!;
const call = got(await client.GET('/v1/{workspace_id}/calls/{call_id}', { params: { path: { workspace_id, call_id: call_sid } } }));
const fleet = got(await client.GET('/v1/{workspace_id}/sessions/fleet-status', { params: { ...within, query: { fleet: 'voice' } } }));

const runs = got(await client.GET('/v1/{workspace_id}/runs', { params: { ...within, query: { status: ['running'], kind: ['conversation'] } } }));
const run_id = runs.items.find((one) => one.source_call_sid === call_sid)!.run_id;
const run: Schemas['Run'] = got(await client.GET('/v1/{workspace_id}/runs/{run_id}', { params: { path: { workspace_id, run_id } } }));
const guided = got(await client.POST('/v1/{workspace_id}/runs/{run_id}/guidance', {
  params: { path: { workspace_id, run_id } },
  body: { operator_id: entity_id, message: 'Offer Tuesday.' },
}));
const transcript = got(await client.GET('/v1/{workspace_id}/operators/calls/{call_sid}/transcript', { params: { path: { workspace_id, call_sid } } }));

const rotated = got(await client.POST('/v1/{workspace_id}/api-keys/{key_id}/rotate', { params: { path: { workspace_id, key_id: me.key_id } }, body: { duration_days: 1 } }));
const missing = await client.GET('/v1/{workspace_id}/runs/{run_id}', { params: { path: { workspace_id, run_id: entity_id } } });
const invalid = await client.POST('/v1/{workspace_id}/world/entities/resolve', { params: within, body: { entity_type: 'patient', limit: 0 } });
const issues: Schemas['ValidationError'][] = (invalid.error as Schemas['HTTPValidationError']).detail ?? [];

console.log(JSON.stringify({
  me: [me.workspace_id, me.name],
  roles: catalog.roles.map(({ name }) => name),
  services: services.items.map(({ name }) => name),
  service: service.id === service_id,
  agent: agent.id === agent_id,
  skills: skills.items.map(({ slug }) => slug),
  entities: entities.entities.map(({ display_name }) => display_name),
  found: found.total,
  entity: entity.display_name,
  conversation: [conversation.status, conversation.entity_id === entity_id],
  event: event.event_type === 'text.started' && event.session_id === conversation.id,
  calls: calls.total,
  call: [call.status, call.direction],
  fleet: fleet.fleet,
  runs: runs.items.length,
  run: run.run_id === run_id && run.channel,
  guided: guided.status,
  transcript: transcript.call_sid === call_sid,
  rotated: rotated.key_id === me.key_id && rotated.api_key.length > 0,
  missing: missing.response.status,
  invalid: [invalid.response.status, issues[0]?.loc],
}));
`;

describe('a client made by another generator', () => {
  it('from openapi.neighbours.json calls every operation with typed input and output', async () => {
    const { url } = await startEmulator();
    expect(await runProgram('openapi.neighbours.json', program, [url])).toEqual({
      me: [WS, 'Demo'],
      roles: ['viewer', 'member', 'admin', 'owner'],
      services: ['Front desk'],
      service: true,
      agent: true,
      skills: ['book_appointment', 'refill_prescription'],
      entities: ['Alex Demo'],
      found: 1,
      entity: 'Alex Demo',
      conversation: ['active', true],
      event: true,
      calls: 2,
      call: ['in-progress', 'inbound'],
      fleet: 'voice',
      runs: 4,
      run: 'voice',
      guided: 'queued_no_subscriber',
      transcript: true,
      rotated: true,
      missing: 404,
      invalid: [422, ['body', 'limit']],
    });
    const journal = await fetch(`${url}/_emulator/workspaces/${WS}/journal`);
    const { entries } = (await journal.json()) as { entries: { operation: string }[] };
    const neighbours = operations.filter(({ document }) => document === 'neighbours');
    const called = new Set(entries.map(({ operation }) => operation));
    expect(neighbours.map(({ name }) => name).filter((name) => !called.has(name))).toEqual([]);
  });
});
