/** The end of the log, for the report of a failed command whose log was not written anywhere. */
import { createLog, type Log } from '../../http/log.ts';

const KEPT = 10;

/** A log that only keeps its last lines. */
export interface RecentLog {
  readonly log: Log;
  /** The last ten lines about what a client did, oldest first. */
  readonly lines: readonly string[];
}

/** Makes an empty one. Requests to the control plane are left out unless they were refused. */
export function createRecentLog(): RecentLog {
  const lines: string[] = [];
  const log = createLog('pretty', (line) => {
    if (lines.push(line) > KEPT) lines.shift();
  });
  return {
    lines,
    log: {
      ...log,
      request(entry) {
        if (entry.status >= 400 || !entry.path.startsWith('/_emulator/')) log.request(entry);
      },
    },
  };
}
