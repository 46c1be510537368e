/** Calls: placed, listed, moved on, hung up. */
import {
  byAge,
  type CallRecord,
  type CallSid,
  createCall,
  endsAt,
  enterState,
  isActive,
  type NewCall,
} from '../calls.ts';
import { checkText } from '../checks.ts';
import type { WorldEvent } from '../events.ts';
import { checkCall } from '../input-checks.ts';
import { limits } from '../limits.ts';
import {
  type Duplicate,
  duplicate,
  type Full,
  full,
  type Inside,
  type NotFound,
  notFound,
} from '../parts.ts';
import type { WorkspaceId } from '../store.ts';

/** A workspace's calls at a moment. As they are kept: not to be written to. */
export interface CallsByAge {
  /** The moment, in milliseconds. */
  readonly at: number;
  /** Oldest first, those that are over too. The same list as long as the same calls are there. */
  readonly calls: readonly CallRecord[];
}

/** The operations on calls. */
export function callOperations({ agenda, ids, now, store }: Inside) {
  /** Lists that were sorted, by what the store gave. */
  const inOrder = new WeakMap<readonly CallRecord[], readonly CallRecord[]>();

  /** Ends a call's story for those who listen: the end itself, and what was still queued. */
  function ending(workspaceId: WorkspaceId, call: CallRecord, at: number): WorldEvent[] {
    const base = { at, workspaceId, callSid: call.callSid };
    return [
      { ...base, type: 'call.ended' },
      ...call.queue.map(
        ({ eventId }) => ({ ...base, type: 'injection.expired', eventId }) as const,
      ),
    ];
  }

  /** Plans what the time alone will bring to a call. */
  function plan(
    workspaceId: WorkspaceId,
    { callSid, startedAt, timeline, ...call }: CallRecord,
  ): void {
    const at = now(workspaceId);
    for (const step of timeline) {
      const due = startedAt + step.atSeconds * 1000;
      if (due <= at) continue;
      agenda.plan(workspaceId, due, () =>
        store.change('call', workspaceId, callSid, (current) => {
          const happens = current?.timeline.includes(step) && isActive(current, due);
          const { state } = step;
          const event = {
            type: 'call.state_changed',
            at: due,
            workspaceId,
            callSid,
            state,
          } as const;
          return { keep: current, answer: undefined, events: happens ? [event] : [] };
        }),
      );
    }
    if (call.lengthSeconds === null) return;
    const due = startedAt + call.lengthSeconds * 1000;
    if (due <= at) return;
    agenda.plan(workspaceId, due, () =>
      store.change('call', workspaceId, callSid, (current) => {
        const happens =
          current !== undefined && endsAt(current) === due && current.endedAt === null;
        return {
          keep: current,
          answer: undefined,
          events: happens ? ending(workspaceId, current, due) : [],
        };
      }),
    );
  }

  return {
    /**
     * Places a call; it rings at once, or began when it is said to have begun. Rejects with a `TypeError` or
     * a `RangeError` for a call that cannot be.
     */
    async placeCall(
      workspaceId: WorkspaceId,
      newCall: NewCall,
    ): Promise<
      | { status: 'placed'; callSid: CallSid }
      | Duplicate
      | Full
      | NotFound
      | { status: 'unknown_service' }
    > {
      checkCall(newCall);
      // Nothing is drawn for a workspace that does not exist.
      if ((await store.get('workspace', workspaceId, workspaceId)) === undefined) return notFound;
      const { serviceId } = newCall;
      if (typeof serviceId === 'string' && !(await store.get('service', workspaceId, serviceId))) {
        return { status: 'unknown_service' };
      }
      const callSid = newCall.callSid ?? ids.scope(workspaceId).callSid();
      return store.change('call', workspaceId, callSid, (current, count, exists) => {
        if (!exists) return { keep: undefined, answer: notFound };
        if (current !== undefined) return { keep: current, answer: duplicate };
        if (count >= limits.calls) return { keep: current, answer: full('calls') };
        const at = now(workspaceId);
        const call = createCall(newCall, callSid, at);
        plan(workspaceId, call);
        return {
          keep: call,
          answer: { status: 'placed', callSid },
          events: [{ type: 'call.placed', at, workspaceId, callSid }],
        };
      });
    },

    /** Puts a call into a state, from now on. */
    async changeCallState(
      workspaceId: WorkspaceId,
      callSid: CallSid,
      state: string,
    ): Promise<{ status: 'changed' } | NotFound | Full> {
      checkText('state', state);
      return store.change('call', workspaceId, callSid, (call) => {
        const at = now(workspaceId);
        if (call === undefined || !isActive(call, at)) return { keep: call, answer: notFound };
        if (call.timeline.length >= limits.timelineSteps) {
          return { keep: call, answer: full('timelineSteps') };
        }
        enterState(call, state, at);
        return {
          keep: call,
          answer: { status: 'changed' },
          events: [{ type: 'call.state_changed', at, workspaceId, callSid, state }],
        };
      });
    },

    /** Hangs up. What is still queued stays in the call's record, expired. */
    async endCall(
      workspaceId: WorkspaceId,
      callSid: CallSid,
    ): Promise<{ status: 'ended' } | NotFound> {
      return store.change('call', workspaceId, callSid, (call) => {
        const at = now(workspaceId);
        if (call === undefined || !isActive(call, at)) return { keep: call, answer: notFound };
        call.endedAt = at;
        return { keep: call, answer: { status: 'ended' }, events: ending(workspaceId, call, at) };
      });
    },

    /** A call's record, ended or not; undefined when there is none. Not to be written to. */
    async readCall(workspaceId: WorkspaceId, callSid: CallSid): Promise<CallRecord | undefined> {
      return store.get('call', workspaceId, callSid);
    },

    /** Keeps a call as it once was. What was planned for it is planned again. */
    async restoreCall(workspaceId: WorkspaceId, call: CallRecord): Promise<void> {
      plan(workspaceId, call);
      await store.change('call', workspaceId, call.callSid, () => ({
        keep: call,
        answer: undefined,
      }));
    },

    /** The workspace's calls, oldest first. `isActive` tells which of them are active at that moment. */
    async callsByAge(workspaceId: WorkspaceId): Promise<CallsByAge> {
      const calls = await store.list('call', workspaceId);
      let sorted = inOrder.get(calls);
      if (sorted === undefined) {
        sorted = [...calls].sort(byAge);
        inOrder.set(calls, sorted);
      }
      return { at: now(workspaceId), calls: sorted };
    },
  };
}
