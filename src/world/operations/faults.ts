/** Operations on fault rules. */

import { checkFault } from '../input-checks.ts';
import type { MaybePromise } from '../maybe-promise.ts';
import type { FaultOutcome, FaultQuestion, FaultRule, NewFault } from '../model/faults.ts';
import type { WorkspaceId } from '../ports/store.ts';
import * as faults from '../rules/faults.ts';
import type { WorldContext } from '../world-context.ts';

/** Operations on fault rules. */
export function faultOperations({ decide, store }: WorldContext) {
  return {
    /** Adds a fault rule after the existing ones. */
    async addFault(workspaceId: WorkspaceId, fault: NewFault): Promise<faults.FaultResult> {
      checkFault(fault);
      return decide(workspaceId, faults.addFault(workspaceId, fault));
    },
    /** The rules, in the order of evaluation. */
    async listFaults(workspaceId: WorkspaceId): Promise<readonly FaultRule[]> {
      const found = await store.read(workspaceId, { faults: ['faults', workspaceId] });
      return found.faults?.rules ?? [];
    },
    /** Removes one rule; without an id, all. */
    removeFaults: (workspaceId: WorkspaceId, faultId?: string) =>
      decide(workspaceId, faults.removeFaults(workspaceId, faultId)),
    /**
     * Evaluates the rules for a request, and counts it. Undefined if none fires or limits it. Synchronous if there are no
     * rules.
     */
    fireFault(
      workspaceId: WorkspaceId,
      question: FaultQuestion,
    ): MaybePromise<FaultOutcome | undefined> {
      const found = store.read(workspaceId, { faults: ['faults', workspaceId] });
      if (!(found instanceof Promise) && found.faults === undefined) return undefined;
      const { reads, rule } = faults.fireFault(workspaceId, question);
      return store.decide(workspaceId, reads, rule);
    },
  };
}
