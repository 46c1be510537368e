import { describe, expect, it } from 'vitest';
import { converse, readFrames, said } from '../helpers/conversation.ts';
import { paths, startBody } from '../helpers/http.ts';
import { headerOf, sendRaw } from '../helpers/raw.ts';

const full = {
  rules: [
    {
      match: { contains: 'pharmacy' },
      reply: {
        text: 'Two are near.',
        thinking: { tier: 1, tier_name: 'quick' },
        tool_calls: [
          { tool_name: 'find_pharmacy', input: { zip: '10001' }, result: 'two', duration_ms: 12 },
        ],
      },
    },
    {
      match: { exact: 'break' },
      reply: {
        text: 'Let me',
        error: {
          message: 'The agent went away.',
          code: 'upstream_error' as const,
          retryable: true,
          status_code: 502,
        },
      },
    },
    { match: { exact: 'slow' }, reply: { text: 'one two three', token_delay_ms: 1000 } },
    { match: { exact: 'work' }, reply: { background: { text: 'Done.', after_seconds: 5 } } },
  ],
};

describe('a stream', () => {
  it('has the frames as published: thinking, tool calls, tokens, the message, done', async () => {
    const { stream, read, id } = await converse(full);
    const { answer, ended } = await stream({ message: 'a pharmacy?' }, '?include_tool_calls=true');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
    ]);
    const frames = await ended;
    expect(frames.map(({ event, data }) => [event, data])).toEqual([
      ['thinking', { event: 'thinking', tier: 1, tier_name: 'quick' }],
      [
        'tool_call_started',
        {
          event: 'tool_call_started',
          tool_name: 'find_pharmacy',
          call_id: frames[1]?.data.call_id,
          input: '{"zip":"10001"}',
        },
      ],
      [
        'tool_call_completed',
        {
          event: 'tool_call_completed',
          tool_name: 'find_pharmacy',
          call_id: frames[1]?.data.call_id,
          result: 'two',
          succeeded: true,
          duration_ms: 12,
        },
      ],
      ['token', { event: 'token', text: 'Two ' }],
      ['token', { event: 'token', text: 'are ' }],
      ['token', { event: 'token', text: 'near.' }],
      ['message', { event: 'message', role: 'agent', text: 'Two are near.' }],
      [
        'done',
        {
          event: 'done',
          conversation_id: id,
          status: 'active',
          turn_count: 3,
          background_pending: false,
          delivery_protocol_version: null,
          turn_id: (await read()).body.turns[2].turn_id,
          turn_index: 0,
        },
      ],
    ]);
  });

  it('shows no tool calls by default', async () => {
    const { stream } = await converse(full);
    const frames = await (await stream({ message: 'a pharmacy?' })).ended;
    expect(frames.map(({ event }) => event)).not.toContain('tool_call_started');
  });

  it('is what POST /turns gives to a client that reads streams', async () => {
    const { sniffed } = await converse(full);
    const { answer, ended } = await sniffed({ message: 'hi' });
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(said(await ended)).toEqual([
      ['token', 'You '],
      ['token', 'said: '],
      ['token', '"hi"'],
      ['message', 'You said: "hi"'],
      ['done', null],
    ]);
  });

  it('ends with an error frame when the agent fails, after the text so far', async () => {
    const { stream, read } = await converse(full);
    const frames = await (await stream({ message: 'break' })).ended;
    expect(frames.map(({ data }) => data)).toEqual([
      { event: 'token', text: 'Let ' },
      { event: 'token', text: 'me' },
      {
        event: 'error',
        message: 'The agent went away.',
        code: 'upstream_error',
        retryable: true,
        status_code: 502,
      },
    ]);
    expect((await read()).body.turns).toHaveLength(2);
  });

  it('reports background work that is still pending', async () => {
    const { stream } = await converse(full);
    const frames = await (await stream({ message: 'work', wait_for_final: true })).ended;
    expect(frames.at(-1)?.data).toMatchObject({ event: 'done', background_pending: true });
  });

  it('paces its tokens on the clock', async () => {
    const { stream, advance } = await converse(full);
    const { frames, ended, atLeast } = await stream({ message: 'slow' });
    for (const count of [1, 2]) {
      await advance(1);
      await atLeast(count);
      expect(frames).toHaveLength(count);
    }
    await advance(1);
    expect(said(await ended).map(([event]) => event)).toEqual([
      'token',
      'token',
      'token',
      'message',
      'done',
    ]);
  });

  it('is chunked, with the headers of any other response', async () => {
    const { port, path } = await converse(full);
    const answer = await sendRaw(port, {
      method: 'POST',
      target: `${path}/turns/stream`,
      headers: [
        ['authorization', 'Bearer demo-key'],
        ['content-type', 'application/json'],
      ],
      body: '{"message":"hi"}',
    });
    expect(headerOf(answer, 'transfer-encoding')).toBe('chunked');
    expect(headerOf(answer, 'content-length')).toBeUndefined();
    expect(answer.body.toString()).toContain(
      'event: token\ndata: {"event":"token","text":"You "}\n\n',
    );
  });

  it('is refused as JSON before it begins', async () => {
    const { stream } = await converse(full);
    const { answer, ended } = await stream({ message: 1 });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([422, 'application/json']);
    expect(await ended).toEqual([]);
  });
});

describe('a client that goes away in the middle', () => {
  it('leaves the turn recorded once, and the emulator working', async () => {
    const { stream, read, advance, stop } = await converse(full);
    const { atLeast, leave, ended } = await stream({ message: 'slow' });
    await advance(1);
    await atLeast(1);
    leave();
    await ended;
    await advance(60);
    const { turns } = (await read()).body;
    expect(turns.map((one: { text: string }) => one.text).slice(1)).toEqual([
      'slow',
      'one two three',
    ]);
    await stop();
  });

  it('does not keep the emulator from closing', async () => {
    const { stream, stop } = await converse(full);
    const { ended } = await stream({ message: 'slow' });
    await stop();
    expect((await ended).at(-1)?.event).toBe('done');
  });
});

describe('many streams at once', () => {
  it('each get their own frames, in order', async () => {
    const { url, http, ctl } = await converse();
    const talk = async (n: number) => {
      const fresh = (await ctl.post('/workspaces', { template: 'demo' })).body;
      const auth = { authorization: `Bearer ${fresh.api_key}` };
      const started = await http.post(paths.start(fresh.workspace_id)).set(auth).send(startBody);
      const answer = await fetch(
        `${url}/v1/${fresh.workspace_id}/conversations/${started.body.conversation_id}/turns/stream`,
        {
          method: 'POST',
          headers: { ...auth, 'content-type': 'application/json' },
          body: JSON.stringify({ message: `number ${n}` }),
        },
      );
      const frames = await readFrames(answer).ended;
      return frames.find(({ event }) => event === 'message')?.data.text;
    };
    const numbers = Array.from({ length: 100 }, (_, n) => n);
    expect(await Promise.all(numbers.map(talk))).toEqual(
      numbers.map((n) => `You said: "number ${n}"`),
    );
  });
});
