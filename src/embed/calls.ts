/** Calls of an embedded workspace: placed, moved on, listened to. */
import { type Receive, receiver } from '../world/live-subscribers.ts';
import type { NewCall, NewSubscriber } from '../world/rules/calls.ts';
import { found, noRoom, type WorkspaceContext, workspaceGone } from './workspace-context.ts';
import { type CallInfo, callInfo, type InjectionInfo } from './workspace-info.ts';

/** A call to be placed; all of it may be left out. */
export type CallOptions = NewCall;

/** What can be done with calls. */
export function calls({ world }: WorkspaceContext, ws: string) {
  const now = () => world.now(ws);

  async function readCall(callSid: string): Promise<CallInfo> {
    return callInfo(found(await world.readCall(ws, callSid), `call ${callSid}`), now());
  }

  async function listCalls(): Promise<CallInfo[]> {
    return (await world.listCalls(ws)).map((call) => callInfo(call, now()));
  }

  return {
    /**
     * Places a call. Rejects when its `callSid` is taken or its service is not there, and with a `TypeError`
     * or a `RangeError` when the control plane would respond 422.
     */
    async placeCall(options: CallOptions = {}): Promise<CallInfo> {
      const placed = await world.placeCalls(ws, options);
      switch (placed.status) {
        case 'placed':
          return readCall(placed.callSids[0] as string);
        case 'not_found':
          throw workspaceGone(ws);
        case 'duplicate':
          throw new Error(`callSid ${options.callSid} is taken`);
        case 'duplicate_subscriber':
          throw new Error(`subscribers[${placed.index}]: its subscriberId is taken`);
        case 'unknown_service':
          throw new Error(`service ${options.serviceId} not found in this workspace`);
        case 'too_many':
          throw new RangeError(placed.problem);
        case 'full':
          throw noRoom(placed);
      }
    },
    /** A call as it is now, ended or not. Rejects when there is none. */
    readCall,
    /** All calls, ended ones too. */
    listCalls,
    /** Puts a call into a state, from now on. Rejects when it is not active. */
    async setCallState(callSid: string, state: string): Promise<CallInfo> {
      const changed = await world.changeCallState(ws, callSid, state);
      if (changed.status === 'full') throw noRoom(changed);
      if (changed.status !== 'changed') throw new Error(`active call ${callSid} not found`);
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
      if (joined.status === 'full') throw noRoom(joined);
      throw new Error(
        joined.status === 'duplicate'
          ? `subscriber ${options.subscriberId} is on call ${callSid} already`
          : `active call ${callSid} not found`,
      );
    },
    /**
     * Subscribes to a call; `receive` gets what waits, then what comes. Rejects when the call is not active.
     * Returns how to leave. What `receive` throws, or rejects with, goes to `onError`; without one, leaving
     * rejects with the first such error. The event counts as received.
     *
     * @example
     * const leave = await workspace.subscribe(callSid, (event) => heard.push(event.message));
     */
    async subscribe(
      callSid: string,
      receive: Receive,
      options: { readonly onError?: (error: unknown) => void } = {},
    ): Promise<() => Promise<void>> {
      const { onError } = options;
      let first: { readonly error: unknown } | undefined;
      function failed(error: unknown): void {
        if (onError === undefined) first ??= { error };
        else {
          try {
            onError(error);
          } catch (thrown) {
            first ??= { error: thrown };
          }
        }
      }
      const client = receiver((event) => {
        // One that is async does not throw, it rejects.
        Promise.resolve(receive(event) as unknown).catch(failed);
      }, failed);
      const joined = await world.subscribe(ws, callSid, client);
      if (joined.status === 'full') throw noRoom(joined);
      if (joined.status !== 'joined') throw new Error(`active call ${callSid} not found`);
      const { subscriberId, lease } = joined;
      return async () => {
        await world.detachSubscriber(ws, callSid, subscriberId, lease);
        if (first !== undefined) throw first.error;
      };
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
