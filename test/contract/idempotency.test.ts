import { describe, expect, it } from 'vitest';
import type { AgentScript } from '../../src/world/seeding/fixture-types.ts';
import type { Json } from '../helpers/control.ts';
import { converse, readFrames } from '../helpers/conversation.ts';
import { demoKey, paths, startBody } from '../helpers/http.ts';

const KEY = 'abcdefab-0000-4000-8000-000000000001';
const OTHER_KEY = 'abcdefab-0000-4000-8000-000000000002';
const script: AgentScript = {
  rules: [
    {
      match: { contains: 'slow' },
      reply: { text: 'Wait.', background: { text: 'Done.', after_seconds: 10 } },
    },
    { match: { contains: 'break' }, reply: { error: { message: 'Gone.' } } },
  ],
};

async function keyed() {
  const emulation = await converse(script);
  const { http, path, url, read } = emulation;
  const send = async (key: string, body: Json, to = path, query = '') => {
    const { status, text } = await http
      .post(`${to}/turns${query}`)
      .set({ ...demoKey, 'idempotency-key': key })
      .send(body);
    return [status, text] as const;
  };
  return {
    ...emulation,
    send,
    say: (key: string, message: string) => send(key, { message }),
    stream: async (key: string, message: string) => {
      const answer = await fetch(`${url}${path}/turns/stream`, {
        method: 'POST',
        headers: { ...demoKey, 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify({ message }),
      });
      return readFrames(answer).ended;
    },
    texts: async () => (await read()).body.turns.slice(1).map(({ text }: Json) => text),
  };
}

describe('a turn with an idempotency key', () => {
  it('is taken once, and has the same response each time', async () => {
    const { say, texts } = await keyed();
    const first = await say(KEY, 'hi');
    expect(first[0]).toBe(200);
    await say(OTHER_KEY, 'there');
    expect(await say(KEY, 'hi')).toEqual(first);
    expect(await say(KEY.toUpperCase(), 'anything')).toEqual(first);
    expect(await texts()).toEqual(['hi', 'You said: "hi"', 'there', 'You said: "there"']);
  });

  it('is taken once when it is sent a hundred times at once', async () => {
    const { say, texts } = await keyed();
    const all = await Promise.all(Array.from({ length: 100 }, () => say(KEY, 'hi')));
    expect(new Set(all.map(([, text]) => text)).size).toBe(1);
    expect(await texts()).toEqual(['hi', 'You said: "hi"']);
  });

  it('has the same stream each time, however it was sent first', async () => {
    const { say, stream, texts } = await keyed();
    const first = await stream(KEY, 'hi');
    expect(first.at(-1)?.event).toBe('done');
    expect(await stream(KEY, 'hi')).toEqual(first);
    expect(JSON.parse((await say(KEY, 'hi'))[1]).output[0].text).toBe('You said: "hi"');
    expect(await texts()).toHaveLength(2);
  });

  it('is another turn in another conversation, after a day of the clock, and without the key', async () => {
    const { say, send, advance, post, path, id, turn, texts } = await keyed();
    const first = await say(KEY, 'hi');
    await turn({ message: 'hi' });
    expect(await texts()).toHaveLength(4);
    await advance(86_399);
    expect(await say(KEY, 'hi')).toEqual(first);
    await advance(1);
    expect(await say(KEY, 'hi')).not.toEqual(first);
    expect(await texts()).toHaveLength(6);
    const created = await post(path.replace(`/${id}`, ''), { service_id: startBody.service_id });
    const [status, text] = await send(KEY, { message: 'hi' }, path.replace(id, created.body.id));
    expect([status, JSON.parse(text).input.turn_index]).toEqual([200, 0]);
  });

  it('is not remembered when it was refused', async () => {
    const { say, send, path, id, texts } = await keyed();
    expect((await send(KEY, { message: 1 }))[0]).toBe(422);
    expect((await send(KEY, { message: 'hi' }, path.replace(id, KEY)))[0]).toBe(404);
    expect((await say(KEY, 'hi'))[0]).toBe(200);
    expect(await texts()).toHaveLength(2);
  });

  it('has the same response when the agent failed, or the conversation was closed since', async () => {
    const { say, close, texts } = await keyed();
    expect((await say(OTHER_KEY, 'break'))[0]).toBe(503);
    expect((await say(OTHER_KEY, 'break'))[0]).toBe(503);
    const first = await say(KEY, 'hi');
    await close();
    expect(await say(KEY, 'hi')).toEqual(first);
    expect(await texts()).toEqual(['break', 'hi', 'You said: "hi"']);
  });

  it('finds its turn after a response that was lost', async () => {
    const { say, ctl, at, texts } = await keyed();
    await ctl.post(at('/faults'), {
      operation: 'take_turn',
      status: 500,
      phase: 'after',
      times: 1,
    });
    expect((await say(KEY, 'hi'))[0]).toBe(500);
    expect((await say(KEY, 'hi'))[0]).toBe(200);
    expect(await texts()).toHaveLength(2);
  });

  it('has the final result each time, once that was waited for', async () => {
    const { send, advance, ctl, texts } = await keyed();
    const body = { message: 'slow', wait_for_final: true };
    const both = [send(KEY, body), send(KEY, body)];
    await ctl.post('/wait', { type: 'turn.taken' });
    for (let n = 0; n < 12; n++) await advance(1);
    const [first, second] = await Promise.all(both);
    expect(JSON.parse(first?.[1] ?? '')).toMatchObject({
      output: [{ text: 'Done.' }],
      background_pending: false,
    });
    expect(second).toEqual(first);
    expect(await send(KEY, body)).toEqual(first);
    expect(await texts()).toEqual(['slow', 'Wait.', 'Done.']);
  });

  it('is still known in a snapshot', async () => {
    const { say, stream, ctl, texts } = await keyed();
    const first = await say(KEY, 'hi');
    const broken = await stream(OTHER_KEY, 'break');
    const snapshot = (await ctl.get('/snapshot')).body;
    await ctl.post('/reset');
    expect((await ctl.put('/snapshot', snapshot)).status).toBe(200);
    expect(await say(KEY, 'hi')).toEqual(first);
    expect(await stream(OTHER_KEY, 'break')).toEqual(broken);
    expect(await texts()).toHaveLength(3);
    expect((await ctl.get('/snapshot')).body.workspaces).toEqual(snapshot.workspaces);
  });

  it('is forgotten when a hundred newer ones came', async () => {
    const { say, texts } = await keyed();
    const keyOf = (n: number) => `abcdefab-0000-4000-8000-${String(n).padStart(12, '0')}`;
    for (let n = 0; n < 101; n++) await say(keyOf(n), 'hi');
    expect(await texts()).toHaveLength(202);
    await say(keyOf(1), 'hi');
    expect(await texts()).toHaveLength(202);
    await say(keyOf(0), 'hi');
    expect(await texts()).toHaveLength(204);
  });
});

describe('an idempotency key', () => {
  it('does not change a poll', async () => {
    const { send, advance } = await keyed();
    await send(OTHER_KEY, { message: 'slow' });
    const outputs = async () =>
      JSON.parse((await send(KEY, {}, undefined, '?poll=true'))[1]).output;
    expect(await outputs()).toEqual([]);
    await advance(10);
    expect(await outputs()).toMatchObject([{ text: 'Done.' }]);
    expect((await send('x', {}, undefined, '?poll=true'))[0]).toBe(422);
  });

  it('is a UUID, and its error comes after those of the query and before those of the body', async () => {
    const { send, texts } = await keyed();
    const issue = (loc: Json, input: string, error: string) => ({
      type: 'uuid_parsing',
      loc,
      msg: `Input should be a valid UUID, ${error}`,
      input,
      ctx: { error },
    });
    const wrong = issue(['header', 'Idempotency-Key'], 'x', 'invalid character: found `x` at 1');
    const [status, text] = await send('x', { message: 'hi' });
    expect([status, JSON.parse(text)]).toEqual([422, { detail: [wrong] }]);
    const [, all] = await send('x', { message: 1 }, undefined, '?poll=maybe');
    expect(JSON.parse(all).detail.map(({ loc }: Json) => loc[0])).toEqual([
      'query',
      'header',
      'body',
    ]);
    expect(await texts()).toEqual([]);
  });

  it('is not looked at by other operations', async () => {
    const { http } = await keyed();
    const sent = http.post(paths.start()).set({ ...demoKey, 'idempotency-key': 'x' });
    expect((await sent.send(startBody)).status).toBe(201);
  });
});
