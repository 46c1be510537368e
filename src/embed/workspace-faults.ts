/** The types for fault rules of an embedded workspace. */
import type { ConnectionFault } from '../world/model/faults.ts';
import type { OperationName } from '../world/model/operation-names.ts';

/** Requests that pass in a time. */
export interface RateLimit {
  /** How many requests pass in each window, from 0. */
  readonly requests: number;
  /** Length of a window, in seconds on the workspace's clock; more than 0. */
  readonly windowSeconds: number;
}

/**
 * A fault rule: which requests fail, how, and how often. At least one of `status`, `delayMs`, `connection`
 * and `rateLimit` must be set.
 */
export interface FaultOptions {
  /** Name of the operation. Default: any operation. */
  readonly operation?: OperationName;
  /** Only requests for this call. Default: any request. */
  readonly callSid?: string;
  /** Status of the response, 200 to 599. Default: the operation responds; with `rateLimit`: 429. */
  readonly status?: number;
  /** `detail` of the response, with `status`: any JSON. Default: what the real API says with this status. */
  readonly detail?: unknown;
  /**
   * Seconds in the response's `Retry-After` header, a whole number; with `status`. Default: no header; with
   * `rateLimit`: until the window ends.
   */
  readonly retryAfter?: number;
  /** Milliseconds on the workspace's clock that the response waits. Default: 0. */
  readonly delayMs?: number;
  /** How the connection is broken instead of a response. Default: it is not. */
  readonly connection?: ConnectionFault | null;
  /** How many times the rule fires, from 1. Default: no limit. */
  readonly times?: number;
  /** How many matching requests pass first. Default: 0. */
  readonly after?: number;
  /** How likely the rule fires, 0 to 1. Default: 1. */
  readonly probability?: number;
  /** Seconds on the workspace's clock until the rule expires. Default: never. */
  readonly ttlSeconds?: number;
  /**
   * `before`: the operation has no effect. `after`: it has, and only the response is replaced. Default:
   * `before`.
   */
  readonly phase?: 'before' | 'after';
  /** The rule fires only for requests over this limit. Default: no limit, it fires for each. */
  readonly rateLimit?: RateLimit;
}

/** A fault rule and its counts. */
export interface FaultInfo {
  /** Its id, for `removeFaults`. */
  readonly faultId: string;
  /** How many times it fired. */
  readonly hits: number;
  /** How many requests matched it, whether it fired or not. */
  readonly seen: number;
}

/** What a program can do with the fault rules of a workspace. */
export interface WorkspaceFaults {
  /**
   * Adds a fault rule, after the existing ones. For each request the first rule that fires decides.
   *
   * @throws `TypeError` when none of `status`, `delayMs`, `connection` and `rateLimit` is set
   * @throws `TypeError` or `RangeError` for a value of the wrong type or out of range
   * @throws `Error` when the workspace has 1,000 rules
   * @example
   * ```ts
   * // The second inject fails, once.
   * await workspace.addFault({ operation: 'inject', status: 503, after: 1, times: 1 });
   * // The event is delivered, the response is lost.
   * await workspace.addFault({ operation: 'inject', connection: 'EMPTY_RESPONSE', phase: 'after' });
   * ```
   */
  addFault(options: FaultOptions): Promise<FaultInfo>;
  /** Lists the fault rules in the order in which they are tried, used up and expired ones too. */
  faults(): Promise<FaultInfo[]>;
  /**
   * Removes one fault rule, or all of them. Does nothing when there is no rule with that id.
   *
   * @param faultId the rule to remove. Default: all rules
   */
  removeFaults(faultId?: string): Promise<void>;
}
