/** The requests and events of a workspace in another process. */
import { assertExpectation, assertPattern } from '../../observe/expectation.ts';
import { checkNumber } from '../../world/checks.ts';
import { limits } from '../../world/limits.ts';
import type { WorldEventType } from '../../world/model/events.ts';
import type { OperationName } from '../../world/model/operation-names.ts';
import { hostTime } from '../../world/ports/clock.ts';
import { waitError } from '../wait-error.ts';
import type { WorkspaceObservation } from '../workspace-observation.ts';
import { type Json, refused, type WorkspaceControl } from './control-client.ts';
import { worldEventOf } from './from-json.ts';
import { connectedRequests } from './requests.ts';

/** Milliseconds of one request that waits: `fetch` gives up after 5 minutes without a response. */
const WAIT_MS = 60_000;

/** The body of a wait: the event, or after a timeout what happened instead. */
interface Waited {
  readonly events: readonly Json[];
  readonly seen: readonly { readonly type: WorldEventType }[];
  readonly gap: { readonly lost: number } | null;
}

/** The methods for them, besides the clock. */
export function connectedObservation(
  control: WorkspaceControl,
  operations: readonly OperationName[],
): Omit<WorkspaceObservation, 'clock'> {
  const { requests, verify, forgetRequests } = connectedRequests(control);

  return {
    async requests(pattern = {}) {
      assertPattern(pattern, operations);
      return requests(pattern);
    },
    async verify(expected) {
      assertExpectation(expected, operations);
      return verify(expected);
    },
    forgetRequests,
    async waitFor(pattern, { timeoutMs = 5000 } = {}) {
      checkNumber('timeoutMs', timeoutMs, { least: 0, most: limits.waitMs });
      const until = hostTime() + timeoutMs;
      const { type, callSid, conversationId } = pattern;
      const wanted = { type, call_sid: callSid, conversation_id: conversationId };
      for (;;) {
        const leftMs = Math.max(0, Math.ceil(until - hostTime()));
        const { status, body } = await control.send('wait_for_events', {
          body: {
            workspace_id: control.workspaceId,
            ...wanted,
            timeout_ms: Math.min(leftMs, WAIT_MS),
          },
          signal: control.closing,
        });
        if (status === 422) throw refused(body);
        const { events, seen, gap } = body as Waited;
        if (events[0] !== undefined) return worldEventOf(events[0]);
        if (leftMs > WAIT_MS) continue;
        const types = seen.map((event) => event.type);
        throw waitError({ pattern, timeoutMs, types, lost: gap?.lost ?? 0 });
      }
    },
  };
}
