/** How many requests this process has served since it started. They are counted for each request, so this is kept cheap. */
import type { NewJournalEntry } from '../world/model/journal.ts';

/** An operation; null where none has the path and the method. */
type Served = NewJournalEntry['operation'];

/** The counts of requests and of fault rules that fired. */
export interface RequestCounts {
  /** Requests by operation and status. */
  readonly requests: ReadonlyMap<Served, ReadonlyMap<number, number>>;
  /** Fault rules that fired, by operation. */
  readonly faults: ReadonlyMap<Served, number>;
  /** Counts one request. */
  add(entry: Pick<NewJournalEntry, 'operation' | 'status' | 'faultId'>): void;
}

/** Counts from 0. */
export function createRequestCounts(): RequestCounts {
  const requests = new Map<Served, Map<number, number>>();
  const faults = new Map<Served, number>();
  return {
    requests,
    faults,
    add({ faultId, operation, status }) {
      const statuses = requests.get(operation) ?? new Map<number, number>();
      if (statuses.size === 0) requests.set(operation, statuses);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (faultId !== null) faults.set(operation, (faults.get(operation) ?? 0) + 1);
    },
  };
}
