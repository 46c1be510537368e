/** What is read from the control plane, and read again when an event says that it may have changed. */
import { useEffect, useState } from 'preact/hooks';
import type { PageEvent } from '../api/types.ts';
import { connection, listen } from './stream.ts';

/** Milliseconds from a change to the next read, at least: a crowd of changes is one read. After a long read it is longer. */
const SETTLE_MS = 150;

/** What to read, and when. */
export interface Live<T> {
  read(): Promise<T>;
  /** Whether an event may have changed it. */
  isAbout(event: PageEvent): boolean;
  /** Takes what was read. */
  take(found: T): void;
  /** Milliseconds from one read to the next where changes have no event. Default: only events matter. */
  readonly everyMs?: number | undefined;
}

/** What plans a read, of everything that is kept up to date. */
const plans = new Set<() => void>();

/** Reads everything again that is shown, after a change that may have no event. */
export function readAgain(): void {
  for (const plan of plans) plan();
}

/**
 * Reads at once, when the stream opens, and after each change; never twice at the same time. A read that fails is tried
 * again with the next connection. Returns a function that stops it.
 */
export function keepReading<T>({ read, isAbout, take, everyMs }: Live<T>): () => void {
  const now = { reading: false, needed: false, stopped: false, pause: SETTLE_MS };

  async function run(): Promise<void> {
    if (now.stopped) return;
    now.needed = false;
    now.reading = true;
    const began = performance.now();
    try {
      const found = await read();
      if (!now.stopped) take(found);
    } catch {
      // The stream shows what is wrong.
    }
    now.reading = false;
    now.pause = Math.max(SETTLE_MS, 2 * (performance.now() - began));
    if (now.needed) setTimeout(run, now.pause);
  }
  function plan(): void {
    if (!now.needed && !now.reading) setTimeout(run, now.pause);
    now.needed = true;
  }

  const stopListening = listen({
    events(events) {
      if (events.some(isAbout)) plan();
    },
    restarted: plan,
  });
  const timer =
    everyMs &&
    setInterval(() => {
      if (connection.peek().status === 'live') plan();
    }, everyMs);
  plans.add(plan);
  const stopWatching = connection.subscribe(({ status }) => {
    if (status === 'live') plan();
  });
  void run();
  return () => {
    now.stopped = true;
    plans.delete(plan);
    clearInterval(timer);
    stopListening();
    stopWatching();
  };
}

/**
 * What `read` resolves to, kept up to date; undefined until it is there.
 *
 * @param inputs what `read` and `isAbout` depend on: when one changes, it is read again
 * @param everyMs as in `Live`
 */
export function useLive<T>(
  read: Live<T>['read'],
  isAbout: Live<T>['isAbout'],
  inputs: readonly unknown[] = [],
  everyMs?: number,
): T | undefined {
  const [found, take] = useState<{ readonly value: T } | undefined>();
  useEffect(() => {
    take(undefined);
    return keepReading({ read, isAbout, take: (value) => take({ value }), everyMs });
  }, inputs);
  return found?.value;
}
