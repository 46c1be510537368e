/** The fault rules of an embedded workspace. */
import { checkWord } from '../world/checks.ts';
import { hasEffect } from '../world/resources/faults.ts';
import { settled, type WorkspaceContext } from './workspace-context.ts';
import type { WorkspaceFaults } from './workspace-faults.ts';

/** The methods for fault rules. */
export function faults({ world, operations }: WorkspaceContext, ws: string): WorkspaceFaults {
  return {
    async addFault(options) {
      if (!hasEffect(options)) {
        throw new TypeError('set at least one of status, delayMs, connection, rateLimit, socket');
      }
      const { operation = null } = options;
      if (operation !== null) checkWord('operation', operation, operations);
      const { rule } = settled(ws, await world.addFault(ws, options));
      const { faultId, hits, seen } = rule;
      return { faultId, hits, seen };
    },
    async faults() {
      const rules = await world.listFaults(ws);
      return rules.map(({ faultId, hits, seen }) => ({ faultId, hits, seen }));
    },
    async removeFaults(faultId) {
      await world.removeFaults(ws, faultId);
    },
  };
}
