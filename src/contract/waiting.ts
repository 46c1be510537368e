/** Requests that wait: for a time, as a rule or the client asks, or for an agent. */
import { limits } from '../world/limits.ts';

/** Begins to wait. The signal aborts when the client has left; undefined where that is not known. */
export type Work<T> = (gone: AbortSignal | undefined) => Promise<T>;

/** The requests of a contract that wait. */
export interface Waiting {
  /** Undefined, and nothing waits, when `limits.delayedRequests` wait already. */
  wait<T>(request: { gone?(): AbortSignal }, work: Work<T>): Promise<T> | undefined;
}

/** None waits yet. */
export function createWaiting(): Waiting {
  let waiting = 0;
  return {
    wait(request, work) {
      if (waiting >= limits.delayedRequests) return undefined;
      waiting++;
      return work(request.gone?.()).finally(() => waiting--);
    },
  };
}
