import { describe, expect, it } from 'vitest';
import { startEmulator } from '../helpers/command.ts';
import { runProgram } from '../helpers/generated-program.ts';

/** A program as a user would write it; nothing in it is known to the emulator. */
const program = `
import createClient from 'openapi-fetch';
import type { components, paths } from './sessions-api.ts';

type Session = components['schemas']['ActiveSession'];
const [baseUrl] = process.argv.slice(2);
const client = createClient<paths>({ baseUrl, headers: { Authorization: 'Bearer demo-key' } });
const workspace_id = '11111111-1111-4111-8111-111111111111';

const active = await client.GET('/v1/{workspace_id}/sessions/active', { params: { path: { workspace_id } } });
const sessions: Session[] = active.data ?? [];

const inject = (call_sid: string, message: string) =>
  client.POST('/v1/{workspace_id}/sessions/{call_sid}/inject', {
    params: { path: { workspace_id, call_sid } },
    body: { message, sender: 'System', event_type: 'guidance' },
  });
const delivered = await inject(sessions[0]!.call_sid, 'hi');
const queued = await inject(sessions[1]!.call_sid, 'hi');
const missing = await inject('nobody', 'hi');
const invalid = await inject(sessions[0]!.call_sid, '');
const issues: components['schemas']['ValidationError'][] = (invalid.error as components['schemas']['HTTPValidationError'])?.detail ?? [];

const start = () =>
  client.POST('/v1/{workspace_id}/sessions/start', {
    params: { path: { workspace_id } },
    body: {
      service_id: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa1',
      canonical_id: 'charmhealth:Patient:67890',
      channel_kind: 'web',
    },
  });
const created = await start();
const again = await start();

console.log(JSON.stringify({
  calls: sessions.map((one) => one.call_sid),
  delivered: delivered.data?.status,
  queued: queued.data?.status,
  missing: missing.response.status,
  invalid: [invalid.response.status, issues[0]?.type, issues[0]?.loc],
  created: created.data?.session_status,
  again: again.data?.session_status,
  same: created.data?.conversation_id === again.data?.conversation_id,
}));
`;

/** The same of the companions: a conversation, its stream by a generic parser, a key. */
const companionsProgram = `
import createClient from 'openapi-fetch';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { components, paths } from './sessions-api.ts';

type Frame = components['schemas']['TurnStreamEvent'];
const [baseUrl, conversation_id] = process.argv.slice(2);
const client = createClient<paths>({ baseUrl, headers: { Authorization: 'Bearer demo-key' } });
const workspace_id = '11111111-1111-4111-8111-111111111111';
const path = { workspace_id, conversation_id: conversation_id! };
const one = '/v1/{workspace_id}/conversations/{conversation_id}' as const;

const turn = await client.POST(\`\${one}/turns\`, { params: { path }, body: { message: 'hi' } as components['schemas']['TurnRequest'] });
const output = (turn.data as components['schemas']['TurnResponse']).output.map((said) => said.text);

const streamed = await client.POST(\`\${one}/turns/stream\`, {
  params: { path },
  body: { message: 'and?' } as components['schemas']['TurnRequest'],
  parseAs: 'stream',
});
const frames: Frame[] = [];
const events = streamed.response.body!.pipeThrough(new TextDecoderStream() as never).pipeThrough(new EventSourceParserStream());
for await (const event of events as unknown as AsyncIterable<{ data: string }>) frames.push(JSON.parse(event.data));
const words = frames.flatMap((frame) => (frame.event === 'token' ? [frame.text] : []));
const done = frames.at(-1)!;

const detail = await client.GET(one, { params: { path } });
const key = await client.POST('/v1/{workspace_id}/api-keys', {
  params: { path: { workspace_id } },
  body: { duration_days: 1, role: 'member' },
});
const keys = await client.GET('/v1/{workspace_id}/api-keys', { params: { path: { workspace_id } } });
const removed = await client.DELETE('/v1/{workspace_id}/api-keys/{key_id}', {
  params: { path: { workspace_id, key_id: key.data!.key_id } },
});
const closed = await client.DELETE(one, { params: { path } });
const late = await client.POST(\`\${one}/turns\`, { params: { path }, body: { message: 'hi' } as components['schemas']['TurnRequest'] });

console.log(JSON.stringify({
  output,
  words,
  done: done.event === 'done' && done.turn_id === detail.data!.turns!.at(-1)!.turn_id,
  turns: detail.data?.turns?.map((said) => said.role),
  keys: keys.data?.items.length,
  statuses: [key, removed, closed, late].map(({ response }) => response.status),
}));
`;

describe('a client made by another generator', () => {
  it('from openapi.json compiles in a strict project and gets the right responses', async () => {
    const { url } = await startEmulator();
    expect(await runProgram('openapi.json', program, [url])).toEqual({
      calls: ['1', '2', '3'].map((n) => `CA${n.padStart(32, '0')}`),
      delivered: 'delivered',
      queued: 'queued_no_subscriber',
      missing: 404,
      invalid: [422, 'string_too_short', ['body', 'message']],
      created: 'created',
      again: 'already_active',
      same: true,
    });
  });

  it('from openapi.companions.json talks, reads a stream, and manages keys', async () => {
    const { url } = await startEmulator();
    const started = await fetch(`${url}/v1/11111111-1111-4111-8111-111111111111/sessions/start`, {
      method: 'POST',
      headers: { authorization: 'Bearer demo-key', 'content-type': 'application/json' },
      body: JSON.stringify({
        service_id: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa1',
        entity_id: 'eeeeeeee-eeee-4eee-8eee-eeeeeeeeeee1',
        channel_kind: 'web',
      }),
    });
    const { conversation_id } = (await started.json()) as { conversation_id: string };
    expect(
      await runProgram('openapi.companions.json', companionsProgram, [url, conversation_id]),
    ).toEqual({
      output: ['You said: "hi"'],
      words: ['You ', 'said: ', '"and?"'],
      done: true,
      turns: ['agent', 'user', 'agent', 'user', 'agent'],
      keys: 2,
      statuses: [201, 204, 204, 409],
    });
  });
});
