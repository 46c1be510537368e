import { describe, expect, it } from 'vitest';
import { converse } from '../helpers/conversation.ts';
import { demoKey, paths, startBody } from '../helpers/http.ts';
import { NOON, OTHER, WS } from '../helpers/world.ts';

const NOBODY = '99999999-9999-4999-8999-999999999999';
const texts = (turns: { text: string }[]) => turns.map((turn) => turn.text);

describe('a turn', () => {
  it('has a response with input, output and conversation, as published', async () => {
    const { turn, id } = await converse();
    const { status, body, headers } = await turn({ message: 'Refill, please' });
    expect([status, headers['content-type']]).toEqual([200, 'application/json']);
    const message = {
      turn_id: body.turn_id,
      turn_index: 0,
      timestamp: '2026-03-01T09:30:00+00:00',
      channel: 'web',
      content: [],
      tool_calls: [],
      selected_action_description: null,
      state_transition: null,
      state_transitions: [],
      available_actions: [],
    };
    expect(body).toEqual({
      turn_id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-5/),
      input: { ...message, role: 'user', text: 'Refill, please' },
      output: [{ ...message, role: 'agent', text: 'You said: "Refill, please"' }],
      tool_calls: [],
      conversation: {
        id,
        status: 'active',
        turn_count: 3,
        updated_at: '2026-03-01T09:30:00+00:00',
        context_graph_state: null,
      },
      background_pending: false,
    });
    expect(Object.keys(body.input)).toEqual([
      'turn_id',
      'turn_index',
      'role',
      'text',
      'timestamp',
      'channel',
      'content',
      'tool_calls',
      'selected_action_description',
      'state_transition',
      'state_transitions',
      'available_actions',
    ]);
  });

  it('has the id that the history shows for both messages', async () => {
    const { turn, read } = await converse();
    const first = (await turn({ message: 'one' })).body.turn_id;
    const second = (await turn({ message: 'two' })).body.turn_id;
    const { turns } = (await read()).body;
    expect(turns.map((one: { turn_id: string }) => one.turn_id)).toEqual([
      null,
      first,
      first,
      second,
      second,
    ]);
    expect(turns.map((one: { turn_index: number }) => one.turn_index)).toEqual([null, 0, 0, 1, 1]);
  });

  it('without a message returns the greeting, and has no turn_id', async () => {
    const { turn } = await converse();
    const { body } = await turn({});
    expect([body.turn_id, texts(body.output)]).toEqual([
      null,
      ['Hello! How can I help you today?'],
    ]);
    await turn({ message: 'x' });
    expect((await turn({})).body.turn_id).not.toBeNull();
  });

  it('keeps its content and media in the history', async () => {
    const { turn, read } = await converse();
    const content = [
      { type: 'text', text: 'Look' },
      { type: 'image', url: 'https://x/y.png' },
    ];
    const part = { text: null, url: null, media_type: null, provider_id: null, metadata: {} };
    const kept = [
      { ...part, type: 'text', text: 'Look' },
      { ...part, type: 'image', url: 'https://x/y.png' },
      { ...part, type: 'media', url: 'https://x/z.pdf', media_type: 'application/pdf' },
    ];
    const { body } = await turn({
      content,
      media_url: 'https://x/z.pdf',
      media_type: 'application/pdf',
    });
    expect([body.input.text, body.input.content]).toEqual(['Look', kept]);
    expect((await read()).body.turns[1].content).toEqual(kept);
  });

  it('shows tool calls only if asked for, with durations as floats', async () => {
    const call = { tool_name: 'find_pharmacy', input: { zip: '10001' }, result: 'two' };
    const { turn, read } = await converse({
      rules: [
        {
          match: { contains: 'pharmacy' },
          reply: {
            text: 'Two.',
            tool_calls: [
              { ...call, duration_ms: 120 },
              { ...call, succeeded: false, result: 'timeout' },
            ],
          },
        },
      ],
    });
    const { body } = await turn({ message: 'a pharmacy?' });
    expect([body.tool_calls, body.output[0].tool_calls]).toEqual([[], []]);
    const shown = await turn({ message: 'a pharmacy?' }, '?include_tool_calls=yes');
    expect(shown.text).toContain('"duration_ms":120.0,');
    expect(shown.body.tool_calls).toEqual([
      {
        ...call,
        call_id: expect.stringMatching(/^call_/),
        succeeded: true,
        duration_ms: 120,
        error_message: null,
      },
      {
        ...call,
        result: 'timeout',
        call_id: expect.stringMatching(/^call_/),
        succeeded: false,
        duration_ms: null,
        error_message: 'timeout',
      },
    ]);
    expect(shown.body.output[0].tool_calls).toEqual(shown.body.tool_calls);
    expect((await read()).body.turns[2].tool_calls).toEqual([]);
    expect((await read('?include_tool_calls=1')).body.turns[2].tool_calls).toHaveLength(2);
  });

  it('is a 503 when the agent fails', async () => {
    const { turn, read } = await converse({
      rules: [{ match: { exact: 'fail' }, reply: { error: { message: 'Gone.' } } }],
    });
    const failed = await turn({ message: 'fail' });
    expect([failed.status, failed.text]).toEqual([503, '{"detail":"Agent service unavailable"}']);
    expect((await read()).body.turn_count).toBe(2);
  });
});

describe('a conversation', () => {
  it('has all fields of a text session, and null for the others', async () => {
    const { read, id } = await converse();
    const { status, body } = await read();
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id,
      channel_kind: 'web',
      status: 'active',
      lifecycle: 'active',
      entity_id: startBody.entity_id,
      service_id: startBody.service_id,
      turn_count: 1,
      created_at: '2026-03-01T09:30:00+00:00',
      voice: null,
      plan: null,
      call_sid: null,
    });
  });

  it('refuses turns once it is closed, and the next start is a new one', async () => {
    const { turn, poll, read, close, post, id, stream } = await converse();
    const closed = await close();
    expect([closed.status, closed.text, closed.headers['content-length']]).toEqual([
      204,
      '',
      undefined,
    ]);
    expect((await close()).status).toBe(204);
    for (const answer of [await turn({ message: 'x' }), await poll()]) {
      expect([answer.status, answer.text]).toEqual([409, '{"detail":"Conversation is closed"}']);
    }
    expect((await stream({ message: 'x' })).answer.status).toBe(409);
    expect((await read()).body).toMatchObject({ status: 'closed', lifecycle: 'closed' });
    const next = (await post(paths.start(), startBody)).body;
    expect([next.session_status, next.conversation_id === id]).toEqual(['created', false]);
  });

  it('is not found under an unknown id, nor in another workspace', async () => {
    const { http, id } = await converse();
    for (const place of [`${WS}/conversations/${NOBODY}`, `${OTHER}/conversations/${id}`]) {
      const path = `/v1/${place}`;
      const read = await http.get(path).set(demoKey);
      expect([read.status, read.text]).toEqual([404, '{"detail":"Conversation not found"}']);
      expect((await http.delete(path).set(demoKey)).status).toBe(404);
      const turn = await http.post(`${path}/turns`).set(demoKey).send({ message: 'x' });
      expect([turn.status, turn.text]).toEqual([
        404,
        '{"detail":"Conversation or service not found"}',
      ]);
    }
  });

  it('is the same in any form of its id', async () => {
    const { get, id } = await converse();
    const { status } = await get(`/v1/${WS}/conversations/${id.replaceAll('-', '').toUpperCase()}`);
    expect(status).toBe(200);
  });
});

describe('background work', () => {
  const script = {
    rules: [
      {
        match: { contains: 'check' },
        reply: { text: 'One moment.', background: { text: 'All good.', after_seconds: 10 } },
      },
    ],
  };

  it('is acknowledged, polled for, and returned once', async () => {
    const { turn, poll, advance } = await converse(script);
    const { body } = await turn({ message: 'check it' });
    expect([texts(body.output), body.background_pending]).toEqual([['One moment.'], true]);
    const early = (await poll()).body;
    expect([early.output, early.background_pending, early.turn_id]).toEqual([
      [],
      true,
      body.turn_id,
    ]);
    await advance(10);
    const polled = (await poll()).body;
    expect([texts(polled.output), polled.background_pending]).toEqual([['All good.'], false]);
    expect(polled.output[0].turn_id).toBe(body.turn_id);
    expect((await poll()).body.output).toEqual([]);
  });

  it('is in the output with wait_for_final', async () => {
    const { turn, read, ctl, at } = await converse(script);
    await ctl.put(at('/clock'), { mode: 'real', speed: 1000 });
    const { body } = await turn({ message: 'check it', wait_for_final: true });
    expect([texts(body.output), body.background_pending]).toEqual([['All good.'], false]);
    expect(texts((await read()).body.turns).slice(-2)).toEqual(['One moment.', 'All good.']);
  });

  it('is waited for at most thirty seconds of the clock', async () => {
    const slow = {
      rules: [
        { match: { contains: 'check' }, reply: { background: { text: 'x', after_seconds: 3600 } } },
      ],
    };
    const { turn, ctl, at } = await converse(slow);
    await ctl.put(at('/clock'), { mode: 'real', speed: 1000 });
    const { body } = await turn({ message: 'check it', wait_for_final: true });
    expect([texts(body.output), body.background_pending]).toEqual([['You said: "check it"'], true]);
    const { now } = (await ctl.get(at('/clock'))).body;
    expect(Date.parse(now) - NOON).toBeGreaterThanOrEqual(30_000);
  });

  it('leaves the output empty with suppress_filler', async () => {
    const { turn } = await converse(script);
    const { body } = await turn({ message: 'check it', suppress_filler: true });
    expect([body.output, body.background_pending]).toEqual([[], true]);
    expect(texts((await turn({ message: 'hi', suppress_filler: true })).body.output)).toEqual([
      'You said: "hi"',
    ]);
  });

  it.each([
    [{ message: 'x' }, 'a message'],
    [{ content: [] }, 'a message'],
    [{ wait_for_final: false }, 'wait_for_final'],
    [{ suppress_filler: true }, 'suppress_filler'],
  ])('cannot be polled for with %j', async (body, what) => {
    const { turn } = await converse(script);
    const answer = await turn(body, '?poll=true');
    expect([answer.status, answer.body]).toEqual([
      422,
      {
        detail: [
          {
            type: 'value_error',
            loc: ['query', 'poll'],
            msg: `Value error, poll=true cannot be combined with ${what}.`,
            input: 'true',
            ctx: { error: {} },
          },
        ],
      },
    ]);
  });

  it('cannot be polled for as a stream', async () => {
    const { sniffed } = await converse(script);
    const { answer } = await sniffed({}, '?poll=1');
    expect(answer.status).toBe(422);
  });
});

describe('a wrong turn request', () => {
  it('has one response with all errors: path, then query, then body', async () => {
    const { post } = await converse();
    const { status, body } = await post(
      `/v1/${WS}/conversations/nonsense/turns?poll=perhaps&include_tool_calls=`,
      { message: 1, content: [{ type: 'X' }, 2], viewport_width: 19, wait_for_final: 'soon' },
    );
    expect(status).toBe(422);
    expect(body.detail.map((one: { loc: unknown; type: string }) => [one.loc, one.type])).toEqual([
      [['path', 'conversation_id'], 'uuid_parsing'],
      [['query', 'include_tool_calls'], 'bool_parsing'],
      [['query', 'poll'], 'bool_parsing'],
      [['body', 'message'], 'string_type'],
      [['body', 'content', 0, 'type'], 'string_pattern_mismatch'],
      [['body', 'content', 1], 'model_attributes_type'],
      [['body', 'viewport_width'], 'greater_than_equal'],
      [['body', 'wait_for_final'], 'bool_parsing'],
    ]);
  });

  it('uses the last value of a repeated parameter, and reads plus as a space', async () => {
    const { turn } = await converse();
    expect((await turn({}, '?poll=nonsense&poll=true')).status).toBe(200);
    expect((await turn({}, '?poll=+true')).body.detail[0].input).toBe(' true');
  });

  it('has a second question mark in the name of its first parameter', async () => {
    const { turn } = await converse();
    expect((await turn({}, '??poll=nonsense')).status).toBe(200);
    expect((await turn({}, '??poll=nonsense&poll=maybe')).body.detail).toHaveLength(1);
  });

  it('is validated after the credentials are checked', async () => {
    const { http, path } = await converse(undefined, { auth: 'keys' });
    const answer = await http.post(`${path}/turns?poll=perhaps`).send({});
    expect(answer.status).toBe(401);
  });
});

describe('a path with several methods', () => {
  it('names the first of them in Allow for any other', async () => {
    const { http, path } = await converse();
    const conversation = await http.put(path).set(demoKey);
    expect([conversation.status, conversation.headers.allow]).toEqual([405, 'DELETE']);
    const keys = await http.delete(`/v1/${WS}/api-keys`).set(demoKey);
    expect([keys.status, keys.headers.allow]).toEqual([405, 'GET']);
  });
});

describe('faults, journal and events', () => {
  it('know the operations of a conversation by name', async () => {
    const { turn, ctl, at } = await converse();
    await ctl.post(at('/faults'), { operation: 'take_turn', status: 503, times: 1 });
    const failed = await turn({ message: 'x' });
    expect([failed.status, failed.text]).toEqual([503, '{"detail":"Agent service unavailable"}']);
    await turn({ message: 'y' });
    const journal = (await ctl.get(at('/journal?operation=take_turn'))).body;
    expect(journal.entries.map((one: { status: number }) => one.status)).toEqual([503, 200]);
  });

  it('accept a preference for a documented refusal', async () => {
    const { http, path } = await converse();
    const answer = await http
      .post(`${path}/turns`)
      .set({ ...demoKey, prefer: 'code=409' })
      .send({ message: 'x' });
    expect(answer.status).toBe(409);
  });
});
