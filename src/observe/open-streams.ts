/** Everything that waits for events: streams and waits. One limit, one timer and one end for all of them. */

import { limits } from '../world/limits.ts';
import { hostTime } from '../world/ports/clock.ts';

/** One that waits. */
export interface Waiting {
  /** The emulator closes. */
  close(): void;
  /** Called from time to time, with the host's time in milliseconds. */
  check?(now: number): void;
}

/** How streams behave. */
export interface StreamSettings {
  /** How many may be open; default: `limits.openStreams`. */
  readonly open: number;
  /** How long a reader may read nothing, in milliseconds; default: `limits.streamStalledMs`. */
  readonly stalledMs: number;
  /** How many bytes wait for such a reader before it is cut off; default: `limits.streamBacklogBytes`. */
  readonly backlogBytes: number;
  /** After how long without an event a comment is sent, in milliseconds; default: 15,000. */
  readonly heartbeatMs: number;
}

/** The open streams and waits of an emulator. */
export interface OpenStreams {
  readonly settings: StreamSettings;
  /** How many there are. */
  readonly count: number;
  /** Adds one, and returns how to remove it; undefined at the limit. Takes the same time for any number. */
  enter(waiting: Waiting): (() => void) | undefined;
}

const defaults: StreamSettings = {
  open: limits.openStreams,
  stalledMs: limits.streamStalledMs,
  backlogBytes: limits.streamBacklogBytes,
  heartbeatMs: 15_000,
};

/** What a request for one more stream is told at the limit. */
export const tooManyStreams = ({ settings }: OpenStreams) => ({
  detail: `${settings.open} event streams and waits are open, which is the limit. Close some first.`,
});

/** No streams yet. All of them end when `closing` aborts. */
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
    get count() {
      return all.size;
    },
    enter(waiting) {
      if (all.size >= settings.open) return undefined;
      all.add(waiting);
      // A third of the shortest time that something is measured by.
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
