/** The last ten minutes in buckets of one second. Their number is fixed, so they take the same memory for any load. */
import { CLASSES, classOf, percentile } from './durations.ts';

/** Number of buckets. The newest is of the current second, which is not over. */
export const SECONDS = 600;

/** Classes of statuses, as they are drawn. */
export const statuses = ['2xx', '1xx, 3xx', '4xx', '5xx'] as const;
const placeOf = (status: number): number => [1, 1, 0, 1, 2, 3][Math.floor(status / 100)] ?? 1;

/** What is counted up and down. */
export type Level = 'calls' | 'queue';

/** Some of the seconds in numbers. */
export interface Summary {
  /** Number of requests by class of status. */
  readonly requests: readonly number[];
  /** Durations in milliseconds that half of the requests, and 99 % of them, did not exceed; null without requests. */
  readonly p50: number | null;
  readonly p99: number | null;
}

type Counts = Uint32Array | Int32Array;

function increase(counts: Counts | undefined, place: number, by = 1): void {
  if (counts !== undefined) counts[place] = (counts[place] ?? 0) + by;
}

/** The buckets. Seconds are whole numbers since 1970; those outside the buckets are ignored. */
export function createSeconds(now: number) {
  const requests = statuses.map(() => new Uint32Array(SECONDS));
  const durations = new Uint32Array(SECONDS * CLASSES);
  const changes = { calls: new Int32Array(SECONDS), queue: new Int32Array(SECONDS) };
  let newest = now;

  const slotOf = (second: number): number => second % SECONDS;
  const isKept = (second: number): boolean => second <= newest && second > newest - SECONDS;
  const durationsOf = (second: number) =>
    durations.subarray(slotOf(second) * CLASSES, (slotOf(second) + 1) * CLASSES);
  /** Makes a value of each second that is over, oldest first. */
  const each = <T>(make: (second: number) => T): T[] =>
    Array.from({ length: SECONDS - 1 }, (_, index) => make(newest - SECONDS + 1 + index));

  return {
    /** Empties the buckets of the seconds that have begun since. */
    advance(to: number): void {
      for (let second = Math.max(newest + 1, to - SECONDS + 1); second <= to; second++) {
        for (const one of [...requests, ...Object.values(changes)]) one[slotOf(second)] = 0;
        durationsOf(second).fill(0);
      }
      newest = Math.max(newest, to);
    },
    /** Adds a request. `ms`: its duration. */
    addRequest(second: number, status: number, ms: number): void {
      if (!isKept(second)) return;
      increase(requests[placeOf(status)], slotOf(second));
      increase(durationsOf(second), classOf(ms));
    },
    /** Adds a change of a level. */
    addChange(second: number, level: Level, change: number): void {
      if (isKept(second)) increase(changes[level], slotOf(second), change);
    },
    /** Number of requests of each second, by class of status. */
    requests: () => requests.map((counts) => each((second) => counts[slotOf(second)] ?? 0)),
    /** A percentile of the durations of each second, in milliseconds. */
    percentiles: (part: number) => each((second) => percentile(durationsOf(second), part)),
    /** A level at the end of each second. `current`: what it is now. `from`: the first second of which it is known. */
    levels(level: Level, current: number | undefined, from: number): (number | null)[] {
      let value = current ?? 0;
      const backwards = [];
      for (let second = newest; second > newest - SECONDS + 1; second--) {
        value -= changes[level][slotOf(second)] ?? 0;
        backwards.push(current === undefined || second - 1 < from ? null : value);
      }
      return backwards.reverse();
    },
    /** The last so many seconds that are over. */
    summary(length: number): Summary {
      const total = new Uint32Array(CLASSES);
      const sums = statuses.map(() => 0);
      for (let second = newest - length; second < newest; second++) {
        if (!isKept(second)) continue;
        for (const [place, counts] of requests.entries()) {
          sums[place] = (sums[place] ?? 0) + (counts[slotOf(second)] ?? 0);
        }
        for (const [place, count] of durationsOf(second).entries()) {
          increase(total, place, count);
        }
      }
      return { requests: sums, p50: percentile(total, 0.5), p99: percentile(total, 0.99) };
    },
  };
}
