/**
 * What is still to happen, by the clock of its workspace. State never waits for it (a call's end is a
 * function of the time); it only lets others hear of what the time brought, in order, and lets an
 * answer wait for a time.
 */
import TinyQueue from 'tinyqueue';
import { type Clock, hostTime } from './clock.ts';
import type { Clocks } from './clocks.ts';
import type { WorkspaceId } from './store.ts';

/** The longest that one host timer can wait, in milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

interface Entry {
  readonly workspaceId: WorkspaceId;
  readonly at: number;
  /** Entries of the same time happen in the order in which they were planned. */
  readonly order: number;
  readonly happen: () => unknown;
}

/** What is planned in a world. */
export interface Agenda {
  /** `happen` is called once the workspace's clock has reached `at` (milliseconds). */
  plan(workspaceId: WorkspaceId, at: number, happen: () => unknown): void;
  /** The workspace lives by another clock than before, and what was planned for it with it. */
  follow(workspaceId: WorkspaceId): void;
  /** Does everything that is due, in order of time; resolves when it has happened. */
  settle(): Promise<void>;
  /** Resolves when so many milliseconds have passed on the workspace's clock, or the signal aborts. */
  sleep(workspaceId: WorkspaceId, ms: number, signal?: AbortSignal): Promise<void>;
  /** Forgets what was planned for a workspace; who sleeps there wakes. */
  drop(workspaceId: WorkspaceId): void;
  /** Forgets everything and leaves no timer behind; nobody sleeps any more. */
  close(): void;
}

/** An empty agenda over some clocks. */
export function createAgenda(clocks: Clocks): Agenda {
  /** By clock, not by workspace: the next of a thousand workspaces is found at one look. */
  const queues = new Map<Clock, TinyQueue<Entry>>();
  const sleepers = new Map<WorkspaceId, Set<() => void>>();
  let planned = 0;
  let closed = false;
  let settling: Promise<void> = Promise.resolve();
  let timer: { handle: NodeJS.Timeout; due: number } | undefined;

  function queueOf(clock: Clock, entries: Entry[] = []): TinyQueue<Entry> {
    const queue = new TinyQueue(entries, (a, b) => a.at - b.at || a.order - b.order);
    queues.set(clock, queue);
    return queue;
  }

  function push(entry: Entry): void {
    const clock = clocks.of(entry.workspaceId);
    const queue = queues.get(clock) ?? queueOf(clock);
    queue.push(entry);
    // For the others the timer is set already.
    if (queue.peek() === entry) wakeBy(clock, entry.at);
  }

  function plan(workspaceId: WorkspaceId, at: number, happen: () => unknown): void {
    if (!closed) push({ workspaceId, at, order: planned++, happen });
  }

  /** Takes out what is planned for a workspace. */
  function take(workspaceId: WorkspaceId): Entry[] {
    const taken: Entry[] = [];
    for (const [clock, { data }] of [...queues]) {
      const others: Entry[] = [];
      for (const entry of data) (entry.workspaceId === workspaceId ? taken : others).push(entry);
      if (others.length === 0) queues.delete(clock);
      else if (others.length < data.length) queueOf(clock, others);
    }
    return taken;
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
      void settle();
    }, delay);
    // An idle emulator must not keep a process alive; an answer that waits must.
    if (sleepers.size === 0) handle.unref();
    timer = { handle, due };
  }

  function nextDue(): { queue: TinyQueue<Entry>; entry: Entry } | undefined {
    let next: { queue: TinyQueue<Entry>; entry: Entry } | undefined;
    for (const [clock, queue] of queues) {
      const entry = queue.peek();
      if (entry === undefined) queues.delete(clock);
      else if (entry.at <= clock.now()) {
        if (next === undefined || entry.at < next.entry.at) next = { queue, entry };
      }
    }
    return next;
  }

  async function settleNow(): Promise<void> {
    for (let next = nextDue(); next !== undefined; next = nextDue()) {
      next.queue.pop();
      await next.entry.happen();
    }
    for (const [clock, queue] of queues) {
      const entry = queue.peek();
      if (entry !== undefined) wakeBy(clock, entry.at);
    }
  }

  function settle(): Promise<void> {
    settling = settling.then(settleNow);
    return settling;
  }

  function wakeAll(workspaceId: WorkspaceId): void {
    for (const wake of sleepers.get(workspaceId) ?? []) wake();
  }

  return {
    plan,
    follow(workspaceId) {
      for (const entry of take(workspaceId)) push(entry);
    },
    settle,
    sleep(workspaceId, ms, signal) {
      if (ms <= 0 || closed || signal?.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const here = sleepers.get(workspaceId) ?? new Set();
        sleepers.set(workspaceId, here);
        const wake = (): void => {
          if (!here.delete(wake)) return;
          if (here.size === 0) sleepers.delete(workspaceId);
          signal?.removeEventListener('abort', wake);
          resolve();
        };
        signal?.addEventListener('abort', wake);
        here.add(wake);
        timer?.handle.ref();
        plan(workspaceId, clocks.of(workspaceId).now() + ms, wake);
      });
    },
    drop(workspaceId) {
      take(workspaceId);
      wakeAll(workspaceId);
    },
    close() {
      closed = true;
      if (timer !== undefined) clearTimeout(timer.handle);
      timer = undefined;
      queues.clear();
      for (const workspaceId of [...sleepers.keys()]) wakeAll(workspaceId);
    },
  };
}
