/** What shall go wrong in an embedded workspace. */
import { checkWord, ifGiven } from '../world/checks.ts';
import type { NewFault } from '../world/model/faults.ts';
import { noRoom, type WorkspaceContext, workspaceGone } from './workspace-context.ts';

/** What shall go wrong, how often. What is left out does not matter. */
export interface FaultOptions {
  /** Which operation it is about (`inject`, `take_turn`, …); any unless told. */
  readonly operation?: string;
  readonly callSid?: string;
  /** WireResponse with this status instead. */
  readonly status?: number;
  /** In these words; the operation's own unless told. */
  readonly detail?: unknown;
  /** Seconds, for the client. */
  readonly retryAfter?: number;
  /** Milliseconds of the clock that the answer waits. */
  readonly delayMs?: number;
  /** How the connection is broken instead. */
  readonly connection?: NewFault['connection'];
  /** At the most so often; for ever unless told. */
  readonly times?: number;
  /** So many requests pass first. */
  readonly after?: number;
  /** 0 to 1; 1 unless told. */
  readonly probability?: number;
  /** Seconds of the clock that it lives. */
  readonly ttlSeconds?: number;
  /** Before the effect (unless told) or after it. */
  readonly phase?: 'before' | 'after';
  /** Fires only over so many requests a window. */
  readonly rateLimit?: { readonly requests: number; readonly windowSeconds: number };
}

/** A fault rule, and how often it fired. */
export interface FaultInfo {
  readonly faultId: string;
  readonly hits: number;
  /** How many requests it was about. */
  readonly seen: number;
}

/** What can be done with fault rules. */
export function faults({ world, operations }: WorkspaceContext, ws: string) {
  return {
    /**
     * Adds a fault rule, behind those that are there. Rejects with a `TypeError` or a `RangeError` when the
     * control plane would respond 422.
     */
    async addFault(options: FaultOptions): Promise<FaultInfo> {
      const { status, delayMs, rateLimit, connection } = options;
      if (
        [status, delayMs, rateLimit, connection].every((one) => one === undefined || one === null)
      ) {
        throw new TypeError(
          'say what shall go wrong: one of status, delayMs, connection, rateLimit',
        );
      }
      ifGiven('operation', options.operation, (name, value) => checkWord(name, value, operations));
      const added = await world.addFault(ws, {
        operation: options.operation ?? null,
        callSid: options.callSid ?? null,
        answer:
          status === undefined
            ? null
            : { status, detail: options.detail ?? null, retryAfter: options.retryAfter ?? null },
        delay: delayMs === undefined ? null : { kind: 'fixed', ms: delayMs },
        connection: connection ?? null,
        times: options.times ?? null,
        after: options.after ?? 0,
        probability: options.probability ?? 1,
        ttlSeconds: options.ttlSeconds ?? null,
        phase: options.phase ?? 'before',
        rateLimit: rateLimit ?? null,
      });
      if (added.status === 'full') throw noRoom(added);
      if (added.status === 'not_found') throw workspaceGone(ws);
      const { faultId, hits, seen } = added.rule;
      return { faultId, hits, seen };
    },
    /** The fault rules, in the order in which they are asked. */
    async faults(): Promise<FaultInfo[]> {
      const rules = await world.listFaults(ws);
      return rules.map(({ faultId, hits, seen }) => ({ faultId, hits, seen }));
    },
    /** Removes one fault rule, or all. */
    async removeFaults(faultId?: string): Promise<void> {
      await world.removeFaults(ws, faultId);
    },
  };
}
