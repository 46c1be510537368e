/** Operations on fault rules. */

import { validated } from '../input.ts';
import { after, type MaybePromise } from '../maybe-promise.ts';
import type { FaultOutcome, FaultQuestion, FaultRule } from '../model/faults.ts';
import type { WorkspaceId } from '../ports/store.ts';
import type { FaultOptions } from '../resources/faults.ts';
import * as faults from '../rules/faults.ts';
import type { WorldContext } from '../world-context.ts';

/** Operations on fault rules. */
export function faultOperations({ decide, store }: WorldContext) {
  return {
    /** Adds a fault rule after the existing ones. */
    async addFault(workspaceId: WorkspaceId, options: FaultOptions): Promise<faults.FaultResult> {
      const { faultFields, faultOf } = await import('../resources/faults.ts');
      const fault = faultOf(await validated(faultFields, options));
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
      return after(found, ({ faults: kept }) => {
        if (kept === undefined) return undefined;
        const { reads, rule } = faults.fireFault(workspaceId, question);
        return store.decide(workspaceId, reads, rule);
      });
    },
  };
}
