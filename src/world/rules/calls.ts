/** Rules of calls: place, change state, end. */
import { act } from '../act.ts';
import { limits } from '../limits.ts';
import {
  type CallRecord,
  type CallSid,
  endsAt,
  inState,
  isActive,
  isWithin,
  nextStepAt,
  stepAt,
} from '../model/calls.ts';
import { emptyChannel, joined } from '../model/channel.ts';
import type { WorldEvent } from '../model/events.ts';
import {
  type Duplicate,
  duplicate,
  type Full,
  full,
  type NotFound,
  notFound,
} from '../model/results.ts';
import type { Decision, NextTask, Plan, WorkspaceId } from '../ports/store.ts';
import type { NewCall, SubscriberOptions } from '../resources/calls.ts';

/** The result of placing a call. */
export type PlaceResult =
  | { readonly status: 'placed'; readonly callSid: CallSid }
  | { readonly status: 'unknown_service' }
  /** Two of the subscribers have the same id; `index` is that of the second. */
  | {
      readonly status: 'duplicate_subscriber';
      readonly index: number;
      readonly subscriberId: string;
    }
  | Duplicate
  | Full
  | NotFound;

const DEFAULT_RESPONSE_SECONDS = 1;

/** The tasks of a call at a time: everything that happens to it by time alone. */
export function callTasks(call: CallRecord, now: number): Plan[] {
  const { callSid } = call;
  const plans: Plan[] = [];
  const step = nextStepAt(call, now);
  if (step !== null) plans.push({ task: { kind: 'state', callSid }, at: step });
  const end = endsAt(call);
  if (end > now && end < Infinity) plans.push({ task: { kind: 'end', callSid }, at: end });
  return plans;
}

/** Places a call with its subscribers. It starts now, or `startedSecondsAgo` before. */
export function placeCall(workspaceId: WorkspaceId, wanted: NewCall) {
  const { callSid: given, responseDelaySeconds = DEFAULT_RESPONSE_SECONDS, ...rest } = wanted;
  const { subscribers, startedSecondsAgo, timeline, ...description } = rest;
  const { serviceId } = description;
  const newcomers =
    typeof subscribers === 'number'
      ? Array.from({ length: subscribers }, (): SubscriberOptions => ({}))
      : subscribers;
  return act(
    {
      workspace: ['workspace', workspaceId],
      // A generated sid is never used already.
      taken: ['call', given ?? ''],
      service: ['service', serviceId ?? ''],
      calls: ['count', 'call'],
    },
    ({ calls, service, taken, workspace }, moment): Decision<PlaceResult> => {
      if (workspace === undefined) return { result: notFound };
      if (serviceId !== null && service === undefined) {
        return { result: { status: 'unknown_service' } };
      }
      if (given !== undefined && taken !== undefined) return { result: duplicate };
      if (calls >= limits.calls) return { result: full('calls') };
      const callSid = given ?? moment.callSid();
      const { now } = moment;
      const call: CallRecord = {
        callSid,
        ...description,
        startedAt: now - startedSecondsAgo * 1000,
        timeline: [...timeline].sort((a, b) => a.atSeconds - b.atSeconds),
        endedAt: null,
      };
      const base = { at: now, workspaceId, callSid };
      const emit: WorldEvent[] = [{ ...base, type: 'call.placed' }];
      let channel = emptyChannel;
      // Nobody joins a call that has ended or not begun.
      if (isActive(call, now)) {
        for (const [index, one] of newcomers.entries()) {
          const subscriberId = one.subscriberId ?? moment.tagged('sub');
          if (channel.subscribers.some((other) => other.subscriberId === subscriberId)) {
            return { result: { status: 'duplicate_subscriber', index, subscriberId } };
          }
          const seconds = one.responseDelaySeconds ?? responseDelaySeconds;
          const newcomer = {
            kind: 'simulated',
            joinedAt: now,
            responseDelayMs: seconds * 1000,
          } as const;
          channel = joined(channel, { subscriberId, ...newcomer }).channel;
          emit.push({ ...base, type: 'subscriber.joined', subscriberId });
        }
      }
      return {
        result: { status: 'placed', callSid },
        put: [
          ['call', callSid, call],
          ['channel', callSid, channel],
        ],
        plan: callTasks(call, now),
        emit,
      };
    },
  );
}

/** Sets the state of a call, from now on. */
export function changeCallState(workspaceId: WorkspaceId, callSid: CallSid, state: string) {
  return act(
    { call: ['call', callSid] },
    ({ call }, { now }): Decision<{ readonly status: 'changed' } | NotFound | Full> => {
      if (call === undefined || !isActive(call, now)) return { result: notFound };
      if (call.timeline.length >= limits.timelineSteps) {
        return { result: full('timelineSteps') };
      }
      return {
        result: { status: 'changed' },
        put: [['call', callSid, inState(call, state, now)]],
        emit: [{ type: 'call.state_changed', at: now, workspaceId, callSid, state }],
      };
    },
  );
}

/** The events at the end of a call: the end, and the expiry of each queued event. */
function ending(
  workspaceId: WorkspaceId,
  callSid: CallSid,
  at: number,
  queue: readonly { readonly eventId: string }[],
): WorldEvent[] {
  const base = { at, workspaceId, callSid };
  return [
    { ...base, type: 'call.ended' },
    ...queue.map(({ eventId }) => ({ ...base, type: 'injection.expired', eventId }) as const),
  ];
}

/** Ends a call. Queued events stay, as expired. */
export function endCall(workspaceId: WorkspaceId, callSid: CallSid) {
  return act(
    { call: ['call', callSid], channel: ['channel', callSid], queue: ['queue', callSid] },
    ({ call, channel, queue }, { now }): Decision<{ readonly status: 'ended' } | NotFound> => {
      if (call === undefined || !isActive(call, now)) return { result: notFound };
      // Keep other tasks: work that is due by now must still be announced. A later state task finds the call ended.
      const plan: Plan[] = [{ task: { kind: 'end', callSid }, at: null }];
      if ((channel?.respondsAt ?? Infinity) > now) {
        plan.push({ task: { kind: 'respond', callSid }, at: null });
      }
      return {
        result: { status: 'ended' },
        put: [['call', callSid, { ...call, endedAt: now }]],
        plan,
        emit: ending(workspaceId, callSid, now, queue),
      };
    },
  );
}

/** The call reaches its length: announces its end. */
export function reachEnd({ at, workspaceId }: NextTask, callSid: CallSid) {
  return act(
    { call: ['call', callSid], queue: ['queue', callSid] },
    ({ call, queue }): Decision<void> => ({
      result: undefined,
      emit:
        call !== undefined && endsAt(call) === at ? ending(workspaceId, callSid, at, queue) : [],
    }),
  );
}

/** The call reaches the next steps of its timeline: announces them. */
export function reachState({ at, until, workspaceId }: NextTask, callSid: CallSid) {
  return act({ call: ['call', callSid] }, ({ call }, { now }): Decision<void> => {
    if (call === undefined) return { result: undefined };
    const to = Math.max(at, Math.min(now, until));
    const steps = call.timeline.filter((step) => {
      const due = stepAt(call, step);
      return due >= at && due <= to && isWithin(call, due) && !step.announced;
    });
    const next = nextStepAt(call, to);
    return {
      result: undefined,
      plan: [
        {
          task: { kind: 'state', callSid },
          at: next !== null && isWithin(call, next) ? next : null,
        },
      ],
      emit: steps.map((step) => ({
        type: 'call.state_changed',
        at: stepAt(call, step),
        workspaceId,
        callSid,
        state: step.state,
      })),
    };
  });
}
