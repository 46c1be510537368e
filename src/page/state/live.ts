/** What is read from the control plane, and read again when an event says that it may have changed. */
import { useEffect, useState } from 'preact/hooks';
import type { PageEvent } from '../api/types.ts';
import { connection, listen } from './stream.ts';

/** Milliseconds from a change to the next read: a crowd of changes is one read. */
const SETTLE_MS = 150;

/** What to read, and when. */
export interface Live<T> {
  read(): Promise<T>;
  /** Whether an event may have changed it. */
  isAbout(event: PageEvent): boolean;
  /** Takes what was read. */
  take(found: T): void;
}

/**
 * Reads at once, when the stream opens, and after each change; never twice at the same time. A read that fails is tried
 * again with the next connection. Returns a function that stops it.
 */
export function keepReading<T>({ read, isAbout, take }: Live<T>): () => void {
  const now = { reading: false, needed: false, stopped: false };

  async function run(): Promise<void> {
    if (now.stopped) return;
    now.needed = false;
    now.reading = true;
    try {
      const found = await read();
      if (!now.stopped) take(found);
    } catch {
      // The stream shows what is wrong.
    }
    now.reading = false;
    if (now.needed) setTimeout(run, SETTLE_MS);
  }
  function plan(): void {
    if (!now.needed && !now.reading) setTimeout(run, SETTLE_MS);
    now.needed = true;
  }

  const stopListening = listen({
    events(events) {
      if (events.some(isAbout)) plan();
    },
    restarted: plan,
  });
  const stopWatching = connection.subscribe(({ status }) => {
    if (status === 'live') plan();
  });
  void run();
  return () => {
    now.stopped = true;
    stopListening();
    stopWatching();
  };
}

/**
 * What `read` resolves to, kept up to date; undefined until it is there.
 *
 * @param inputs what `read` and `isAbout` depend on: when one changes, it is read again
 */
export function useLive<T>(
  read: Live<T>['read'],
  isAbout: Live<T>['isAbout'],
  inputs: readonly unknown[] = [],
): T | undefined {
  const [found, take] = useState<{ readonly value: T } | undefined>();
  useEffect(() => {
    take(undefined);
    return keepReading({ read, isAbout, take: (value) => take({ value }) });
  }, inputs);
  return found?.value;
}
