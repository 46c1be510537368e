import { describe, expect, it } from 'vitest';
import { createEventLog } from '../../src/world/event-log.ts';
import type { WorldEvent } from '../../src/world/events.ts';
import { createMemoryStore } from '../../src/world/memory-store.ts';
import { NOON, WS } from '../helpers/world.ts';

const small = (): WorldEvent => ({
  type: 'clock.changed',
  at: NOON,
  workspaceId: null,
  mode: 'frozen',
});
const large = (length: number): WorldEvent => ({
  type: 'injection.queued',
  at: NOON,
  workspaceId: WS,
  callSid: 'A',
  subscriberIds: [],
  injection: {
    eventId: 'evt',
    message: 'x'.repeat(length),
    sender: '',
    eventType: 'guidance',
    injectedAt: NOON,
    queued: true,
    deliveries: [],
  },
});

function logOf(events: number, eventBytes = 1_000_000) {
  const store = createMemoryStore();
  return { log: createEventLog(store, { events, eventBytes }), announce: store.announce };
}

describe('the event log', () => {
  it('keeps the newest events, and has forgotten the others', () => {
    const { log, announce } = logOf(3);
    expect([log.firstId, log.lastId, log.after(0)]).toEqual([1, 0, []]);
    for (let i = 0; i < 5; i++) announce(small());
    expect([log.firstId, log.lastId]).toEqual([3, 5]);
    expect([1, 2, 3, 5, 6].map((id) => log.at(id)?.id)).toEqual([
      undefined,
      undefined,
      3,
      5,
      undefined,
    ]);
    expect(log.after(0).map((one) => one.id)).toEqual([3, 4, 5]);
    expect(log.after(4).map((one) => one.id)).toEqual([5]);
  });

  it('keeps no more bytes than its limit, but for one event that is larger', () => {
    const { log, announce } = logOf(100, 10_000);
    for (let i = 0; i < 20; i++) announce(large(2_000));
    expect(log.bytesAfter(0)).toBeLessThanOrEqual(10_000);
    expect(log.after(0)).toHaveLength(4);
    announce(large(50_000));
    expect([log.firstId, log.lastId]).toEqual([21, 21]);
    announce(small());
    expect(log.after(0).map((one) => one.id)).toEqual([22]);
  });

  it('knows what was lost, and what waits', () => {
    const { log, announce } = logOf(3);
    expect(log.gapAfter(0)).toBeNull();
    for (let i = 0; i < 5; i++) announce(large(44));
    expect(log.gapAfter(0)).toEqual({ after: 0, next: 3, lost: 2 });
    expect([log.gapAfter(1)?.lost, log.gapAfter(2), log.gapAfter(5)]).toEqual([1, null, null]);
    expect([0, 2, 3, 4, 5].map((id) => log.bytesAfter(id))).toEqual([900, 900, 600, 300, 0]);
  });

  it('tells each listener until it stops, the same function twice as well', () => {
    const { log, announce } = logOf(3);
    const heard: number[] = [];
    const listener = ({ id }: { id: number }) => void heard.push(id);
    const stops = [log.listen(listener), log.listen(listener)];
    announce(small());
    stops[0]?.();
    stops[0]?.();
    announce(small());
    expect([heard, log.listeners]).toEqual([[1, 1, 2], 1]);
    stops[1]?.();
    announce(small());
    expect([heard, log.listeners]).toEqual([[1, 1, 2], 0]);
  });
});
