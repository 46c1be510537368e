/** Open event streams and waits. They share one limit, one timer and one shutdown. */

import { limits } from '../world/limits.ts';
import { hostTime } from '../world/ports/clock.ts';

/** An open stream or wait. */
export interface Waiting {
  /** Called when the emulator closes. */
  close(): void;
  /** Called at intervals with the host's time in milliseconds. */
  check?(now: number): void;
}

/** Settings of streams. */
export interface StreamSettings {
  /** Maximum number of open streams; default: `limits.openStreams`. */
  readonly open: number;
  /** How long a reader may read nothing, in milliseconds; default: `limits.streamStalledMs`. */
  readonly stalledMs: number;
  /** Bytes waiting for such a reader before it is disconnected; default: `limits.streamBacklogBytes`. */
  readonly backlogBytes: number;
  /** Time without an event after which a comment is sent, in milliseconds; default: 15,000. */
  readonly heartbeatMs: number;
}

/** The open streams and waits of an emulator. */
export interface OpenStreams {
  readonly settings: StreamSettings;
  /** Aborts when the emulator closes. */
  readonly closing: AbortSignal;
  /** Number of open streams and waits. */
  readonly count: number;
  /** Adds one. Returns a function that removes it, or undefined at the limit. Takes constant time. */
  enter(waiting: Waiting): (() => void) | undefined;
}

const defaults: StreamSettings = {
  open: limits.openStreams,
  stalledMs: limits.streamStalledMs,
  backlogBytes: limits.streamBacklogBytes,
  heartbeatMs: 15_000,
};

/** The error body at the limit. */
export const tooManyStreams = ({ settings }: OpenStreams) => ({
  detail: `The limit of ${settings.open} open event streams and waits is reached. Close some first.`,
});

/** Makes an empty set of streams. All end when `closing` aborts. */
export function createOpenStreams(
  closing: AbortSignal,
  given: Partial<StreamSettings> = {},
): OpenStreams {
  const settings = { ...defaults, ...given };
  const all = new Set<Waiting>();
  let timer: NodeJS.Timeout | undefined;

  closing.addEventListener('abort', () => {
    for (const one of [...all]) one.close();
  });

  function checkAll(): void {
    const now = hostTime();
    for (const one of [...all]) one.check?.(now);
  }

  return {
    settings,
    closing,
    get count() {
      return all.size;
    },
    enter(waiting) {
      if (all.size >= settings.open) return undefined;
      all.add(waiting);
      // A third of the shortest time to check.
      timer ??= setInterval(checkAll, Math.min(settings.stalledMs, settings.heartbeatMs) / 3);
      timer.unref();
      if (closing.aborted) waiting.close();
      return () => {
        all.delete(waiting);
        if (all.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
  };
}
