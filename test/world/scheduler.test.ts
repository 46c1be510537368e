import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { checkWorkspace } from '../../src/fixtures/fixture-check.ts';
import type { MaybePromise } from '../../src/world/maybe-promise.ts';
import { createMemoryStore } from '../../src/world/memory/memory-store.ts';
import { createClock } from '../../src/world/ports/clock.ts';
import { createIds } from '../../src/world/ports/ids.ts';
import type { Store } from '../../src/world/ports/store.ts';
import { createWorld } from '../../src/world/world.ts';
import { makeStore } from '../helpers/stores.ts';
import { emptyWorld, NOON, OTHER, WS } from '../helpers/world.ts';

/** Counts the host timers that are set from now on and keep this process alive. Others in this process come and go. */
function countTimers(): () => number {
  const [set, clear] = [vi.spyOn(globalThis, 'setTimeout'), vi.spyOn(globalThis, 'clearTimeout')];
  onTestFinished(() => {
    set.mockRestore();
    clear.mockRestore();
  });
  return () => {
    const cleared = new Set(clear.mock.calls.map(([timer]) => timer));
    const left = set.mock.results.filter(({ value }) => !cleared.has(value));
    return left.filter(({ value }) => value.hasRef()).length;
  };
}

/** An empty world whose clock runs, with one workspace. */
async function runningWorld() {
  const world = createWorld({ checkTemplate: checkWorkspace, store: await makeStore({}) });
  await world.seed({ workspaces: [{ workspace_id: WS }] });
  return world;
}

describe('a wait', () => {
  it.each([
    ['the workspace', WS],
    ['the world', null],
  ])('is not longer when the clock of %s is set back', async (_, ws) => {
    const world = await emptyWorld();
    const waited = world.sleep(WS, 10_000);
    await world.setClock(ws, { mode: 'frozen', now: NOON - 3_600_000 });
    await world.advanceClock(ws, 10);
    expect(await waited).toBe(true);
  });
});

describe('scheduled work', () => {
  it('is announced in order of time, across calls and clocks', async () => {
    const world = await emptyWorld();
    const heard: string[] = [];
    await world.placeCall(WS, { callSid: 'A', lengthSeconds: 5 });
    await world.placeCall(OTHER, { callSid: 'B', lengthSeconds: 3 });
    await world.placeCall(WS, {
      callSid: 'C',
      timeline: [2, 4, 6].map((atSeconds) => ({ atSeconds, state: `at ${atSeconds}` })),
    });
    world.events.listen(({ event }) => {
      if (event.type === 'call.ended') heard.push(event.callSid);
      if (event.type === 'call.state_changed') heard.push(event.state);
    });
    await world.advanceClock(null, 10);
    expect(heard).toEqual(['at 2', 'B', 'at 4', 'A', 'at 6']);
  });

  it('is reported when it fails, and the rest runs', async () => {
    const inner = createMemoryStore({
      clock: createClock({ frozenAt: NOON }),
      ids: createIds('test'),
    });
    const perform: Store['tasks']['perform'] = (task, reads, rule) =>
      inner.tasks.perform(task, reads, (found, moment) => {
        if ('callSid' in task.task && task.task.callSid === 'A') throw new Error('a mistake');
        return rule(found, moment);
      });
    const failed: unknown[] = [];
    const world = createWorld({
      checkTemplate: checkWorkspace,
      store: { ...inner, tasks: { ...inner.tasks, perform } },
      onError: (error) => failed.push(error),
    });
    await world.seed({ workspaces: [{ workspace_id: WS }] });
    await world.placeCall(WS, { callSid: 'A', lengthSeconds: 1 });
    await world.placeCall(WS, { callSid: 'B', lengthSeconds: 2 });
    const ended: string[] = [];
    world.events.listen(({ event }) => {
      if (event.type === 'call.ended') ended.push(event.callSid);
    });
    await world.advanceClock(null, 10);
    expect(ended).toEqual(['B']);
    expect(failed).toEqual([new Error('a mistake')]);
  });

  it('runs by itself on a running clock', async () => {
    const world = await runningWorld();
    const ended = new Promise<void>((resolve) => {
      world.events.listen(({ event }) => {
        if (event.type === 'call.ended') resolve();
      });
    });
    await world.placeCall(WS, { callSid: 'A', lengthSeconds: 0.01 });
    // The timer for it keeps no process alive; this promise waits with one that does.
    const alive = setTimeout(() => undefined, 10_000);
    await ended;
    clearTimeout(alive);
    world.close();
  });
});

/** How often a failing store was asked, and what was reported of it. */
interface Outage {
  isOver: boolean;
  tries: number;
  error: Error;
  readonly failed: unknown[];
}

/** A world on a stopped host: timers fire only when a test says so. Its store fails until the outage is over. */
async function failingWorld(fails: 'next' | 'perform') {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'hrtime'] });
  const inner = createMemoryStore({ clock: createClock({ frozenAt: NOON }) });
  const outage: Outage = {
    isOver: true,
    tries: 0,
    error: new Error('the store is away'),
    failed: [],
  };
  async function attempt<T>(what: 'next' | 'perform', work: () => MaybePromise<T>): Promise<T> {
    if (what !== fails || outage.isOver) return work();
    outage.tries++;
    throw outage.error;
  }
  const { tasks } = inner;
  const world = createWorld({
    checkTemplate: checkWorkspace,
    store: {
      ...inner,
      tasks: {
        listen: tasks.listen,
        next: () => attempt('next', tasks.next),
        of: tasks.of,
        perform: (task, reads, rule) => attempt('perform', () => tasks.perform(task, reads, rule)),
      },
    },
    onError: (error) => outage.failed.push(error),
  });
  onTestFinished(() => {
    world.close();
    vi.useRealTimers();
  });
  await world.seed({ workspaces: [{ workspace_id: WS }] });
  await world.placeCall(WS, { callSid: 'A', lengthSeconds: 1 });
  const ended: string[] = [];
  world.events.listen(({ event }) => {
    if (event.type === 'call.ended') ended.push(event.callSid);
  });
  outage.isOver = false;
  return { world, outage, ended };
}

describe('work that the store fails to do', () => {
  it.each(['perform', 'next'] as const)('is tried again after pauses (%s)', async (fails) => {
    const { world, outage } = await failingWorld(fails);
    await world.advanceClock(null, 10).catch(() => undefined);
    const triesAt = [outage.tries];
    for (const ms of [99, 1, 199, 1, 399, 1, 60_000]) {
      await vi.advanceTimersByTimeAsync(ms);
      triesAt.push(outage.tries);
    }
    // After 100, 200, 400, … 3,200 ms, and then every 5 s.
    expect(triesAt).toEqual([1, 1, 2, 2, 3, 3, 4, 4 + 3 + 10]);
  });

  it('is done once the store works, and the next failure starts with a short pause', async () => {
    const { world, outage, ended } = await failingWorld('perform');
    await world.advanceClock(null, 10);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(ended).toEqual([]);
    outage.isOver = true;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(ended).toEqual(['A']);
    await world.placeCall(WS, { callSid: 'B', lengthSeconds: 1 });
    Object.assign(outage, { isOver: false, tries: 0 });
    await world.advanceClock(null, 10);
    await vi.advanceTimersByTimeAsync(100);
    expect(outage.tries).toBe(2);
  });

  it('is tried at once when the clock is moved', async () => {
    const { world, outage, ended } = await failingWorld('perform');
    await world.advanceClock(null, 10);
    outage.isOver = true;
    await world.advanceClock(null, 0);
    expect(ended).toEqual(['A']);
  });

  it('is reported once for each error, not for each try', async () => {
    const { world, outage } = await failingWorld('perform');
    await world.advanceClock(null, 10);
    await vi.advanceTimersByTimeAsync(30_000);
    outage.error = new Error('another error');
    await vi.advanceTimersByTimeAsync(30_000);
    expect(outage.failed.map(String)).toEqual(['Error: the store is away', 'Error: another error']);
    outage.isOver = true;
    await vi.advanceTimersByTimeAsync(5_000);
    await world.placeCall(WS, { callSid: 'B', lengthSeconds: 1 });
    outage.isOver = false;
    await world.advanceClock(null, 10);
    expect(outage.failed).toHaveLength(3);
  });

  it('is reported again in the next outage, also if nothing was due between them', async () => {
    const { world, outage } = await failingWorld('next');
    for (const isOver of [false, true, false]) {
      outage.isOver = isOver;
      await world.advanceClock(null, 0).catch(() => undefined);
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(outage.failed.map(String)).toEqual(Array(2).fill('Error: the store is away'));
  });

  it('does not delay who waits for a time', async () => {
    const { world } = await failingWorld('perform');
    const waited = world.sleep(WS, 2_000);
    await world.advanceClock(null, 10);
    expect(await waited).toBe(true);
  });
});

describe('a sleeper', () => {
  it('wakes at its time on its clock, in order of time', async () => {
    const world = await emptyWorld();
    const woken: string[] = [];
    const sleeping = [
      world.sleep(WS, 3000).then(() => woken.push('3')),
      world.sleep(WS, 1000).then(() => woken.push('1')),
      world.sleep(OTHER, 2000).then(() => woken.push('2')),
    ];
    await world.advanceClock(null, 0.5);
    expect(woken).toEqual([]);
    await world.advanceClock(null, 5);
    await Promise.all(sleeping);
    expect(woken).toEqual(['1', '2', '3']);
  });

  it('follows its workspace to its own clock', async () => {
    const world = await emptyWorld();
    let isAwake = false;
    const sleeping = world.sleep(WS, 2000).then(() => {
      isAwake = true;
    });
    await world.advanceClock(WS, 1);
    await world.advanceClock(null, 60);
    expect(isAwake).toBe(false);
    await world.advanceClock(WS, 1);
    await sleeping;
  });

  it.each([
    ['removed', (world: Awaited<ReturnType<typeof emptyWorld>>) => world.removeWorkspace(WS)],
    ['reset', (world: Awaited<ReturnType<typeof emptyWorld>>) => world.resetWorkspace(WS)],
  ])('wakes when its workspace is %s, and no other', async (_, goes) => {
    const world = await emptyWorld();
    let isOtherAwake = false;
    const sleeping = world.sleep(WS, 1000);
    const other = world.sleep(OTHER, 1000).then(() => {
      isOtherAwake = true;
    });
    await goes(world);
    await sleeping;
    expect(isOtherAwake).toBe(false);
    world.close();
    await other;
  });

  it('does not sleep on a world that is closed, nor with a signal that has aborted', async () => {
    const world = await emptyWorld();
    await world.sleep(WS, 1000, AbortSignal.abort());
    world.close();
    await world.sleep(WS, 1000);
  });

  it('keeps the process alive only as long as it sleeps', async () => {
    const timers = countTimers();
    const world = await runningWorld();
    await world.placeCall(WS, { callSid: 'A', lengthSeconds: 3600 });
    expect(timers()).toBe(0);
    const gone = new AbortController();
    const sleeping = world.sleep(WS, 1_000_000, gone.signal);
    expect(timers()).toBe(1);
    gone.abort();
    await sleeping;
    expect(timers()).toBe(0);
    const again = world.sleep(WS, 1_000_000);
    expect(timers()).toBe(1);
    await world.removeWorkspace(WS);
    await again;
    expect(timers()).toBe(0);
    world.close();
  });
});

describe('a world that is closed', () => {
  it('runs nothing more, and leaves no timer', async () => {
    const timers = countTimers();
    const world = await runningWorld();
    await world.placeCall(WS, { callSid: 'A', lengthSeconds: 1 });
    const heard: string[] = [];
    world.events.listen(({ event }) => heard.push(event.type));
    const sleeping = world.sleep(WS, 1000);
    world.close();
    await sleeping;
    await world.advanceClock(null, 10);
    expect(heard).toEqual(['clock.changed']);
    expect(timers()).toBe(0);
  });
});
