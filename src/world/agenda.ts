/**
 * What is still to happen, by the clock of its workspace. State never waits for it (a call's end is a
 * function of the time); it only lets others hear of what the time brought, in order, and lets a
 * response wait for a time.
 */
import TinyQueue from 'tinyqueue';
import { type Clock, hostTime } from './clock.ts';
import type { Clocks } from './clocks.ts';
import type { WorkspaceId } from './store.ts';

/** The longest that one host timer can wait, in milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** How many tasks run before others have a turn of the event loop. */
const TASKS_A_TURN = 1000;
/** How many cancelled tasks a queue holds at the least before they are swept out. */
const LEAST_SWEPT = 16;

/** Takes a task out again. */
type Cancel = () => void;

interface Task {
  readonly workspaceId: WorkspaceId;
  readonly happen: () => unknown;
  /** Where it stands in a queue; undefined once it happened or was cancelled. */
  place: Place | undefined;
}

/** A place in the queue of one clock. */
interface Place {
  readonly clock: Clock;
  readonly at: number;
  /** Tasks of the same time happen in the order in which they were planned. */
  readonly order: number;
  /** Undefined once it stands here no more. */
  task: Task | undefined;
}

/** What is planned by one clock. */
interface Queue {
  heap: TinyQueue<Place>;
  /** How many of its places are empty. */
  empty: number;
}

/** What is planned in a world. */
export interface Agenda {
  /** `happen` is called once the workspace's clock has reached `at` (milliseconds). */
  plan(workspaceId: WorkspaceId, at: number, happen: () => unknown): Cancel;
  /** The workspace lives by another clock than before, and what was planned for it with it. */
  follow(workspaceId: WorkspaceId): void;
  /**
   * Does everything that is due, in order of time; resolves when it has happened. A task that fails is
   * reported, and the rest happens all the same: it does not reject.
   */
  settle(): Promise<void>;
  /**
   * Waits so many milliseconds on the workspace's clock. Resolves with true once they have passed, with
   * false when the signal aborts, the workspace is removed or the world closes.
   */
  sleep(workspaceId: WorkspaceId, ms: number, signal?: AbortSignal): Promise<boolean>;
  /** Forgets what was planned for a workspace; who sleeps there wakes. */
  drop(workspaceId: WorkspaceId): void;
  /** Forgets everything and leaves no timer behind; nobody sleeps any more. */
  close(): void;
}

/** An empty agenda over some clocks. `onError` takes what a task threw; it must not throw itself. */
export function createAgenda(clocks: Clocks, onError: (error: unknown) => void): Agenda {
  /** By clock, not by workspace: the next of a thousand workspaces is found at one look. */
  const queues = new Map<Clock, Queue>();
  const plannedFor = new Map<WorkspaceId, Set<Task>>();
  const sleepers = new Map<WorkspaceId, Set<() => void>>();
  let planned = 0;
  let closed = false;
  let settling: Promise<void> = Promise.resolve();
  let timer: { handle: NodeJS.Timeout; due: number } | undefined;

  const heapOf = (places: Place[]): TinyQueue<Place> =>
    new TinyQueue(places, (a, b) => a.at - b.at || a.order - b.order);

  /** Puts a task into the queue of its workspace's clock. */
  function enqueue(task: Task, at: number, order: number): void {
    const clock = clocks.of(task.workspaceId);
    const queue = queues.get(clock) ?? { heap: heapOf([]), empty: 0 };
    queues.set(clock, queue);
    const place: Place = { clock, at, order, task };
    task.place = place;
    queue.heap.push(place);
    // For the others the timer is set already.
    if (queue.heap.peek() === place) wakeBy(clock, at);
  }

  /** Empties a task's place; it is swept out with others, so that no queue is searched. */
  function dequeue(task: Task): void {
    const { place } = task;
    if (place === undefined) return;
    task.place = undefined;
    place.task = undefined;
    const queue = queues.get(place.clock);
    if (queue === undefined) return;
    queue.empty++;
    if (queue.empty < LEAST_SWEPT || queue.empty * 2 < queue.heap.length) return;
    const left = queue.heap.data.filter((one) => one.task !== undefined);
    if (left.length === 0) queues.delete(place.clock);
    queue.heap = heapOf(left);
    queue.empty = 0;
  }

  function forget(task: Task): void {
    const tasks = plannedFor.get(task.workspaceId);
    if (tasks?.delete(task) && tasks.size === 0) plannedFor.delete(task.workspaceId);
  }

  /** Sets the host's timer for a time of a clock, unless it rings before that anyway. */
  function wakeBy(clock: Clock, at: number): void {
    const { now, speed } = clock.state();
    if (speed === 0) return;
    const delay = Math.min(Math.max(0, Math.ceil((at - now) / speed)), LONGEST_TIMER_MS);
    const due = hostTime() + delay;
    if (timer !== undefined && timer.due <= due) return;
    if (timer !== undefined) clearTimeout(timer.handle);
    const handle = setTimeout(() => {
      timer = undefined;
      settle().catch(onError);
    }, delay);
    // An idle emulator must not keep a process alive; a response that waits must.
    if (sleepers.size === 0) handle.unref();
    timer = { handle, due };
  }

  /** The first place of a queue that is not empty. */
  function first(clock: Clock, queue: Queue): Place | undefined {
    for (;;) {
      const place = queue.heap.peek();
      if (place?.task !== undefined) return place;
      if (place === undefined) {
        queues.delete(clock);
        return undefined;
      }
      queue.heap.pop();
      queue.empty--;
    }
  }

  /** Takes the first task that is due out of a queue. */
  function takeDue(clock: Clock, queue: Queue): Task | undefined {
    const place = first(clock, queue);
    if (place?.task === undefined || place.at > clock.now()) return undefined;
    queue.heap.pop();
    const { task } = place;
    task.place = undefined;
    forget(task);
    return task;
  }

  async function perform({ happen }: Task): Promise<void> {
    try {
      await happen();
    } catch (error) {
      onError(error);
    }
  }

  async function settleNow(): Promise<void> {
    let done = 0;
    let before: number;
    do {
      before = done;
      // Workspaces of different clocks have nothing to do with each other: one clock after the other.
      for (const [clock, queue] of queues) {
        for (let task = takeDue(clock, queue); task; task = takeDue(clock, queue)) {
          await perform(task);
          if (++done % TASKS_A_TURN === 0) await new Promise(setImmediate);
        }
      }
    } while (done > before);
    for (const [clock, queue] of queues) {
      const next = first(clock, queue);
      if (next !== undefined) wakeBy(clock, next.at);
    }
  }

  function settle(): Promise<void> {
    settling = settling.then(settleNow).catch(onError);
    return settling;
  }

  function wakeAll(workspaceId: WorkspaceId): void {
    for (const wake of sleepers.get(workspaceId) ?? []) wake();
  }

  function plan(workspaceId: WorkspaceId, at: number, happen: () => unknown): Cancel {
    if (closed) return () => undefined;
    const task: Task = { workspaceId, happen, place: undefined };
    const tasks = plannedFor.get(workspaceId) ?? new Set();
    plannedFor.set(workspaceId, tasks.add(task));
    enqueue(task, at, planned++);
    return () => {
      forget(task);
      dequeue(task);
    };
  }

  return {
    plan,
    follow(workspaceId) {
      for (const task of plannedFor.get(workspaceId) ?? []) {
        const { place } = task;
        if (place === undefined) continue;
        dequeue(task);
        enqueue(task, place.at, place.order);
      }
    },
    settle,
    sleep(workspaceId, ms, signal) {
      if (closed || signal?.aborted) return Promise.resolve(false);
      if (ms <= 0) return Promise.resolve(true);
      return new Promise((resolve) => {
        const here = sleepers.get(workspaceId) ?? new Set();
        sleepers.set(workspaceId, here);
        const end = (hasPassed: boolean): void => {
          if (!here.delete(stop)) return;
          if (here.size === 0) sleepers.delete(workspaceId);
          signal?.removeEventListener('abort', stop);
          cancel();
          resolve(hasPassed);
        };
        const stop = (): void => end(false);
        signal?.addEventListener('abort', stop);
        here.add(stop);
        timer?.handle.ref();
        const due = clocks.of(workspaceId).now() + ms;
        const cancel = plan(workspaceId, due, () => end(true));
      });
    },
    drop(workspaceId) {
      for (const task of plannedFor.get(workspaceId) ?? []) dequeue(task);
      plannedFor.delete(workspaceId);
      wakeAll(workspaceId);
    },
    close() {
      closed = true;
      if (timer !== undefined) clearTimeout(timer.handle);
      timer = undefined;
      queues.clear();
      plannedFor.clear();
      for (const workspaceId of [...sleepers.keys()]) wakeAll(workspaceId);
    },
  };
}
