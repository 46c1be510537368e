/** Calls of a workspace in another process: placed, changed, subscribed to. */
import type { CallInfo } from '../../observe/workspace-info.ts';
import { checkFields } from '../../world/check-fields.ts';
import { required, text } from '../../world/fields.ts';
import { callFields, subscriberFields } from '../../world/resources/calls.ts';
import { toJson } from '../../world/to-json.ts';
import { injectionsOf } from '../injections.ts';
import type { AttachedSubscriber, WorkspaceCalls } from '../workspace-calls.ts';
import { found, workspaceGone } from '../workspace-context.ts';
import { type Json, refusals, refused, type WorkspaceControl } from './control-client.ts';
import { withDates, withMs } from './from-json.ts';
import { subscription } from './subscription.ts';

const stateFields = { state: required(text()) };

/** A call from its JSON, which has its queue besides. */
export function callOf(json: unknown): CallInfo {
  const { queue: _, ...call } = json as Json;
  return withDates<CallInfo>(call);
}

const notActive = (callSid: string): Error => new Error(`active call ${callSid} not found`);

/** The methods for calls. */
export function connectedCalls(control: WorkspaceControl): WorkspaceCalls {
  const at = (callSid: string) => ({ params: { call_sid: callSid } });

  async function readCall(callSid: string): Promise<CallInfo> {
    const { status, body } = await control.send('read_call', at(callSid));
    return callOf(found(status === 404 ? undefined : body, `call ${callSid}`));
  }
  async function listCalls(): Promise<CallInfo[]> {
    const { status, body } = await control.send('list_calls');
    return status === 404 ? [] : (body as unknown[]).map(callOf);
  }

  return {
    async placeCall(options = {}) {
      checkFields(callFields, options);
      const { status, body } = await control.send('place_calls', {
        body: toJson(callFields, options),
      });
      if (status === 201) return callOf(body);
      if (status === 404) throw workspaceGone(control.workspaceId);
      if (status === 409) throw new Error(`callSid ${options.callSid} is taken`);
      const [{ path = [], message = '' } = {}] = refusals(body);
      const [field, index] = path;
      if (field === 'service_id') {
        throw new Error(`service ${options.serviceId} not found in this workspace`);
      }
      if (field === 'subscribers') {
        throw new Error(`subscribers[${index}]: its subscriberId is taken`);
      }
      throw field === 'count' ? new RangeError(message) : refused(body);
    },
    readCall,
    listCalls,
    async setCallState(callSid, state) {
      checkFields(stateFields, { state });
      const { status, body } = await control.send('set_call_state', {
        ...at(callSid),
        body: { state },
      });
      if (status === 404) throw notActive(callSid);
      if (status === 422) throw refused(body);
      return callOf(body);
    },
    async endCall(callSid) {
      const { status, body } = await control.send('end_call', at(callSid));
      if (status === 404) throw notActive(callSid);
      return callOf(body);
    },

    async attachSubscriber(callSid, options = {}) {
      checkFields(subscriberFields, options);
      const { status, body } = await control.send('attach_subscriber', {
        ...at(callSid),
        body: toJson(subscriberFields, options),
      });
      if (status === 404) throw notActive(callSid);
      if (status === 422) throw refused(body);
      if (status === 409) {
        throw new Error(`subscriber ${options.subscriberId} is on call ${callSid} already`);
      }
      return withMs<AttachedSubscriber>(body);
    },
    async subscribe(callSid, receive, { onError } = {}) {
      const response = await control.open('subscribe', { ...at(callSid), signal: control.closing });
      if (response.status === 404) throw notActive(callSid);
      return subscription(control, callSid, response, receive, onError);
    },
    async detachSubscriber(callSid, subscriberId) {
      const { status } = await control.send('detach_subscriber', {
        params: { call_sid: callSid, subscriber_id: subscriberId },
      });
      if (status === 404) throw new Error(`subscriber ${subscriberId} not found on ${callSid}`);
    },
    async injections(callSid) {
      return injectionsOf(callSid === undefined ? await listCalls() : [await readCall(callSid)]);
    },
  };
}
