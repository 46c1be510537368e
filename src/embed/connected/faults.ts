/** The fault rules of a workspace in another process. */
import { checkFields } from '../../world/check-fields.ts';
import { checkWord } from '../../world/checks.ts';
import type { OperationName } from '../../world/model/operation-names.ts';
import { faultFields } from '../../world/resources/faults.ts';
import { toJson } from '../../world/to-json.ts';
import { checkEffect, faultInfo } from '../fault-options.ts';
import { workspaceGone } from '../workspace-context.ts';
import type { FaultInfo, WorkspaceFaults } from '../workspace-faults.ts';
import { refused, type WorkspaceControl } from './control-client.ts';
import { withMs } from './from-json.ts';

/** The methods for fault rules. */
export function connectedFaults(
  control: WorkspaceControl,
  operations: readonly OperationName[],
): WorkspaceFaults {
  return {
    async addFault(options) {
      checkEffect(options);
      const { operation = null } = options;
      if (operation !== null) checkWord('operation', operation, operations);
      checkFields(faultFields, options);
      const { status, body } = await control.send('add_fault', {
        body: toJson(faultFields, options),
      });
      if (status === 404) throw workspaceGone(control.workspaceId);
      if (status === 422) throw refused(body);
      return faultInfo(withMs<FaultInfo>(body));
    },
    async faults() {
      const { status, body } = await control.send('list_faults');
      return status === 404 ? [] : withMs<FaultInfo[]>(body).map(faultInfo);
    },
    async removeFaults(faultId) {
      if (faultId === undefined) await control.send('remove_faults');
      else await control.send('remove_fault', { params: { fault_id: faultId } });
    },
  };
}
