/**
 * Runs timed work on workspace clocks, in order: tasks kept in the store, and waits in this process.
 * State does not depend on it (the end of a call is a function of the time); it only announces what has
 * happened and delays responses.
 */
import { hostTime } from './ports/clock.ts';
import type { NextTask, Store, WorkspaceId } from './ports/store.ts';
import { createRetryPause } from './retry-pause.ts';
import { TimeQueue } from './time-queue.ts';

/** The longest delay of a host timer, in milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** Number of tasks in a row before the event loop gets a turn. */
const STRETCH = 1_000;

/** Runs one task: commits the decision of its rule. */
export type Perform = (task: NextTask) => Promise<unknown>;

/** The scheduler of a world. */
export interface Scheduler {
  /**
   * Runs everything that is due, in order of time. Resolves when it is done; a task that failed is reported, and
   * runs again later if it is still planned. Rejects if the store does not say what is next.
   */
  settle(): Promise<void>;
  /**
   * Waits on the workspace's clock. Resolves with true once `ms` milliseconds have passed; with false if the
   * signal aborts, the workspace is removed or the world closes. Setting the clock back does not make the wait
   * longer.
   */
  sleep(workspaceId: WorkspaceId, ms: number, signal?: AbortSignal): Promise<boolean>;
  /** Clears the timer and ends all waits. */
  close(): void;
}

/** A wait in this process. */
interface Sleeper {
  /** The requested wait, in milliseconds of its clock. */
  readonly ms: number;
  wake(passed: boolean): void;
}

const othersTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Whether two tasks are the same one, although a store may return a copy each time. */
const isSame = (a: NextTask, b: NextTask): boolean =>
  a.workspaceId === b.workspaceId &&
  a.at === b.at &&
  JSON.stringify(a.task) === JSON.stringify(b.task);

/** A scheduler over a store. `onError` is called with an error once, not again for each retry. */
export function createScheduler(
  store: Pick<Store, 'clocks' | 'events' | 'tasks'>,
  perform: Perform,
  onError: (error: unknown) => void,
): Scheduler {
  const sleepers = new TimeQueue<Sleeper>(store.clocks);
  let closed = false;
  let settling: Promise<void> | undefined;
  let again = false;
  let timer: { readonly handle: NodeJS.Timeout; readonly due: number } | undefined;

  /** Sets the host timer, unless it fires earlier anyway. */
  function wakeIn(ms: number): void {
    if (ms === Infinity || closed) return;
    const delay = Math.min(Math.max(0, Math.ceil(ms)), LONGEST_TIMER_MS);
    const due = hostTime() + delay;
    if (timer !== undefined && timer.due <= due) return;
    if (timer !== undefined) clearTimeout(timer.handle);
    const handle = setTimeout(() => {
      timer = undefined;
      run();
    }, delay);
    // An idle emulator must not keep the process alive; a waiting response must.
    if (sleepers.size === 0) handle.unref();
    timer = { handle, due };
  }

  const pause = createRetryPause(hostTime);
  /** The last reported error; undefined once the store works. */
  let reported: string | undefined;

  function report(error: unknown): void {
    if (String(error) === reported) return;
    reported = String(error);
    onError(error);
  }

  function forgetFailures(): void {
    pause.clear();
    reported = undefined;
  }

  async function isPlanned(task: NextTask): Promise<boolean> {
    try {
      const next = await store.tasks.next();
      return next !== undefined && isSame(next, task);
    } catch {
      return true;
    }
  }

  async function attempt(task: NextTask): Promise<void> {
    try {
      await perform(task);
    } catch (error) {
      report(error);
      if (await isPlanned(task)) return pause.begin();
      // Its rule is wrong, but the store works: the others need not wait.
    }
    forgetFailures();
  }

  async function settleNow(): Promise<void> {
    let failure: { readonly error: unknown } | undefined;
    for (let done = 1; !closed; done++) {
      let task: NextTask | undefined;
      let retryMs = pause.leftMs();
      try {
        const found = retryMs > 0 ? undefined : store.tasks.next();
        task = found instanceof Promise ? await found : found;
      } catch (error) {
        failure = { error };
        pause.begin();
        retryMs = pause.leftMs();
      }
      const sleeper = sleepers.next();
      if ((task?.inMs ?? 1) > 0 && (sleeper?.inMs ?? 1) > 0) {
        if (retryMs === 0) forgetFailures();
        const taskMs = retryMs > 0 ? retryMs : (task?.inMs ?? Infinity);
        wakeIn(Math.min(taskMs, sleeper?.inMs ?? Infinity));
        if (failure !== undefined) throw failure.error;
        return;
      }
      const isFirst =
        sleeper === undefined || sleeper.inMs > 0 || (task?.at ?? Infinity) <= sleeper.at;
      if (task?.inMs === 0 && isFirst) await attempt(task);
      else sleepers.take()?.wake(true);
      if (done % STRETCH === 0) await othersTurn();
    }
  }

  function settle(): Promise<void> {
    again = true;
    settling ??= (async () => {
      while (again) {
        again = false;
        await settleNow();
      }
    })().finally(() => {
      settling = undefined;
    });
    return settling;
  }

  function run(): void {
    settle().catch(report);
  }

  const stops = [
    store.tasks.listen((inMs) => wakeIn(inMs)),
    store.events.listen(({ event }) => {
      const { at: now, type, workspaceId } = event;
      if (type === 'clock.changed') {
        if (workspaceId !== null) sleepers.follow(workspaceId);
        // A clock that was set back must not make a wait longer.
        sleepers.reschedule(workspaceId, ({ at, value }) => Math.min(at, now + value.ms));
      } else if (type === 'workspace.removed') {
        for (const { wake } of sleepers.drop(workspaceId)) wake(false);
      }
    }),
  ];

  return {
    settle() {
      // Somebody waits for it, and the store may work again.
      pause.skip();
      return settle();
    },
    sleep(workspaceId, ms, signal) {
      if (closed || signal?.aborted) return Promise.resolve(false);
      if (ms <= 0) return Promise.resolve(true);
      return new Promise((resolve) => {
        const at = store.clocks.now(workspaceId) + ms;
        const wake = (passed: boolean): void => {
          sleepers.remove(entry);
          if (sleepers.size === 0) timer?.handle.unref();
          signal?.removeEventListener('abort', leave);
          resolve(passed);
        };
        const leave = (): void => wake(false);
        const entry = sleepers.add(workspaceId, at, { ms, wake });
        signal?.addEventListener('abort', leave);
        timer?.handle.ref();
        wakeIn(sleepers.inMs(entry));
      });
    },
    close() {
      closed = true;
      for (const stop of stops) stop();
      if (timer !== undefined) clearTimeout(timer.handle);
      timer = undefined;
      for (const { wake } of sleepers.clear()) wake(false);
    },
  };
}
