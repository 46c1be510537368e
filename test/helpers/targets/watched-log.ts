/** A log for tests that watches for internal errors. */
import type { Log } from '../../../src/http/log.ts';

/** A log that keeps nothing but internal errors; `check` throws the first one, if there was any. */
export function watchedLog(): { log: Log; check(): void } {
  const faults: unknown[] = [];
  return {
    log: { request() {}, fault: (error) => void faults.push(error) },
    check() {
      if (faults.length === 0) return;
      throw new Error(`${faults.length} internal error(s), the first one: ${faults[0]}`, {
        cause: faults[0],
      });
    },
  };
}
