import { describe, expect, it } from 'vitest';
import type { EmulatorOptions } from '../../src/emulator.ts';
import { converse } from '../helpers/conversation.ts';
import { openSocket } from '../helpers/socket.ts';
import { ENTITY, OTHER, SERVICE, WS } from '../helpers/world.ts';

const script = {
  rules: [
    {
      match: { exact: 'look it up' },
      reply: { text: 'Found.', tool_calls: [{ tool_name: 'find', input: { id: 1 }, result: 'x' }] },
    },
    {
      match: { exact: 'later' },
      reply: { text: 'One second.', background: { text: 'Done.', after_seconds: 2 } },
    },
    { match: { exact: 'slowly' }, reply: { text: 'a b', token_delay_ms: 500 } },
    { match: { exact: 'fail' }, reply: { error: { message: 'The model failed.' } } },
  ],
};

const UNKNOWN = '99999999-9999-4999-8999-999999999999';
const about = `service_id=${SERVICE}&entity_id=${ENTITY}`;
const sockets = {
  'sessions/connect': (query = about, workspaceId = WS) =>
    `/v1/${workspaceId}/sessions/connect?${query}`,
  'text-stream': (query = about, workspaceId = WS) =>
    `/agent/text-stream?workspace_id=${workspaceId}&tool_events=true&${query}`,
} as const;

/** An emulator with a scripted agent and a session that REST has started, and its sockets. */
async function emulate(options: EmulatorOptions = {}) {
  const emulation = await converse(script, options);
  const { id, url } = emulation;
  return {
    ...emulation,
    resumed: `${about}&conversation_id=${id}`,
    open: (path: string, key: string | null = 'demo-key') => openSocket(url, path, key),
  };
}

describe.each(Object.entries(sockets))('a socket of %s', (name, path) => {
  it('begins a conversation with a greeting, and continues it turn by turn', async () => {
    const { open, close, get } = await emulate();
    await close();
    const { ws, frames, atLeast, send } = open(path());
    await atLeast(2);
    expect(ws.protocol).toBe('auth');
    const { conversation_id } = frames[0];
    expect(frames).toEqual([
      { type: 'session_started', session_id: conversation_id, conversation_id },
      { type: 'message', text: 'Hello! How can I help you today?' },
    ]);
    send({ type: 'message', text: 'look it up' });
    send({ type: 'message', text: 'hi' });
    await atLeast(8);
    const { call_id } = frames[3];
    expect(frames.slice(2)).toEqual([
      { type: 'typing' },
      { type: 'tool_call_started', tool_name: 'find', call_id, input: { id: 1 } },
      { type: 'tool_call_completed', tool_name: 'find', call_id, result: 'x', succeeded: true },
      { type: 'message', text: 'Found.' },
      { type: 'typing' },
      { type: 'message', text: 'You said: "hi"' },
    ]);
    const { body } = await get(`/v1/${WS}/conversations/${conversation_id}`);
    expect(body.turns.map(({ text }: { text: string }) => text)).toEqual([
      'Hello! How can I help you today?',
      'look it up',
      'Found.',
      'hi',
      'You said: "hi"',
    ]);
  });

  it('resumes a conversation that began over REST, without a greeting', async () => {
    const { open, turn, resumed, id } = await emulate();
    await turn({ message: 'over REST' });
    const { frames, atLeast, send } = open(path(resumed));
    await atLeast(1);
    send({ type: 'message', text: 'over a socket' });
    await atLeast(3);
    expect(frames).toEqual([
      { type: 'session_started', session_id: id, conversation_id: id },
      { type: 'typing' },
      { type: 'message', text: 'You said: "over a socket"' },
    ]);
    expect((await turn({ message: 'again' })).body.conversation.turn_count).toBe(7);
  });

  it('delivers the result of work in the background, and waits as long as the tokens take', async () => {
    const { open, resumed, advance } = await emulate();
    const { frames, types, atLeast, send } = open(path(resumed));
    await atLeast(1);
    send({ type: 'message', text: 'later' });
    await atLeast(3);
    await advance(2);
    await atLeast(4);
    expect(frames.slice(1).map(({ text }) => text)).toEqual([undefined, 'One second.', 'Done.']);
    send({ type: 'message', text: 'slowly' });
    await atLeast(5);
    expect(types().at(-1)).toBe('typing');
    await advance(1);
    await atLeast(6);
    expect(frames.at(-1)).toEqual({ type: 'message', text: 'a b' });
  });

  it('ends the session with a stop: session_ended, a close, and a closed conversation', async () => {
    const { open, resumed, read } = await emulate();
    const { frames, closed, send, atLeast } = open(path(resumed));
    await atLeast(1);
    send({ type: 'stop' });
    expect((await closed).code).toBe(1000);
    expect(frames.at(-1)).toEqual({ type: 'session_ended', reason: 'stopped' });
    expect((await read()).body.status).toBe('closed');
  });

  it('ends when the conversation is closed over REST; a client that only leaves closes nothing', async () => {
    const { open, resumed, read, close } = await emulate();
    const first = open(path(resumed));
    await first.atLeast(1);
    first.ws.close();
    await first.closed;
    expect((await read()).body.status).toBe('active');
    const second = open(path(resumed));
    await second.atLeast(1);
    await close();
    expect((await second.closed).code).toBe(1000);
    expect(second.frames.at(-1)).toEqual({ type: 'session_ended', reason: 'completed' });
  });

  it('says what is wrong with a frame or a turn, and stays open', async () => {
    const { open, resumed } = await emulate();
    const { frames, send, ws, atLeast } = open(path(resumed));
    await atLeast(1);
    for (const frame of ['{', '[]', { type: 'x' }, { type: 'message' }]) send(frame);
    ws.send(Buffer.from('binary'));
    send({ type: 'message', text: 'fail' });
    send({ type: 'message', text: 'hi' });
    await atLeast(10);
    expect(frames.slice(1)).toEqual([
      { type: 'error', message: 'A frame must be a JSON text.' },
      { type: 'error', message: 'type must be "message" or "stop".' },
      { type: 'error', message: 'type must be "message" or "stop".' },
      { type: 'error', message: 'text must be a text that is not empty.' },
      { type: 'error', message: 'A frame must be a JSON text.' },
      { type: 'typing' },
      { type: 'error', message: 'The model failed.' },
      { type: 'typing' },
      { type: 'message', text: 'You said: "hi"' },
    ]);
  });

  it.each([
    ['no service_id', `entity_id=${ENTITY}`, 'service_id is required.'],
    [
      'a service_id that is not a UUID',
      `service_id=x&entity_id=${ENTITY}`,
      'service_id is not a UUID.',
    ],
    [
      'an unknown entity',
      `service_id=${SERVICE}&entity_id=${UNKNOWN}`,
      'Service or entity not found.',
    ],
    ['an unknown conversation', `${about}&conversation_id=${UNKNOWN}`, 'Conversation not found.'],
    [
      'tool_events that is not a boolean',
      `${about}&tool_events=x`,
      'tool_events is not a boolean.',
    ],
  ])('closes with 4001 for %s', async (_, query, reason) => {
    const { open } = await emulate();
    expect(await open(path(query)).closed).toEqual({ code: 4001, reason });
  });

  it('closes for a key that is missing, unknown, or of another workspace', async () => {
    const { open } = await emulate({ auth: 'keys' });
    const isConnect = name === 'sessions/connect';
    const unauthenticated = isConnect ? 4100 : 4001;
    expect((await open(path(), null).closed).code).toBe(unauthenticated);
    expect((await open(path(), 'no-such-key').closed).code).toBe(unauthenticated);
    const forbidden = await open(path(about, OTHER)).closed;
    expect(forbidden).toEqual({
      code: isConnect ? 4403 : 4003,
      reason: 'Insufficient permissions.',
    });
  });

  it('closes with 1001 when its workspace is reset, and when the emulator closes', async () => {
    const { open, resumed, ctl, at, stop } = await emulate();
    const first = open(path(resumed));
    await first.atLeast(1);
    await ctl.post(at('/reset'));
    expect((await first.closed).code).toBe(1001);
    const second = open(path());
    await second.atLeast(2);
    await stop();
    expect(await second.closed).toEqual({ code: 1001, reason: 'The emulator closes.' });
  });
});

describe('a fault rule for open sockets', () => {
  it.each([4029, 1013, 1006])('closes one with %i after some frames', async (code) => {
    const { open, resumed, ctl, at } = await emulate();
    const socket = { after_frames: 2, close_code: code };
    await ctl.post(at('/faults'), { operation: 'text_stream', socket, times: 1 });
    const { types, closed, send, atLeast } = open(sockets['text-stream'](resumed));
    await atLeast(1);
    send({ type: 'message', text: 'hi' });
    expect((await closed).code).toBe(code);
    expect(types()).toEqual(['session_started', 'typing']);
    const next = open(sockets['text-stream'](resumed));
    await next.atLeast(1);
    next.send({ type: 'message', text: 'hi' });
    await next.atLeast(3);
  });

  it('silences one, which takes turns all the same', async () => {
    const { open, resumed, ctl, at } = await emulate();
    await ctl.post(at('/faults'), { operation: 'connect_session', socket: { after_frames: 1 } });
    const { types, send, atLeast, ws } = open(sockets['sessions/connect'](resumed));
    await atLeast(1);
    send({ type: 'message', text: 'hi' });
    await ctl.post('/wait', { type: 'turn.taken' });
    expect([types(), ws.readyState]).toEqual([['session_started'], ws.OPEN]);
    expect((await ctl.get(at('/journal'))).body.entries.at(-1)).toMatchObject({
      operation: 'connect_session',
      status: 101,
      fault_id: expect.stringMatching(/^flt_/),
    });
  });
});

describe('a socket of text-stream without an entity', () => {
  it('begins a new conversation each time', async () => {
    const { open } = await emulate();
    const path = sockets['text-stream'](`service_id=${SERVICE}`);
    const [first, second] = [open(path), open(path)];
    await Promise.all([first.atLeast(2), second.atLeast(2)]);
    expect(first.types()).toEqual(['session_started', 'message']);
    expect(first.frames[0].conversation_id).not.toBe(second.frames[0].conversation_id);
  });
});

describe('a key in the query', () => {
  it('opens text-stream, and is neither in the log nor in the journal', async () => {
    const { open, ctl, at } = await emulate({ auth: 'keys' });
    const { atLeast, ws } = open(`${sockets['text-stream']()}&token=demo-key`, null);
    await atLeast(1);
    expect(ws.protocol).toBe('');
    const { body } = await ctl.get(at('/journal'));
    expect(JSON.stringify(body)).not.toContain('demo-key');
    expect(body.entries.at(-1)).toMatchObject({
      operation: 'text_stream',
      method: 'GET',
      path: '/agent/text-stream',
      status: 101,
    });
  });

  it('is refused by sessions/connect', async () => {
    const { open } = await emulate();
    const path = `${sockets['sessions/connect']()}&token=demo-key`;
    expect((await open(path, null).closed).code).toBe(4001);
  });
});
