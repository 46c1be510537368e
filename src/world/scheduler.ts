/**
 * Lets happen what the time brings, in order: the tasks that the store keeps, and those in this process
 * who wait for a time. State never waits for it (a call's end is a function of the time); it only lets
 * others hear of what the time brought, and lets a response wait.
 */
import { hostTime } from './ports/clock.ts';
import type { NextTask, Store, WorkspaceId } from './ports/store.ts';
import { TimeQueue } from './time-queue.ts';

/** The longest that one host timer can wait, in milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** After so many tasks in a row others have their turn. */
const STRETCH = 1_000;

/** Does one task: commits what its rule decides. */
export type Perform = (task: NextTask) => Promise<unknown>;

/** The scheduler of a world. */
export interface Scheduler {
  /** Does everything that is due, in order of time; resolves when it has happened. */
  settle(): Promise<void>;
  /**
   * Waits so many milliseconds on the workspace's clock. Resolves with true once they have passed, with
   * false when the signal aborts, the workspace is removed or the world closes. Setting the clock back makes
   * nobody wait longer.
   */
  sleep(workspaceId: WorkspaceId, ms: number, signal?: AbortSignal): Promise<boolean>;
  /** Leaves no timer behind; nobody sleeps any more. */
  close(): void;
}

/** Who waits in this process. */
interface Sleeper {
  /** How long it was asked to wait, in milliseconds of its clock. */
  readonly ms: number;
  wake(passed: boolean): void;
}

const othersTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A scheduler over a store. */
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

  /** Sets the host's timer, unless it rings before that anyway. */
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
    // An idle emulator must not keep a process alive; a response that waits must.
    if (sleepers.size === 0) handle.unref();
    timer = { handle, due };
  }

  async function settleNow(): Promise<void> {
    for (let done = 1; !closed; done++) {
      const found = store.tasks.next();
      const task = found instanceof Promise ? await found : found;
      const sleeper = sleepers.next();
      if ((task?.inMs ?? 1) > 0 && (sleeper?.inMs ?? 1) > 0) {
        wakeIn(Math.min(task?.inMs ?? Infinity, sleeper?.inMs ?? Infinity));
        return;
      }
      const isTask =
        task?.inMs === 0 && (sleeper === undefined || sleeper.inMs > 0 || task.at <= sleeper.at);
      if (!isTask) sleepers.take()?.wake(true);
      else await perform(task).catch((error: unknown) => onError(error));
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
    settle().catch((error: unknown) => onError(error));
  }

  const stops = [
    store.tasks.listen((inMs) => wakeIn(inMs)),
    store.events.listen(({ event }) => {
      const { at: now, type, workspaceId } = event;
      if (type === 'clock.changed') {
        if (workspaceId !== null) sleepers.follow(workspaceId);
        // A clock that was set back makes nobody wait longer than asked.
        sleepers.reschedule(workspaceId, ({ at, value }) => Math.min(at, now + value.ms));
      } else if (type === 'workspace.removed') {
        for (const { wake } of sleepers.drop(workspaceId)) wake(false);
      }
    }),
  ];

  return {
    settle,
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
