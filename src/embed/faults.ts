/** The fault rules of an embedded workspace. */
import { checkWord, ifGiven } from '../world/checks.ts';
import { noRoom, type WorkspaceContext, workspaceGone } from './workspace-context.ts';
import type { WorkspaceFaults } from './workspace-faults.ts';

/** The methods for fault rules. */
export function faults({ world, operations }: WorkspaceContext, ws: string): WorkspaceFaults {
  return {
    async addFault(options) {
      const { status, delayMs, rateLimit, connection } = options;
      if (
        [status, delayMs, rateLimit, connection].every((one) => one === undefined || one === null)
      ) {
        throw new TypeError('set at least one of status, delayMs, connection, rateLimit');
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
    async faults() {
      const rules = await world.listFaults(ws);
      return rules.map(({ faultId, hits, seen }) => ({ faultId, hits, seen }));
    },
    async removeFaults(faultId) {
      await world.removeFaults(ws, faultId);
    },
  };
}
