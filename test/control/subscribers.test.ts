import { afterEach, describe, expect, it, vi } from 'vitest';
import { control, type Json } from '../helpers/control.ts';
import { CALL_1, CALL_2 } from '../helpers/http.ts';
import { sendBytes } from '../helpers/raw.ts';
import { rawStream } from '../helpers/raw-stream.ts';
import { event, WS } from '../helpers/world.ts';

const live = (call = CALL_2) => `/workspaces/${WS}/calls/${call}/events`;
const numbers = (count: number) => Array.from({ length: count }, (_, number) => String(number));
/** A message of 4.9 kB that begins with its number. */
const long = (number: string) => `${number} `.padEnd(4_900, 'x');
const numberOf = (message: string) => message.split(' ')[0] as string;

const sockets = new Set<{ destroy(): void }>();
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
});

/** An emulator, and raw clients that are closed after the test. */
async function emulate(options: Parameters<typeof control>[0] = {}) {
  const emulation = await control(options);
  const { world, port, ctl, at } = emulation;
  return {
    ...emulation,
    raw: (path: string, how: Parameters<typeof rawStream>[2] = {}) => {
      const client = rawStream(port, path, how);
      sockets.add(client.socket);
      return client;
    },
    inject: (message: string, call = CALL_2) => world.inject(WS, call, event(message)),
    readCall: async (call = CALL_2): Promise<Json> => (await ctl.get(at(`/calls/${call}`))).body,
    queued: async (call = CALL_2) =>
      (await world.readCall(WS, call))?.queue.map((one) => numberOf(one.message)) ?? [],
    subscribers: async (call = CALL_2) =>
      (await world.readCall(WS, call))?.subscribers.map((one) => one.subscriberId) ?? [],
    happened: (type: string) => ctl.post('/wait', { type, call_sid: CALL_2, timeout_ms: 20_000 }),
  };
}

describe('a live subscriber that reads', () => {
  it('receives a long queue of large events, all of it and in order', async () => {
    const { raw, inject, queued } = await emulate();
    for (const number of numbers(300)) await inject(long(number));
    const client = raw(live());
    await client.until(({ events }) => events.length === 300);
    expect(client.messages().map(numberOf)).toEqual(numbers(300));
    expect(await queued()).toEqual([]);
    expect(await inject('new')).toMatchObject({ status: 'delivered' });
    await client.until(({ events }) => events.length === 301);
  });

  it('receives many times what a reader may leave waiting', async () => {
    const { raw, inject } = await emulate({ streams: { stalledMs: 1_000 } });
    for (const number of numbers(4_000)) await inject(long(number));
    const client = raw(live());
    await client.until(({ events }) => events.length === 4_000);
    await inject('last');
    await client.until(({ events }) => events.length === 4_001);
    expect(client.messages().map(numberOf)).toEqual([...numbers(4_000), 'last']);
  });
});

describe('a live subscriber that does not read', () => {
  const impatient = { stalledMs: 60, backlogBytes: 256 * 1024 };

  it('is cut off, and what it did not receive waits for the next, once and in order', async () => {
    const { raw, inject, happened, queued } = await emulate({ streams: impatient });
    for (const number of numbers(3_000)) await inject(long(number));
    const stalled = raw(live(), { reading: false });
    await happened('subscriber.left');
    const left = await queued();
    expect(left.length).toBeGreaterThan(0);
    await inject('newer');
    // What its socket had taken it can still read.
    stalled.socket.resume();
    await stalled.closed;
    const taken = stalled.messages().map(numberOf);
    const next = raw(live());
    await next.until(({ events }) => events.length === left.length + 1);
    const drained = next.messages().map(numberOf);
    expect([...taken, ...drained]).toEqual([...numbers(3_000), 'newer']);
    expect(next.seen().events.every((one) => one.data.queued)).toBe(true);
  });

  it('is cut off at once when more waits than one reader may hold, whatever its patience', async () => {
    const { raw, inject, happened, readCall } = await emulate();
    const stalled = raw(live(), { reading: false });
    await happened('subscriber.joined');
    const message = 'x'.repeat(500_000);
    let count = 0;
    for (let status = 'delivered'; status === 'delivered' && count < 200; count++) {
      status = (await inject(message)).status;
    }
    const call = await readCall();
    expect(call.subscribers).toEqual([]);
    stalled.socket.resume();
    await stalled.closed;
    expect(stalled.messages().length + call.queue.length).toBe(count);
    expect(call.injections.map((one: Json) => one.status)).toContain('queued');
  });

  it('passes what it did not read on to another subscriber of the call', async () => {
    const { raw, inject, happened, queued, subscribers } = await emulate({ streams: impatient });
    for (const number of numbers(3_000)) await inject(long(number));
    const stalled = raw(live(), { reading: false });
    await happened('subscriber.joined');
    const other = raw(live());
    await other.opened();
    await happened('subscriber.left');
    expect(await subscribers()).toHaveLength(1);
    stalled.socket.resume();
    await stalled.closed;
    const taken = stalled.messages().map(numberOf);
    await other.until(({ events }) => events.length === 3_000 - taken.length);
    expect([...taken, ...other.messages().map(numberOf)]).toEqual(numbers(3_000));
    expect(await queued()).toEqual([]);
  });

  it('keeps its place while little waits', async () => {
    const { raw, inject, happened, subscribers } = await emulate({
      streams: { stalledMs: 20, heartbeatMs: 20 },
    });
    const idle = raw(live(), { reading: false });
    await happened('subscriber.joined');
    await inject('1');
    // Time passes: another stream has had several heartbeats.
    const other = raw('/events');
    await other.until(({ comments }) => comments.length > 4);
    expect(await subscribers()).toHaveLength(1);
    idle.socket.resume();
    await idle.until(({ events }) => events.length === 1);
  });

  it('leaves what waits to the queue when it is detached, and its stream ends', async () => {
    const { raw, inject, happened, queued, subscribers, ctl, at } = await emulate();
    for (const number of numbers(3_000)) await inject(long(number));
    const stalled = raw(live(), { reading: false });
    await happened('subscriber.joined');
    const [id] = await subscribers();
    expect((await ctl.delete(at(`/calls/${CALL_2}/subscribers/${id}`))).status).toBe(204);
    await inject('newer');
    stalled.socket.resume();
    await stalled.closed;
    expect(stalled.seen().comments.at(-1)).toBe('the subscriber was detached');
    const taken = stalled.messages().map(numberOf);
    expect([...taken, ...(await queued())]).toEqual([...numbers(3_000), 'newer']);
  });

  it('has what its broken socket did not take queued again', async () => {
    const { raw, inject, happened, queued, world } = await emulate();
    for (const number of numbers(3_000)) await inject(long(number));
    const broken = raw(live(), { reading: false });
    await happened('subscriber.joined');
    broken.socket.destroy();
    await happened('subscriber.left');
    const call = await world.readCall(WS, CALL_2);
    const received = call?.received.map((one) => numberOf(one.message)) ?? [];
    const all = [...received.slice(-10), ...(await queued())];
    expect(all).toEqual(numbers(3_000).slice(-all.length));
  });
});

describe('a live subscriber in process', () => {
  it('has what it did not read queued again when it cancels', async () => {
    const { emulator, inject, queued, happened } = await emulate();
    for (const number of numbers(10)) await inject(number);
    const response = await emulator.fetch(`http://emulator/_emulator${live()}`);
    const reader = response.body?.getReader();
    const read = async () => new TextDecoder().decode((await reader?.read())?.value);
    expect(await read()).toMatch(/^: subscriber (sub_\w+)\nid: \1\/0\n\n$/);
    expect(await read()).toContain('"message":"0"');
    await reader?.cancel();
    await happened('subscriber.left');
    expect(await queued()).toEqual(numbers(10).slice(1));
  });

  it('is over when its request is aborted before anything is read', async () => {
    const { emulator, inject, queued, happened } = await emulate();
    await inject('0');
    const abort = new AbortController();
    await emulator.fetch(`http://emulator/_emulator${live()}`, { signal: abort.signal });
    abort.abort();
    await happened('subscriber.left');
    expect(await queued()).toEqual(['0']);
  });

  it('is cut off when it does not read, and its body fails', async () => {
    const { emulator, inject, queued, happened } = await emulate({
      streams: { stalledMs: 30, backlogBytes: 1_000 },
    });
    for (const number of numbers(10)) await inject(long(number));
    const response = await emulator.fetch(`http://emulator/_emulator${live()}`);
    await happened('subscriber.left');
    expect(await queued()).toEqual(numbers(10));
    await expect(response.text()).rejects.toThrow('stopped reading');
  });
});

describe('a live subscriber that comes back', () => {
  it('goes on receiving when its first connection closes later', async () => {
    const { raw, inject, subscribers, world } = await emulate();
    const first = raw(live());
    await first.opened();
    await inject('1');
    await first.until(({ events }) => events.length === 1);
    const second = raw(live(), { headers: { 'last-event-id': first.seen().ids.at(-1) ?? '' } });
    await second.opened();
    await first.closed;
    expect(first.seen().comments.at(-1)).toBe('the subscriber came back on another connection');
    expect(await subscribers()).toHaveLength(1);
    for (const message of ['2', '3']) {
      expect(await world.inject(WS, CALL_2, event(message))).toMatchObject({ status: 'delivered' });
    }
    await second.until(({ events }) => events.length === 2);
    expect(second.messages()).toEqual(['2', '3']);
  });

  it('is not detached by an older connection that breaks', async () => {
    const { raw, inject, subscribers, happened } = await emulate();
    for (const number of numbers(3_000)) await inject(long(number));
    const first = raw(live(), { reading: false });
    await happened('subscriber.joined');
    const [id] = await subscribers();
    const second = raw(live(), { headers: { 'last-event-id': `${id}/0` } });
    await second.opened();
    first.socket.destroy();
    await first.closed;
    await second.until(({ events }) => events.length >= 1_000);
    expect(await inject('new')).toMatchObject({ status: 'delivered' });
    await second.until(({ events }) => events.at(-1)?.data.message === 'new');
    expect(await subscribers()).toEqual([id]);
  });

  it('resumes from the start of its subscription when it has seen no event', async () => {
    const { raw, inject, subscribers } = await emulate();
    const first = raw(live());
    await first.opened();
    const [id] = await subscribers();
    expect(first.seen().ids).toEqual([`${id}/0`]);
    for (const message of ['1', '2']) await inject(message);
    await first.until(({ events }) => events.length === 2);
    const second = raw(live(), { headers: { 'last-event-id': `${id}/0` } });
    await second.until(({ events }) => events.length === 2);
    expect([second.seen().ids[0], second.messages()]).toEqual([`${id}/0`, ['1', '2']]);
  });

  it('receives after it had left what it had not seen, and then what waited', async () => {
    const { raw, inject, happened } = await emulate();
    const first = raw(live());
    await first.opened();
    for (const message of ['1', '2', '3']) await inject(message);
    await first.until(({ events }) => events.length === 3);
    const seen = first.seen().events[0]?.id ?? '';
    first.socket.destroy();
    await happened('subscriber.left');
    await inject('4');
    const second = raw(live(), { headers: { 'last-event-id': seen } });
    await second.until(({ events }) => events.length === 3);
    expect(second.messages()).toEqual(['2', '3', '4']);
  });

  it.each([
    ['a simulated agent', 'agent/0'],
    ['an event of a simulated agent', 'agent/EVENT'],
    ['a live subscriber and no event of it', 'OWN/evt_x'],
    ['a live subscriber of another call', 'OTHER/0'],
    ['nobody', 'nobody/0'],
    ['garbage', 'abc'],
    ['a slash', '/'],
    ['half of it', 'OWN/'],
    ['the other half', '/EVENT'],
    ['a number below 0', '-5'],
    ['text beyond ASCII', 'ü/é'],
    ['much', `OWN/${'9'.repeat(8_000)}`],
  ])('with a Last-Event-ID of %s is a new one, and nobody is detached', async (_, template) => {
    const { raw, inject, subscribers, ctl, at, world } = await emulate();
    await ctl.post(at(`/calls/${CALL_2}/subscribers`), { subscriber_id: 'agent' });
    const own = raw(live());
    await own.opened();
    const other = raw(live(CALL_1));
    await other.opened();
    const otherId = (await subscribers(CALL_1)).at(-1) ?? '';
    await inject('1');
    const [received] = (await world.readCall(WS, CALL_2))?.received ?? [];
    const before = await subscribers();
    const header = template
      .replace('EVENT', received?.eventId ?? '')
      .replace('OWN', before[1] ?? '')
      .replace('OTHER', otherId);
    const stray = raw(live(), { headers: { 'last-event-id': header } });
    await stray.opened();
    expect(stray.seen().comments[0]).toMatch(
      /^subscriber sub_\w+, a new one: Last-Event-ID is not/,
    );
    const after = await subscribers();
    expect(after.slice(0, 2)).toEqual(before);
    expect(after).toHaveLength(3);
    expect(stray.messages()).toEqual([]);
    await inject('2');
    for (const [client, messages] of [
      [own, ['1', '2']],
      [stray, ['2']],
    ] as const) {
      await client.until(({ events }) => events.length === messages.length);
      expect(client.messages()).toEqual(messages);
    }
  });
});

describe('the stream of a live subscriber ends, and says why, when', () => {
  type World = Awaited<ReturnType<typeof emulate>>;
  it.each<[string, string, (emulator: World) => unknown]>([
    ['its call ends', 'the call ended', ({ ctl, at }) => ctl.post(at(`/calls/${CALL_2}/end`))],
    [
      'it is detached',
      'the subscriber was detached',
      async ({ ctl, at, subscribers }) =>
        ctl.delete(at(`/calls/${CALL_2}/subscribers/${(await subscribers())[0]}`)),
    ],
    [
      'its workspace is reset',
      'the workspace was removed, reset or replaced',
      ({ ctl, at }) => ctl.post(at('/reset')),
    ],
    [
      'its workspace is removed',
      'the workspace was removed, reset or replaced',
      ({ ctl, at }) => ctl.delete(at('')),
    ],
    [
      'a snapshot is loaded over it',
      'the workspace was removed, reset or replaced',
      async ({ ctl }) => ctl.put('/snapshot', (await ctl.get('/snapshot?secrets=true')).body),
    ],
    ['the emulator closes', 'the emulator closes', ({ emulator }) => emulator.close()],
  ])('%s', async (_, why, happen) => {
    const emulation = await emulate();
    const { raw, inject } = emulation;
    const client = raw(live());
    await client.opened();
    await inject('1');
    await happen(emulation);
    await client.closed;
    const { comments, whole } = client.seen();
    expect([client.messages(), comments.at(-1), whole]).toEqual([['1'], why, true]);
  });

  it('its call reaches its length', async () => {
    const { raw, ctl, at } = await emulate();
    await ctl.post(at('/calls'), { call_sid: 'short', length_seconds: 60 });
    const client = raw(live('short'));
    await client.opened();
    await ctl.post(at('/clock/advance'), { seconds: 61 });
    await client.closed;
    expect(client.seen().comments.at(-1)).toBe('the call ended');
  });

  it('its client says that it sends nothing more', async () => {
    const { raw, inject, happened, queued } = await emulate();
    const client = raw(live());
    await client.opened();
    client.socket.end();
    await happened('subscriber.left');
    expect(await inject('1')).toMatchObject({ status: 'queued_no_subscriber' });
    expect(await queued()).toEqual(['1']);
  });
});

describe('live subscribers', () => {
  it.each([
    ['over HTTP/1.0', '', 'HTTP/1.0'],
    [
      'behind a pipelined request',
      'GET /_emulator/health HTTP/1.1\r\nhost: x.localhost\r\n\r\n',
      'HTTP/1.1',
    ],
  ])('%s receive what waits, and their stream ends', async (_, before, version) => {
    const { port, inject, happened, world } = await emulate();
    for (const number of numbers(20)) await inject(number);
    const request = `GET /_emulator${live()} ${version}\r\nhost: localhost\r\n\r\n`;
    const response = sendBytes(port, before + request);
    await happened('subscriber.joined');
    await world.endCall(WS, CALL_2);
    const text = (await response).toString();
    const messages = [...text.matchAll(/"message":"(\d+)"/g)].map(([, message]) => message);
    expect(messages).toEqual(numbers(20));
    expect(text).toContain(': the call ended\n\n');
  });

  it('are not made by HEAD', async () => {
    const { http, subscribers } = await emulate();
    const head = await http.head(`/_emulator${live()}`);
    expect([head.status, head.headers['content-type']]).toEqual([200, 'text/event-stream']);
    expect(await subscribers()).toEqual([]);
  });

  it('are as many as may be open: one more is 503, and has not joined', async () => {
    const { raw, ctl, subscribers, happened } = await emulate({ streams: { open: 2 } });
    const clients = [raw(live()), raw(live())];
    for (const client of clients) await client.opened();
    const refused = await ctl.get(live());
    expect([refused.status, refused.body]).toEqual([
      503,
      { detail: '2 event streams and waits are open, which is the limit. Close some first.' },
    ]);
    expect((await ctl.post('/wait', { type: 'call.ended' })).status).toBe(503);
    expect(await subscribers()).toHaveLength(2);
    clients[0]?.socket.destroy();
    await vi.waitFor(async () => expect(await subscribers()).toHaveLength(1), 10_000);
    expect((await happened('subscriber.left')).status).toBe(200);
  });

  it('of a thousand, half leave at once; the others receive each event once', async () => {
    const { raw, inject, subscribers, happened } = await emulate();
    const clients = Array.from({ length: 1_000 }, () => raw(live()));
    for (const client of clients) await client.opened();
    await inject('1');
    for (const { socket } of clients.slice(500)) socket.destroy();
    const { status } = await happened('subscriber.left');
    expect(status).toBe(200);
    await vi.waitFor(async () => expect(await subscribers()).toHaveLength(500), 10_000);
    await inject('2');
    for (const client of clients.slice(0, 500)) {
      await client.until(({ events }) => events.length === 2);
      expect(client.messages()).toEqual(['1', '2']);
    }
  });
});
