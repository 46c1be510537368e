/** The fault rules of an embedded workspace. */
import { checkWord } from '../world/checks.ts';
import { checkEffect, faultInfo } from './fault-options.ts';
import { settled, type WorkspaceContext } from './workspace-context.ts';
import type { WorkspaceFaults } from './workspace-faults.ts';

/** The methods for fault rules. */
export function faults({ world, operations }: WorkspaceContext, ws: string): WorkspaceFaults {
  return {
    async addFault(options) {
      checkEffect(options);
      const { operation = null } = options;
      if (operation !== null) checkWord('operation', operation, operations);
      return faultInfo(settled(ws, await world.addFault(ws, options)).rule);
    },
    async faults() {
      return (await world.listFaults(ws)).map(faultInfo);
    },
    async removeFaults(faultId) {
      await world.removeFaults(ws, faultId);
    },
  };
}
