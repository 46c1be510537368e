// Only against the sources: it counts listeners, and wants a patience that a test can wait for.
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { limits } from '../../src/world/limits.ts';
import { control } from '../helpers/control.ts';
import { CALL_1 } from '../helpers/http.ts';
import { rawStream } from '../helpers/raw-stream.ts';
import { event, OTHER, WS } from '../helpers/world.ts';

/** An emulator, and raw clients that are closed after the test. */
async function emulate(options: Parameters<typeof control>[0] = {}) {
  const emulation = await control(options);
  const { world, port } = emulation;
  const log = world.events;
  // The world listens, too.
  const inside = log.listeners;
  return {
    ...emulation,
    log,
    /** How many read the events. */
    readers: () => log.listeners - inside,
    raw: (path: string, how: Parameters<typeof rawStream>[2] = {}) => {
      const client = rawStream(port, path, how);
      onTestFinished(() => void client.socket.destroy());
      return client;
    },
    /** Makes so many events happen, each of about as many bytes. */
    happen: async (count: number, bytes = 0) => {
      for (let i = 0; i < count; i++) await world.inject(WS, CALL_1, event('x'.repeat(bytes)));
    },
  };
}

describe('a reader of the stream of events', () => {
  it('receives a long replay at its own pace, and events during it', async () => {
    const { raw, log, happen, readers } = await emulate();
    await happen(3_000, 4_900);
    const after = log.lastId - 3_000;
    const reader = raw(`/events?after=${after}`, { reading: false });
    await vi.waitFor(() => expect(readers()).toBe(1), 10_000);
    await happen(100);
    reader.socket.resume();
    await reader.until(({ events }) => events.length === 3_100);
    const ids = reader.seen().events.map((one) => Number(one.id));
    expect(ids).toEqual(Array.from({ length: 3_100 }, (_, index) => after + 1 + index));
  });

  it('receives 10,000 calls placed and ended at the same time', async () => {
    const { raw, world } = await emulate();
    const reader = raw(`/events?workspace_id=${OTHER}`);
    await reader.opened();
    // Nothing is sent in between: these happen without a turn of the event loop.
    for (let i = 0; i < 5_000; i++) {
      await world.placeCall(OTHER, { callSid: `call ${i}`, lengthSeconds: 60 });
    }
    await reader.until(({ events }) => events.length === 5_000);
    await world.advanceClock(OTHER, 60);
    await reader.until(({ events }) => events.length >= 10_000);
    expect(reader.seen().events.map((one) => one.event)).not.toContain('gap');
  });

  it('is disconnected when it reads nothing while much is waiting; no listener is left', async () => {
    const { raw, happen, readers } = await emulate({
      streams: { stalledMs: 60, backlogBytes: 100_000 },
    });
    await happen(3_000, 4_900);
    const reader = raw('/events?after=0', { reading: false });
    await vi.waitFor(() => expect(readers()).toBe(1), 10_000);
    await vi.waitFor(() => expect(readers()).toBe(0), 10_000);
    reader.socket.resume();
    await reader.closed;
    const { whole, events } = reader.seen();
    expect(whole).toBe(false);
    // It goes on where it was.
    const last = Number(events.at(-1)?.id);
    const again = raw('/events', { headers: { 'last-event-id': String(last) } });
    await again.until((now) => now.events.length > 0);
    expect(Number(again.seen().events[0]?.id)).toBe(last + 1);
  });

  it('leaves no listener when it disconnects during a replay', async () => {
    const { raw, happen, readers: reading } = await emulate();
    await happen(2_000, 4_900);
    for (let round = 0; round < 5; round++) {
      const readers = Array.from({ length: 20 }, () => raw('/events?after=0', { reading: false }));
      await vi.waitFor(() => expect(reading()).toBe(20), 10_000);
      for (const { socket } of readers) socket.destroy();
      await vi.waitFor(() => expect(reading()).toBe(0), 10_000);
    }
  });

  it('gets the number of evicted events', async () => {
    const { raw, log, happen } = await emulate();
    await happen(limits.events + 50);
    const reader = raw('/events', { headers: { 'last-event-id': '3' } });
    await reader.until(({ events }) => events.length > 1);
    const [gap, first] = reader.seen().events;
    const kept = log.after(3);
    const next = kept[0]?.id ?? 0;
    expect(gap).toEqual({
      id: String(next - 1),
      event: 'gap',
      data: { after: 3, next, lost: log.lastId - 3 - kept.length },
    });
    expect(first?.id).toBe(String(next));
    // Nothing was lost for one that has seen the last that is lost.
    const seen = log.gapAfter(0)?.upTo ?? 0;
    const other = raw(`/events?after=${seen}`);
    await other.until(({ events }) => events.length > 0);
    expect(other.seen().events[0]?.id).toBe(String(seen + 1));
  });

  it('that falls behind gets a gap in the right place', async () => {
    const { raw, log, happen, readers } = await emulate();
    const reader = raw('/events', { reading: false });
    await vi.waitFor(() => expect(readers()).toBe(1), 10_000);
    await happen(6_000, 4_900);
    await happen(limits.events);
    reader.socket.resume();
    await reader.until(({ events }) => events.at(-1)?.id === String(log.lastId));
    const { events } = reader.seen();
    const index = events.findIndex((one) => one.event === 'gap');
    const { after, next, lost } = events[index]?.data ?? {};
    expect(index).toBeGreaterThan(0);
    expect([Number(events[index - 1]?.id), Number(events[index + 1]?.id)]).toEqual([after, next]);
    expect(lost).toBe(next - after - 1);
  });

  it('has an id to resume from before anything happens', async () => {
    const { raw, log, happen } = await emulate();
    const first = raw('/events?type=injection.delivered');
    await first.opened();
    const id = first.seen().ids[0] ?? '';
    expect([id, first.seen().comments[0]]).toEqual([
      String(log.lastId),
      `starting after event ${log.lastId}`,
    ]);
    first.socket.destroy();
    await happen(2);
    const second = raw('/events', { headers: { 'last-event-id': id } });
    await second.until(({ events }) => events.length === 2);
  });

  it.each(['-5', '1e9', 'abc', '9'.repeat(30), '1.5', '0x10', '', 'sub_1/evt_1', '999999'])(
    'with a Last-Event-ID of %j starts from now, and a comment says so',
    async (id) => {
      const { raw, log, happen } = await emulate();
      const reader = raw('/events', { headers: { 'last-event-id': id } });
      await reader.opened();
      const { comments, ids } = reader.seen();
      expect(ids).toEqual([String(log.lastId)]);
      expect(comments[0]).toBe(
        `the requested id is not an event id; starting now, after event ${log.lastId}`,
      );
      await happen(1);
      await reader.until(({ events }) => events.length === 1);
    },
  );

  it('accepts spaces around Last-Event-ID', async () => {
    const { raw, log } = await emulate();
    const reader = raw('/events', { headers: { 'last-event-id': ' 1 ' } });
    await reader.until(({ events }) => events.length === log.lastId - 1);
  });

  it('gets heartbeat comments with the id to resume from, even with a frozen clock', async () => {
    const { raw, log, happen } = await emulate({ streams: { heartbeatMs: 30 } });
    const reader = raw('/events?type=call.ended');
    await reader.opened();
    await happen(5);
    await reader.until(({ comments }) => comments.filter((one) => one === 'still here').length > 1);
    expect(reader.seen().ids.at(-1)).toBe(String(log.lastId));
  });

  it.each([
    ['removed', 'delete', ''],
    ['reset', 'post', '/reset'],
  ] as const)('of one workspace is done when that is %s', async (_, method, path) => {
    const { raw, ctl, at } = await emulate();
    const [mine, others] = [
      raw(`/events?workspace_id=${WS}`),
      raw(`/events?workspace_id=${OTHER}`),
    ];
    await Promise.all([mine.opened(), others.opened()]);
    await ctl[method](at(path));
    await mine.closed;
    const { comments, events, whole } = mine.seen();
    expect([comments.at(-1), events.at(-1)?.event, whole]).toEqual([
      'the workspace was removed, reset or replaced',
      'workspace.removed',
      true,
    ]);
    await ctl.post(at('/calls', OTHER), {});
    await others.until((now) => now.events.length === 1);
    // That it was removed is history for the next.
    const next = raw(`/events?workspace_id=${WS}&after=0`);
    await next.until((now) => now.events.some((one) => one.event === 'workspace.removed'));
    await ctl.post('/workspaces', { template: { workspace_id: WS } });
    await ctl.post(at('/calls'), { call_sid: 'later' });
    await next.until((now) => now.events.some((one) => one.data.call_sid === 'later'));
  });

  it('is not made by HEAD', async () => {
    const { http, readers } = await emulate();
    const head = await http.head('/_emulator/events');
    expect([head.status, head.headers['content-type']]).toEqual([200, 'text/event-stream']);
    expect(readers()).toBe(0);
  });

  it('in process reads at its own pace, and leaves no listener', async () => {
    const { emulator, happen, readers } = await emulate();
    await happen(100, 4_900);
    const response = await emulator.fetch('http://emulator/_emulator/events?after=0');
    const reader = response.body?.getReader();
    const text = new TextDecoder().decode((await reader?.read())?.value);
    expect(text).toMatch(/^: starting after event 0\nid: 0\n\n/);
    expect(readers()).toBe(1);
    await reader?.cancel();
    expect(readers()).toBe(0);
  });
});

describe('wait', () => {
  it('ends at once when its client disconnects', async () => {
    const { emulator, ctl, readers } = await emulate();
    const abort = new AbortController();
    const request = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"type":"call.ended","timeout_ms":600000}',
      signal: abort.signal,
    };
    const { url } = await emulator.listen();
    const waits = Array.from({ length: 500 }, (_, index) =>
      index % 2 === 0
        ? fetch(`${url}/_emulator/wait`, request)
        : emulator.fetch('http://emulator/_emulator/wait', request),
    );
    await vi.waitFor(() => expect(readers()).toBe(500), 10_000);
    abort.abort();
    await Promise.allSettled(waits);
    await vi.waitFor(() => expect(readers()).toBe(0), 10_000);
    expect((await ctl.post('/wait', { type: 'call.placed' })).status).toBe(200);
  });

  it('ends when the emulator closes', async () => {
    const { ctl, emulator, readers } = await emulate();
    const waiting = ctl.post('/wait', { type: 'call.ended', timeout_ms: 600_000 });
    await vi.waitFor(() => expect(readers()).toBe(1), 10_000);
    await emulator.close();
    expect((await waiting).status).toBe(408);
  });

  it('reports how many events were evicted that could have matched', async () => {
    const { ctl, log, happen } = await emulate();
    const of = { workspace_id: WS };
    const all = await ctl.post('/wait', { ...of, type: 'call.placed' });
    expect(all.body.gap).toBeNull();
    const lost = log.after(0, WS).length;
    await happen(limits.events);
    const gap = { after: 0, next: log.next(0, WS)?.id, lost };
    const found = await ctl.post('/wait', { ...of, type: 'injection.delivered' });
    expect([found.status, found.body.gap]).toEqual([200, gap]);
    const late = await ctl.post('/wait', { ...of, type: 'call.placed', timeout_ms: 1 });
    expect([late.status, late.body.gap]).toEqual([408, gap]);
    const other = await ctl.post('/wait', { workspace_id: OTHER, type: 'call.placed' });
    expect([other.status, other.body.gap]).toEqual([200, null]);
    const after = await ctl.post('/wait', {
      ...of,
      type: 'call.placed',
      timeout_ms: 1,
      after: log.lastId,
    });
    expect([after.status, after.body.gap]).toEqual([408, null]);
  });
});
