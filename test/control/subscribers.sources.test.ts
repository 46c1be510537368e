// Only against the sources: it wants a patience that a test can wait for, and many at once.
import { describe, expect, it, vi } from 'vitest';
import type { Json } from '../helpers/control.ts';
import { CALL_2 } from '../helpers/http.ts';
import { emulate, live, long, numberOf, numbers } from '../helpers/live-subscribers.ts';
import { event, WS } from '../helpers/world.ts';

describe('a live subscriber that reads', () => {
  it('receives far more than the limit of waiting bytes', async () => {
    const { raw, inject, injectAll } = await emulate({ streams: { stalledMs: 1_000 } });
    await injectAll(numbers(4_000).map(long));
    const client = raw(live());
    await client.until(({ events }) => events.length === 4_000);
    await inject('last');
    await client.until(({ events }) => events.length === 4_001);
    expect(client.messages().map(numberOf)).toEqual([...numbers(4_000), 'last']);
  });
});

describe('a live subscriber that does not read', () => {
  // Long enough for a reader on a busy machine.
  const impatient = { stalledMs: 250, backlogBytes: 256 * 1024 };

  it('is disconnected; unread events are queued for the next subscriber, once and in order', async () => {
    const { raw, inject, injectAll, happened, queued } = await emulate({ streams: impatient });
    await injectAll(numbers(3_000).map(long));
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

  it('is disconnected at once over the limit of waiting bytes, whatever the stall time', async () => {
    const { raw, world, happened, readCall } = await emulate();
    const stalled = raw(live(), { reading: false });
    await happened('subscriber.joined');
    const message = 'x'.repeat(500_000);
    let count = 0;
    for (let status = 'delivered'; status === 'delivered' && count < 200; count++) {
      status = (await world.inject(WS, CALL_2, event(message))).status;
    }
    const call = await readCall();
    expect(call.subscribers).toEqual([]);
    stalled.socket.resume();
    await stalled.closed;
    expect(stalled.messages().length + call.queue.length).toBe(count);
    expect(call.injections.map((one: Json) => one.status)).toContain('queued');
  });

  it('passes unread events to another subscriber of the call', async () => {
    const { raw, injectAll, happened, queued, subscribers } = await emulate({ streams: impatient });
    await injectAll(numbers(3_000).map(long));
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

  it('stays connected while little data is waiting', async () => {
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
});

describe('a live subscriber in process', () => {
  it('gets its unread events queued again when it cancels', async () => {
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

  it('ends when its request is aborted before anything is read', async () => {
    const { emulator, inject, queued, happened } = await emulate();
    await inject('0');
    const abort = new AbortController();
    await emulator.fetch(`http://emulator/_emulator${live()}`, { signal: abort.signal });
    abort.abort();
    await happened('subscriber.left');
    expect(await queued()).toEqual(['0']);
  });

  it('is disconnected when it does not read, and its body fails', async () => {
    const { emulator, injectAll, queued, happened } = await emulate({
      streams: { stalledMs: 30, backlogBytes: 1_000 },
    });
    await injectAll(numbers(10).map(long));
    const response = await emulator.fetch(`http://emulator/_emulator${live()}`);
    await happened('subscriber.left');
    expect(await queued()).toEqual(numbers(10));
    await expect(response.text()).rejects.toThrow('stopped reading');
  });
});

describe('live subscribers', () => {
  it('are limited: one more is a 503 and does not join', async () => {
    const { raw, ctl, subscribers, happened } = await emulate({ streams: { open: 2 } });
    const clients = [raw(live()), raw(live())];
    for (const client of clients) await client.opened();
    const refused = await ctl.get(live());
    expect([refused.status, refused.body]).toEqual([
      503,
      { detail: 'The limit of 2 open event streams and waits is reached. Close some first.' },
    ]);
    expect((await ctl.post('/wait', { type: 'call.ended' })).status).toBe(503);
    expect(await subscribers()).toHaveLength(2);
    clients[0]?.socket.destroy();
    await vi.waitFor(async () => expect(await subscribers()).toHaveLength(1), 10_000);
    expect((await happened('subscriber.left')).status).toBe(200);
  });
});
