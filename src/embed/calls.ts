/** Calls of an embedded workspace: placed, changed, subscribed to. */
import { withDates } from '../observe/views.ts';
import { type CallInfo, callInfo } from '../observe/workspace-info.ts';
import { receiver } from '../world/live-subscribers.ts';
import { firstError } from './first-error.ts';
import { injectionsOf } from './injections.ts';
import type { WorkspaceCalls } from './workspace-calls.ts';
import { found, noRoom, settled, type WorkspaceContext } from './workspace-context.ts';

/** The methods for calls. */
export function calls({ world }: WorkspaceContext, ws: string): WorkspaceCalls {
  const now = () => world.now(ws);

  async function readCall(callSid: string): Promise<CallInfo> {
    const call = found(await world.readCall(ws, callSid), `call ${callSid}`);
    return withDates<CallInfo>(callInfo(call, now()));
  }

  async function listCalls(): Promise<CallInfo[]> {
    return (await world.listCalls(ws)).map((call) => withDates<CallInfo>(callInfo(call, now())));
  }

  return {
    async placeCall(options = {}) {
      const placed = settled(ws, await world.placeCalls(ws, options));
      switch (placed.status) {
        case 'placed':
          return readCall(placed.callSids[0] as string);
        case 'duplicate':
          throw new Error(`callSid ${options.callSid} is taken`);
        case 'duplicate_subscriber':
          throw new Error(`subscribers[${placed.index}]: its subscriberId is taken`);
        case 'unknown_service':
          throw new Error(`service ${options.serviceId} not found in this workspace`);
        case 'too_many':
          throw new RangeError(placed.problem);
      }
    },
    readCall,
    listCalls,
    async setCallState(callSid, state) {
      const changed = await world.changeCallState(ws, callSid, state);
      if (changed.status === 'full') throw noRoom(changed);
      if (changed.status !== 'changed') throw new Error(`active call ${callSid} not found`);
      return readCall(callSid);
    },
    async endCall(callSid) {
      const { status } = await world.endCall(ws, callSid);
      if (status !== 'ended') throw new Error(`active call ${callSid} not found`);
      return readCall(callSid);
    },

    async attachSubscriber(callSid, options = {}) {
      const joined = await world.attachSubscriber(ws, callSid, options);
      if (joined.status === 'joined') {
        return { subscriberId: joined.subscriberId, drained: joined.drained };
      }
      if (joined.status === 'full') throw noRoom(joined);
      throw new Error(
        joined.status === 'duplicate'
          ? `subscriber ${options.subscriberId} is on call ${callSid} already`
          : `active call ${callSid} not found`,
      );
    },
    async subscribe(callSid, receive, { onError } = {}) {
      const { failed, rethrow } = firstError(onError);
      const client = receiver((event) => {
        // An async callback rejects instead of throwing.
        Promise.resolve(receive(event)).catch(failed);
      }, failed);
      const joined = await world.subscribe(ws, callSid, client);
      if (joined.status === 'full') throw noRoom(joined);
      if (joined.status !== 'joined') throw new Error(`active call ${callSid} not found`);
      const { subscriberId, lease } = joined;
      return async () => {
        await world.detachSubscriber(ws, callSid, subscriberId, lease);
        rethrow();
      };
    },
    async detachSubscriber(callSid, subscriberId) {
      const { status } = await world.detachSubscriber(ws, callSid, subscriberId);
      if (status !== 'left') throw new Error(`subscriber ${subscriberId} not found on ${callSid}`);
    },
    async injections(callSid) {
      return injectionsOf(callSid === undefined ? await listCalls() : [await readCall(callSid)]);
    },
  };
}
