/** Inject an event into an active session: `POST /v1/{workspace_id}/sessions/{call_sid}/inject`. */
import { after } from '../../world/maybe-promise.ts';
import { fullText } from '../../world/model/results.ts';
import type { Operation } from '../operation.ts';
import { ok, refused } from '../outcome.ts';
import type { InjectRequest } from './session-schemas.ts';

/** Delivered to the call's subscribers, or queued without one. */
export const inject: Operation<InjectRequest> = {
  name: 'inject',
  document: 'contract',
  method: 'POST',
  path: '/v1/{workspace_id}/sessions/{call_sid}/inject',
  body: 'InjectRequest',
  details: { 404: 'Session not found.', 503: 'Voice agent service unavailable.' },
  run({ world, workspaceId, params, body }) {
    const callSid = params.call_sid as string;
    const { message, sender, event_type: eventType } = body;
    // Not `async`: the most frequent request makes no promise that it does not need.
    return after(world.inject(workspaceId, callSid, { message, sender, eventType }), (injected) => {
      const { status } = injected;
      if (status === 'not_found') return refused(404);
      if (status === 'full') return refused(503, fullText(injected));
      return ok(JSON.stringify({ status, call_sid: callSid }));
    });
  },
};
