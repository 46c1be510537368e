import { describe, expect, it } from 'vitest';
import { createMemoryEventLog } from '../../../src/world/memory/event-log.ts';
import type { WorldEvent } from '../../../src/world/model/events.ts';
import { NOON, OTHER, WS } from '../../helpers/world.ts';

/** What an event without a message counts for, in bytes. */
const BYTES = 256;
const roomy = { items: 1_000, bytes: 1_000_000, totalBytes: 1_000_000 };
const happened = (callSid: string, workspaceId = WS): WorldEvent => ({
  type: 'call.ended',
  at: NOON,
  workspaceId,
  callSid,
});

function logOf(limits: Partial<typeof roomy> = {}) {
  const log = createMemoryEventLog({ ...roomy, ...limits });
  const ids = (after = 0, ws?: string | null) => log.after(after, ws).map((one) => one.id);
  return { log, ids };
}

describe('a log of events', () => {
  it('numbers events in order, whatever workspace they are of', () => {
    const { ids, log } = logOf();
    expect(log.lastId).toBe(0);
    log.announce(happened('A'));
    log.announce(happened('A', OTHER));
    log.announce({ type: 'clock.changed', at: NOON, workspaceId: null, mode: 'frozen' });
    log.announce(happened('B'));
    expect(log.lastId).toBe(4);
    expect([ids(), ids(0, WS), ids(0, OTHER), ids(1, WS)]).toEqual([
      [1, 2, 3, 4],
      [1, 4],
      [2],
      [4],
    ]);
  });

  it('finds the next event after an id, of one workspace or of all', () => {
    const { log } = logOf();
    for (const ws of [WS, OTHER, OTHER, WS]) log.announce(happened('A', ws));
    expect([log.next(0)?.id, log.next(1)?.id, log.next(1, WS)?.id]).toEqual([1, 2, 4]);
    expect([log.next(4), log.next(3, OTHER), log.next(0, 'nowhere')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('keeps no more than its limit for each workspace: one does not evict what another has', () => {
    const { ids, log } = logOf({ items: 3 });
    log.announce(happened('A', OTHER));
    for (let i = 0; i < 10; i++) log.announce(happened('A'));
    expect(ids(0, WS)).toEqual([9, 10, 11]);
    expect(ids(0, OTHER)).toEqual([1]);
    expect(ids()).toEqual([1, 9, 10, 11]);
  });

  it('evicts from the workspace that holds most when all together hold too much', () => {
    const { ids, log } = logOf({ totalBytes: 4 * BYTES });
    log.announce(happened('A', OTHER));
    for (let i = 0; i < 10; i++) log.announce(happened('A'));
    expect(ids()).toEqual([1, 9, 10, 11]);
    expect(log.gapAfter(0, OTHER)).toBeNull();
  });

  it('keeps no more of all removed workspaces than of one, latest removed first', () => {
    const { ids, log } = logOf({ items: 4 });
    for (const ws of ['a', 'b', 'c']) {
      log.announce(happened('A', ws));
      log.announce({ type: 'workspace.removed', at: 0, workspaceId: ws });
    }
    expect([ids(0, 'a'), ids(0, 'b'), ids(0, 'c')]).toEqual([[], [3, 4], [5, 6]]);
    // One that is made again counts for itself.
    log.announce({ type: 'workspace.created', at: 0, workspaceId: 'b' });
    log.announce(happened('A', WS));
    log.announce({ type: 'workspace.removed', at: 0, workspaceId: WS });
    expect([ids(0, 'b'), ids(0, 'c'), ids(0, WS)]).toEqual([
      [3, 4, 7],
      [5, 6],
      [8, 9],
    ]);
  });

  it('reports what a reader has missed, of its workspace and of all', () => {
    const { log } = logOf({ items: 2 });
    for (let i = 0; i < 5; i++) log.announce(happened('A'));
    log.announce(happened('A', OTHER));
    expect(log.gapAfter(0, WS)).toEqual({ after: 0, next: 4, upTo: 3, lost: 3 });
    expect(log.gapAfter(2, WS)).toEqual({ after: 2, next: 4, upTo: 3, lost: 1 });
    expect(log.gapAfter(3, WS)).toBeNull();
    expect(log.gapAfter(0, OTHER)).toBeNull();
    expect(log.gapAfter(0)).toEqual({ after: 0, next: 4, upTo: 3, lost: 3 });
    expect(log.gapAfter(3)).toBeNull();
  });

  it('estimates how many bytes are waiting for a reader', () => {
    const { log } = logOf();
    for (const ws of [WS, OTHER, WS]) log.announce(happened('A', ws));
    expect([log.bytesAfter(0, WS), log.bytesAfter(1, WS), log.bytesAfter(3, WS)]).toEqual([
      2 * BYTES,
      BYTES,
      0,
    ]);
    expect([log.bytesAfter(0), log.bytesAfter(2), log.bytesAfter(0, 'nowhere')]).toEqual([
      3 * BYTES,
      BYTES,
      0,
    ]);
  });

  it('calls listeners once per event until they are removed, the same function twice', () => {
    const { log } = logOf();
    const heard: number[] = [];
    const listener = ({ id }: { id: number }) => heard.push(id);
    const stops = [log.listen(listener), log.listen(listener)];
    log.announce(happened('A'));
    stops[0]?.();
    stops[0]?.();
    log.announce(happened('B'));
    expect(log.listeners).toBe(1);
    stops[1]?.();
    log.announce(happened('C'));
    expect(heard).toEqual([1, 1, 2]);
  });

  it('does not hold what it evicted', async () => {
    const { setFlagsFromString } = await import('node:v8');
    const { runInNewContext } = await import('node:vm');
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const { log } = logOf({ items: 2 });
    const refs = Array.from({ length: 10 }, (_, i) => {
      const event = happened(String(i));
      log.announce(event);
      return new WeakRef(event);
    });
    await new Promise((resolve) => setImmediate(resolve));
    collect();
    expect(refs.filter((ref) => ref.deref() !== undefined)).toHaveLength(2);
  });

  it('takes about as long to announce with 10,000 workspaces as with one', () => {
    const cost = (workspaces: number): number => {
      // The last rounds evict: the total is reached.
      const { log } = logOf({ totalBytes: 10_000 * BYTES });
      for (let i = 0; i < 10_000; i++) log.announce(happened('A', `ws ${i % workspaces}`));
      const rounds = Array.from({ length: 5 }, () => {
        const began = performance.now();
        for (let i = 0; i < 2_000; i++) log.announce(happened('A', `ws ${i % workspaces}`));
        return performance.now() - began;
      });
      return Math.min(...rounds);
    };
    cost(1);
    const [one, many] = [cost(1), cost(10_000)];
    // In proportion to the workspaces it would be thousands of times as long.
    expect(many).toBeLessThan(50 * Math.max(one, 0.2));
  });
});
