/** What the server logs besides the requests that were handled. */
import type { Log } from './log.ts';
import { type NewId, requestIdOf } from './request-id.ts';

/** Logs what is not a request that could be handled. Each returns the request id of the response. */
export interface Reports {
  /** Logs what was not a request that could be served. */
  unreadable(status: number, why: string): string;
  /** Logs a failure of the emulator itself. `given` is the caller's request id, if it sent one. */
  failed(error: unknown, given?: string): string;
}

/** Reports to a log. */
export function createReports(newId: NewId, log: Log): Reports {
  return {
    unreadable(status, why) {
      const requestId = newId('req');
      log.request({ method: '-', path: '-', status, ms: 0, requestId, why });
      return requestId;
    },
    failed(error, given) {
      const requestId = requestIdOf(given, newId);
      log.fault(error, requestId);
      return requestId;
    },
  };
}
