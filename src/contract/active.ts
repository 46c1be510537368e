/** List active voice sessions: `GET /v1/{workspace_id}/sessions/active`. */
import type { ActiveCall } from '../world/operations/calls.ts';
import type { Operation } from './operation.ts';
import { floatText } from './wire/float-text.ts';

/** One call as it stands in the list: fields in the schema's order, the duration always a float. */
function activeSession(call: ActiveCall): string {
  const before = JSON.stringify({
    call_sid: call.callSid,
    service_id: call.serviceId,
    workspace_id: call.workspaceId,
    caller_id: call.callerId,
    direction: call.direction,
  });
  const after = JSON.stringify({ current_state: call.currentState, scenario: call.scenario });
  return `${before.slice(0, -1)},"duration_seconds":${floatText(call.durationSeconds)},${after.slice(1)}`;
}

/** The workspace's active calls, oldest first. */
export const active: Operation = {
  name: 'active',
  document: 'contract',
  method: 'GET',
  path: '/v1/{workspace_id}/sessions/active',
  body: null,
  details: {},
  async run({ world, workspaceId }) {
    const calls = await world.activeCalls(workspaceId);
    return { status: 200, json: `[${calls.map(activeSession).join(',')}]` };
  },
};
