/** The types for fault rules of an embedded workspace. */
import type { FaultOptions } from '../world/resources/faults.ts';

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
   * @throws `TypeError` when none of `status`, `delayMs`, `connection`, `rateLimit` and `socket` is set
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
