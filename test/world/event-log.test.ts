import { describe, expect, it } from 'vitest';
import { createMemoryEventLog } from '../../src/world/memory/event-log.ts';
import type { WorldEvent } from '../../src/world/model/events.ts';
import { NOON, WS } from '../helpers/world.ts';

const small = (workspaceId: string | null = null): WorldEvent => ({
  type: 'clock.changed',
  at: NOON,
  workspaceId,
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
  },
});

const logOf = (items: number, bytes = 1_000_000) =>
  createMemoryEventLog({ items, bytes, totalBytes: 10_000_000 });

describe('the event log', () => {
  it('keeps the newest events, and drops the others', () => {
    const log = logOf(3);
    expect([log.lastId, log.after(0), log.next(0)]).toEqual([0, [], undefined]);
    for (let i = 0; i < 5; i++) log.announce(small());
    expect(log.lastId).toBe(5);
    expect([0, 2, 3, 5, 6].map((id) => log.next(id)?.id)).toEqual([3, 3, 4, undefined, undefined]);
    expect(log.after(0).map((one) => one.id)).toEqual([3, 4, 5]);
    expect(log.after(4).map((one) => one.id)).toEqual([5]);
  });

  it('keeps no more bytes than its limit, except for a single larger event', () => {
    const log = logOf(100, 10_000);
    for (let i = 0; i < 20; i++) log.announce(large(2_000));
    expect(log.bytesAfter(0)).toBeLessThanOrEqual(10_000);
    expect(log.after(0)).toHaveLength(4);
    log.announce(large(50_000));
    expect(log.after(0).map((one) => one.id)).toEqual([21]);
    log.announce(small(WS));
    expect(log.after(0).map((one) => one.id)).toEqual([22]);
  });

  it('knows what was lost, and what is waiting', () => {
    const log = logOf(3);
    expect(log.gapAfter(0)).toBeNull();
    for (let i = 0; i < 5; i++) log.announce(large(44));
    for (const workspaceId of [null, WS]) {
      expect(log.gapAfter(0, workspaceId)).toEqual({ after: 0, next: 3, upTo: 2, lost: 2 });
      const gaps = [1, 2, 5].map((id) => log.gapAfter(id, workspaceId)?.lost);
      expect(gaps).toEqual([1, undefined, undefined]);
      const waits = [0, 2, 3, 4, 5].map((id) => log.bytesAfter(id, workspaceId));
      expect(waits).toEqual([900, 900, 600, 300, 0]);
    }
  });

  it('calls each listener until it is removed, even the same function twice', () => {
    const log = logOf(3);
    const heard: number[] = [];
    const listener = ({ id }: { id: number }) => void heard.push(id);
    const stops = [log.listen(listener), log.listen(listener)];
    log.announce(small());
    stops[0]?.();
    stops[0]?.();
    log.announce(small());
    expect([heard, log.listeners]).toEqual([[1, 1, 2], 1]);
    stops[1]?.();
    log.announce(small());
    expect([heard, log.listeners]).toEqual([[1, 1, 2], 0]);
  });
});
