/**
 * What is still to happen, by the clock of its workspace. State never waits for it (a call's end is a
 * function of the time); it only lets others hear of what the time brought, in order, and lets an
 * answer wait for a time.
 */
import TinyQueue from 'tinyqueue';
import { hostTime } from './clock.ts';
import type { Clocks } from './clocks.ts';
import type { WorkspaceId } from './store.ts';

/** The longest that one host timer can wait, in milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

interface Entry {
  readonly at: number;
  /** Entries of the same time happen in the order in which they were planned. */
  readonly order: number;
  readonly happen: () => unknown;
}

/** What is planned in a world. */
export interface Agenda {
  /** `happen` is called once the workspace's clock has reached `at` (milliseconds). */
  plan(workspaceId: WorkspaceId, at: number, happen: () => unknown): void;
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
  const queues = new Map<WorkspaceId, TinyQueue<Entry>>();
  const sleepers = new Map<WorkspaceId, Set<() => void>>();
  let planned = 0;
  let closed = false;
  let settling: Promise<void> = Promise.resolve();
  let timer: { handle: NodeJS.Timeout; due: number } | undefined;

  function push(workspaceId: WorkspaceId, at: number, happen: () => unknown): void {
    if (closed) return;
    let queue = queues.get(workspaceId);
    if (queue === undefined) {
      queue = new TinyQueue<Entry>([], (a, b) => a.at - b.at || a.order - b.order);
      queues.set(workspaceId, queue);
    }
    const entry = { at, order: planned++, happen };
    queue.push(entry);
    // For the others the timer is set already.
    if (queue.peek() === entry) wakeBy(workspaceId, at);
  }

  /** Sets the host's timer for a time of a workspace's clock, unless it rings before that anyway. */
  function wakeBy(workspaceId: WorkspaceId, at: number): void {
    const { now, speed } = clocks.of(workspaceId).state();
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
    for (const [workspaceId, queue] of queues) {
      const entry = queue.peek();
      if (entry === undefined) queues.delete(workspaceId);
      else if (entry.at <= clocks.of(workspaceId).now()) {
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
    for (const [workspaceId, queue] of queues) {
      const entry = queue.peek();
      if (entry !== undefined) wakeBy(workspaceId, entry.at);
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
    plan: push,
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
        push(workspaceId, clocks.of(workspaceId).now() + ms, wake);
      });
    },
    drop(workspaceId) {
      queues.delete(workspaceId);
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
