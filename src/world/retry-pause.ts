/** The pause before something that failed is tried again. */
import type { HostTime } from './ports/host-time.ts';

/** The first pause, in milliseconds. Each failure in a row doubles it. */
const FIRST_MS = 100;
/** The longest pause, in milliseconds. */
const LONGEST_MS = 5_000;

/** A pause that grows with each failure in a row. */
export interface RetryPause {
  /** Begins a pause after a failure: 100 ms, then twice as long each time, up to 5 s. */
  begin(): void;
  /** Milliseconds of the host until the pause ends; 0 without a pause. */
  leftMs(): number;
  /** Ends the pause, but does not forget the failures. */
  skip(): void;
  /** Ends the pause and forgets the failures. */
  clear(): void;
}

/** A pause on the host's time. */
export function createRetryPause(now: HostTime): RetryPause {
  let lengthMs = 0;
  let until = 0;
  return {
    begin() {
      lengthMs = lengthMs === 0 ? FIRST_MS : Math.min(lengthMs * 2, LONGEST_MS);
      until = now() + lengthMs;
    },
    leftMs: () => (until === 0 ? 0 : Math.max(0, until - now())),
    skip() {
      until = 0;
    },
    clear() {
      lengthMs = 0;
      until = 0;
    },
  };
}
