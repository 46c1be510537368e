import { describe, expect, it } from 'vitest';
import { type Clock, createClock } from '../../src/world/ports/clock.ts';
import { TimeQueue } from '../../src/world/time-queue.ts';
import { NOON, OTHER, WS } from '../helpers/world.ts';

/** A queue over the world's clock and those that workspaces have of their own. */
function queueOver(own: Record<string, Clock> = {}, shared = createClock({ frozenAt: NOON })) {
  const queue = new TimeQueue<string>({
    isOwn: (ws) => own[ws] !== undefined,
    state: (ws) => ((ws === null ? undefined : own[ws]) ?? shared).state(),
  });
  return { queue, shared, own };
}

const takeAll = (queue: TimeQueue<string>): string[] => {
  const taken: string[] = [];
  for (let one = queue.take(); one !== undefined; one = queue.take()) taken.push(one);
  return taken;
};

describe('a queue of times', () => {
  it('returns the earliest of a clock first, and those of one time in order of insertion', () => {
    const { queue } = queueOver();
    for (const [at, value] of [
      [3, 'c'],
      [1, 'a'],
      [1, 'b'],
      [2, 'x'],
    ] as const) {
      queue.add(WS, NOON + at, value);
    }
    expect(takeAll(queue)).toEqual(['a', 'b', 'x', 'c']);
    expect(queue.size).toBe(0);
    expect(queue.next()).toBeUndefined();
  });

  it('returns, of several clocks, the earliest due entry; else the one due first on the host', () => {
    const host = () => NOON;
    const slow = createClock('real', host);
    const fast = createClock('real', host);
    fast.set({ speed: 60 });
    const { queue } = queueOver({ [WS]: slow, [OTHER]: fast });
    queue.add(WS, NOON + 1000, 'slow');
    queue.add(OTHER, NOON + 6000, 'fast');
    expect(queue.next()).toMatchObject({ value: 'fast', inMs: 100 });
    slow.set({ advanceMs: 5000 });
    fast.set({ advanceMs: 10_000 });
    expect(takeAll(queue)).toEqual(['slow', 'fast']);
  });

  it('returns nothing as due on a frozen clock, however close it is', () => {
    const { queue } = queueOver();
    queue.add(WS, NOON + 1, 'a');
    expect(queue.next()).toMatchObject({ value: 'a', inMs: Infinity });
  });

  it('reports until when nothing else is due on the clock', () => {
    const { queue } = queueOver({ [OTHER]: createClock({ frozenAt: NOON }) });
    queue.add(WS, NOON, 'a');
    queue.add(OTHER, NOON + 1, 'other');
    expect(queue.next()).toMatchObject({ value: 'a', until: Infinity });
    queue.add(WS, NOON + 5, 'c');
    queue.add(WS, NOON + 3, 'b');
    expect(queue.next()).toMatchObject({ value: 'a', until: NOON + 3 });
  });

  it('drops removed entries, also twice, and in any number', () => {
    const { queue } = queueOver();
    const handles = Array.from({ length: 500 }, (_, i) => queue.add(WS, NOON + i, `${i}`));
    for (const [i, handle] of handles.entries()) if (i % 100 !== 99) queue.remove(handle);
    for (const handle of handles.slice(0, 99)) queue.remove(handle);
    expect(queue.size).toBe(5);
    expect(takeAll(queue)).toEqual(['99', '199', '299', '399', '499']);
    queue.remove(handles[99] as (typeof handles)[number]);
    expect(queue.size).toBe(0);
  });

  it('moves the entries of a workspace to its own clock, without removed ones', () => {
    const { own, queue, shared } = queueOver();
    queue.add(WS, NOON + 1000, 'mine');
    queue.remove(queue.add(WS, NOON + 500, 'removed'));
    queue.add(OTHER, NOON + 2000, 'other');
    own[WS] = shared.fork();
    queue.follow(WS);
    shared.advance(5000);
    expect(queue.next()).toMatchObject({ value: 'other', inMs: 0 });
    own[WS]?.advance(1000);
    expect(queue.size).toBe(2);
    expect(takeAll(queue)).toEqual(['mine', 'other']);
  });

  it('drops the entries of one workspace, and clears all', () => {
    const { queue } = queueOver();
    queue.add(WS, NOON, 'a');
    queue.remove(queue.add(WS, NOON, 'removed'));
    queue.add(WS, NOON + 1, 'b');
    queue.add(OTHER, NOON, 'other');
    expect(queue.drop(WS).sort()).toEqual(['a', 'b']);
    expect(queue.drop(WS)).toEqual([]);
    expect(queue.size).toBe(1);
    expect(queue.clear()).toEqual(['other']);
    expect(queue.size).toBe(0);
  });
});
