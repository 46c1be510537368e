/** Calls of an embedded workspace: placed, moved on, listened to. */
import type { NewCall } from '../world/calls.ts';
import type { NewSubscriber } from '../world/operations/injections.ts';
import type { Receive } from '../world/outlets.ts';
import { found, type WorkspaceHost, workspaceGone } from './host.ts';
import { type CallInfo, callInfo, type InjectionInfo } from './views.ts';

/** A call to be placed; all of it may be left out. */
export type CallOptions = NewCall & {
  /** How many simulated agents listen from the start; 0 unless told. */
  readonly subscribers?: number;
  /** How long before now it began, in seconds; 0 unless told. */
  readonly startedSecondsAgo?: number;
};

/** What can be done with calls. */
export function calls({ world }: WorkspaceHost, ws: string) {
  const now = () => world.now(ws);

  async function readCall(callSid: string): Promise<CallInfo> {
    return callInfo(found(await world.readCall(ws, callSid), `call ${callSid}`), now());
  }

  async function listCalls(): Promise<CallInfo[]> {
    return (await world.store.list('call', ws)).map((call) => callInfo(call, now()));
  }

  return {
    /** Places a call. Rejects when its `callSid` is taken or its service is not there. */
    async placeCall(options: CallOptions = {}): Promise<CallInfo> {
      const { subscribers = 0, startedSecondsAgo = 0, ...call } = options;
      const placed = await world.placeCall(ws, {
        startedAt: now() - startedSecondsAgo * 1000,
        ...call,
      });
      if (placed.status === 'not_found') throw workspaceGone(ws);
      if (placed.status === 'duplicate') throw new Error(`callSid ${call.callSid} is taken`);
      if (placed.status !== 'placed') {
        throw new Error(`service ${call.serviceId} not found in this workspace`);
      }
      for (let i = 0; i < subscribers; i++) await world.attachSubscriber(ws, placed.callSid);
      return readCall(placed.callSid);
    },
    /** A call as it is now, ended or not. Rejects when there is none. */
    readCall,
    /** All calls, ended ones too. */
    listCalls,
    /** Puts a call into a state, from now on. Rejects when it is not active. */
    async setCallState(callSid: string, state: string): Promise<CallInfo> {
      const { status } = await world.changeCallState(ws, callSid, state);
      if (status !== 'changed') throw new Error(`active call ${callSid} not found`);
      return readCall(callSid);
    },
    /** Hangs up. Rejects when it is not active. */
    async endCall(callSid: string): Promise<CallInfo> {
      const { status } = await world.endCall(ws, callSid);
      if (status !== 'ended') throw new Error(`active call ${callSid} not found`);
      return readCall(callSid);
    },

    /** A simulated agent joins a call; what waits drains to it. Rejects when the call is not active. */
    async attachSubscriber(
      callSid: string,
      options: NewSubscriber = {},
    ): Promise<{ subscriberId: string; drained: number }> {
      const joined = await world.attachSubscriber(ws, callSid, options);
      if (joined.status === 'joined') {
        return { subscriberId: joined.subscriberId, drained: joined.drained };
      }
      throw new Error(
        joined.status === 'duplicate'
          ? `subscriber ${options.subscriberId} is on call ${callSid} already`
          : `active call ${callSid} not found`,
      );
    },
    /** Listens to a call oneself; `receive` gets what waits, then what comes. Answers how to leave. */
    async subscribe(callSid: string, receive: Receive): Promise<() => Promise<void>> {
      const joined = await world.subscribe(ws, callSid, receive);
      if (joined.status !== 'joined') throw new Error(`active call ${callSid} not found`);
      return async () => void (await world.detachSubscriber(ws, callSid, joined.subscriberId));
    },
    /** A subscriber leaves a call. Rejects when it is not there. */
    async detachSubscriber(callSid: string, subscriberId: string): Promise<void> {
      const { status } = await world.detachSubscriber(ws, callSid, subscriberId);
      if (status !== 'left') throw new Error(`subscriber ${subscriberId} not found on ${callSid}`);
    },
    /** What was injected into a call, or into all of them, oldest first. */
    async injections(callSid?: string): Promise<InjectionInfo[]> {
      const calls = callSid === undefined ? await listCalls() : [await readCall(callSid)];
      return calls
        .flatMap((call) => call.injections)
        .sort((a, b) => a.injectedAt.getTime() - b.injectedAt.getTime());
    },
  };
}
