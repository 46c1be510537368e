/** The clock, requests and events of an embedded workspace, as a program sees them. */
import type { Difference } from '../observe/subset.ts';
import type { ExpectedCount, RequestPattern } from '../observe/verify.ts';
import type { EventPattern } from '../observe/wait.ts';
import type { RequestInfo } from '../observe/workspace-info.ts';
import type { WorldEvent } from '../world/model/events.ts';

/**
 * The clock of a workspace: everything timed in it follows. It is the emulator's clock until `freeze`, `run`
 * or `advance` is called; from then on it is the workspace's own.
 */
export interface WorkspaceClock {
  /**
   * Returns the time that it shows. Of a connected workspace: worked out from what this program last heard of the clock, so
   * use `read` if somebody else may have moved it.
   */
  now(): Date;
  /** Reads the time that it shows from the emulator. */
  read(): Promise<Date>;
  /**
   * Stops the clock. Resolves once everything that is due at that time has happened.
   *
   * @param at the time to stop at, from 1970 to the year 9000. Default: the time that it shows
   * @throws `TypeError` or `RangeError` for any other time
   */
  freeze(at?: Date): Promise<void>;
  /**
   * Lets the clock run, from the time that it shows.
   *
   * @param speed how many times as fast as the host's clock; more than 0, up to 1,000,000. Default: 1
   * @throws `TypeError` or `RangeError` for any other speed
   */
  run(speed?: number): Promise<void>;
  /**
   * Moves the clock forward. Resolves once everything that is due by then has happened, in order.
   *
   * @param seconds how far, from 0; a fraction is allowed
   * @throws `TypeError` or `RangeError` when `seconds` is negative or not a number, or the time is after the
   * year 9000
   * @example
   * ```ts
   * await workspace.clock.freeze();
   * await workspace.clock.advance(3600);
   * ```
   */
  advance(seconds: number): Promise<void>;
}

/** A request that nearly matched an expectation. */
export interface NearestRequest {
  /** The request, with its response. */
  readonly request: RequestInfo;
  /** Each field in which it differs. */
  readonly differences: readonly Difference[];
}

/** The result of a verification. */
export interface Verification {
  /**
   * Whether the count is as expected. False also when requests were evicted, or bodies not kept, that could
   * change the result.
   */
  readonly ok: boolean;
  /** How many requests match. */
  readonly count: number;
  /** The expected count in words: `at least 1`, `exactly 2`, `0 to 3`. */
  readonly expected: string;
  /** How many of the workspace's requests are no longer kept. */
  readonly evicted: number;
  /** The three requests that are nearest to a match, nearest first; empty when `ok`. */
  readonly nearest: readonly NearestRequest[];
}

/** Settings of `waitFor`. */
export interface WaitForOptions {
  /** Milliseconds of the host's time, 0 to 600,000. Default: 5,000. */
  readonly timeoutMs?: number;
}

/** How a program observes a workspace, and moves its time. */
export interface WorkspaceObservation {
  /** The workspace's clock. */
  readonly clock: WorkspaceClock;
  /**
   * Lists the requests that clients sent, with their responses, oldest first. The 10,000 newest are kept.
   *
   * @param pattern which requests. Default: all
   * @throws `TypeError` for an unknown operation or field
   * @example
   * ```ts
   * const [request] = await workspace.requests({ operation: 'inject', status: 503 });
   * ```
   */
  requests(pattern?: RequestPattern): Promise<RequestInfo[]>;
  /**
   * Counts the requests that match. Does not throw when the count is not as expected: check `ok`.
   *
   * @throws `TypeError` for an unknown operation or field, and for counts that contradict each other
   * @example
   * ```ts
   * const { ok, nearest } = await workspace.verify({
   *   operation: 'inject',
   *   body: { message: 'Approved.' },
   *   exactly: 1,
   * });
   * ```
   */
  verify(expected: RequestPattern & ExpectedCount): Promise<Verification>;
  /** Forgets the requests so far: `requests` and `verify` start from zero. */
  forgetRequests(): Promise<void>;
  /**
   * Resolves with the first event that matches; at once when it has happened already and is still kept.
   *
   * @throws `Error` when no such event has happened after `timeoutMs`, with the types of the events that
   * have; also when 10,000 waits and event streams are open in the emulator
   * @throws `TypeError` or `RangeError` for a `timeoutMs` out of range
   * @example
   * ```ts
   * await workspace.waitFor({ type: 'injection.incorporated', callSid }, { timeoutMs: 1000 });
   * ```
   */
  waitFor(
    pattern: Omit<EventPattern, 'workspaceId'>,
    options?: WaitForOptions,
  ): Promise<WorldEvent>;
}
