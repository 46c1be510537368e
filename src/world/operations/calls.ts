/** Operations on calls. */

import { pacer, ranges } from '../checks.ts';
import { number, required, text, withDefault } from '../fields.ts';
import { validated } from '../input.ts';
import { byAge, type CallRecord, type CallSid, isActive } from '../model/calls.ts';
import { type CallDetails, emptyChannel } from '../model/channel.ts';
import type { WorkspaceId } from '../ports/store.ts';
import { type CallOptions, callFields, type NewCall } from '../resources/calls.ts';
import * as calls from '../rules/calls.ts';
import type { WorldContext } from '../world-context.ts';

/** The calls of a workspace at one time. */
export interface CallsByAge {
  /** The time, in milliseconds. */
  readonly at: number;
  /** If two versions of one workspace are equal, the calls are equal. */
  readonly version: string;
  /** Oldest first, including ended ones. */
  readonly calls: readonly CallRecord[];
}

/** The calls of a workspace in numbers. */
export interface CallCounts {
  /** Calls that have begun and not ended. */
  readonly activeCalls: number;
  /** Their subscribers that hold a stream open. */
  readonly liveSubscribers: number;
  /** Events that wait for a subscriber of such a call. */
  readonly queuedEvents: number;
}

/** A call may be still to begin in a test's own world; the other entry points refuse it. */
const anyCall = {
  ...callFields,
  startedSecondsAgo: withDefault(number({ ...ranges.seconds, least: -ranges.seconds.most }), 0),
};

/** Size of the cache of sorted calls, in workspaces. */
const SORTED_KEPT = 100;

/** Operations on calls. */
export function callOperations({ decide, list, store }: WorldContext) {
  const sorted = new Map<WorkspaceId, { version: string; calls: readonly CallRecord[] }>();

  async function readCall(
    workspaceId: WorkspaceId,
    callSid: CallSid,
  ): Promise<CallDetails | undefined> {
    const found = await store.read(workspaceId, {
      call: ['call', callSid],
      channel: ['channel', callSid],
      queue: ['queue', callSid],
      received: ['received', callSid],
    });
    const { call, channel = emptyChannel, queue, received } = found;
    return call && { ...call, subscribers: channel.subscribers, channel, queue, received };
  }

  return {
    /** Places a call with its subscribers. Rejects with a `TypeError` or a `RangeError` if the call is invalid. */
    async placeCall(workspaceId: WorkspaceId, options: CallOptions): Promise<calls.PlaceResult> {
      const call: NewCall = await validated(anyCall, options);
      return decide(workspaceId, calls.placeCall(workspaceId, call));
    },
    /** Sets the state of a call, from now on. Rejects with a `TypeError` or a `RangeError` if the state is invalid. */
    async changeCallState(workspaceId: WorkspaceId, callSid: CallSid, state: string) {
      await validated({ state: required(text()) }, { state });
      return decide(workspaceId, calls.changeCallState(workspaceId, callSid, state));
    },
    /** Ends a call. Queued events stay, as expired. */
    endCall: (workspaceId: WorkspaceId, callSid: CallSid) =>
      decide(workspaceId, calls.endCall(workspaceId, callSid)),
    /** A call with its channel, active or ended; undefined if it does not exist. */
    readCall,
    /** All calls with their channels, in order of creation, including ended ones. */
    async listCalls(workspaceId: WorkspaceId): Promise<CallDetails[]> {
      const all: CallDetails[] = [];
      for (const { callSid } of await list(workspaceId, 'call')) {
        const call = await readCall(workspaceId, callSid);
        if (call !== undefined) all.push(call);
      }
      return all;
    },
    /** Counts the active calls of a workspace and what is on their channels. */
    async countCalls(workspaceId: WorkspaceId): Promise<CallCounts> {
      const pace = pacer();
      const now = store.clocks.now(workspaceId);
      const counts = { activeCalls: 0, liveSubscribers: 0, queuedEvents: 0 };
      for (const call of await list(workspaceId, 'call')) {
        await pace();
        if (!isActive(call, now)) continue;
        const { channel } = await store.read(workspaceId, { channel: ['channel', call.callSid] });
        counts.activeCalls++;
        counts.liveSubscribers +=
          channel?.subscribers.filter(({ kind }) => kind === 'live').length ?? 0;
        counts.queuedEvents += channel?.queued ?? 0;
      }
      return counts;
    },
    /** The workspace's calls, oldest first. `isActive` tells which of them are active at `at`. */
    async callsByAge(workspaceId: WorkspaceId): Promise<CallsByAge> {
      const { version, records } = await store.list(workspaceId, 'call');
      let found = sorted.get(workspaceId);
      if (found?.version !== version) {
        found = { version, calls: [...records].sort(byAge) };
        sorted.delete(workspaceId);
        if (sorted.size >= SORTED_KEPT) {
          const [oldest] = sorted.keys();
          if (oldest !== undefined) sorted.delete(oldest);
        }
        sorted.set(workspaceId, found);
      }
      return { at: store.clocks.now(workspaceId), ...found };
    },
  };
}
