/** Rules of subscribers: join a call, resume. */
import { act } from '../act.ts';
import { limits } from '../limits.ts';
import type { UnreadEvent } from '../live-subscribers.ts';
import { type CallSid, isActive } from '../model/calls.ts';
import {
  type ChannelRecord,
  firstResponseAt,
  type Injection,
  joined,
  left,
  missed,
  type ResumePoint,
  START,
  type Subscriber,
  takenOver,
} from '../model/channel.ts';
import type { WorldEvent } from '../model/events.ts';
import {
  type Duplicate,
  duplicate,
  type Full,
  full,
  type NotFound,
  notFound,
} from '../model/results.ts';
import type { Decision, Items, WorkspaceId } from '../ports/store.ts';

import { drainedTo, handedTo, planResponse } from './handing-over.ts';

/** The result of a join. */
export type JoinResult =
  | {
      readonly status: 'joined';
      readonly subscriberId: string;
      readonly drained: number;
      /** Connection number of a live subscriber; 0 for a simulated one. */
      readonly lease: number;
    }
  | NotFound
  | Duplicate
  | Full;

/** The result of a resume. */
export type ResumeResult =
  | (Extract<JoinResult, { status: 'joined' }> & {
      /** The events it missed, to pass on first. */
      readonly first: readonly UnreadEvent[];
    })
  | NotFound
  | Full
  /** No live subscriber received that event, or it is no longer kept. */
  | { readonly status: 'unknown' };

/** A new subscriber. */
export type Newcomer = Pick<Subscriber, 'kind' | 'lease' | 'responseDelayMs'> & {
  /** Default: generated. */
  readonly subscriberId?: string;
};

/** The decision of a join: queued events are delivered to the subscriber in order, before newer ones. */
function joining(
  workspaceId: WorkspaceId,
  callSid: CallSid,
  before: ChannelRecord,
  queue: readonly Injection[],
  newcomer: Newcomer & { readonly subscriberId: string },
  now: number,
): Decision<Extract<JoinResult, { status: 'joined' }>> {
  const { subscriberId, lease } = newcomer;
  const { channel, subscriber } = joined(before, { ...newcomer, joinedAt: now });
  const to = [subscriber];
  const base = { at: now, workspaceId, callSid };
  const respondsAt = queue.length === 0 ? null : firstResponseAt(to, now);
  const planned = planResponse(channel, callSid, respondsAt);
  return {
    result: { status: 'joined', subscriberId, drained: queue.length, lease: lease ?? 0 },
    put: [['channel', callSid, planned.channel]],
    plan: planned.plan ?? [],
    ...(queue.length > 0 && { rewrite: [['queue', callSid, []]] }),
    append: handedTo(callSid, queue, to, now),
    emit: [
      { ...base, type: 'subscriber.joined', subscriberId, ...(lease !== undefined && { lease }) },
      ...drainedTo(workspaceId, callSid, queue, subscriberId, now),
    ],
  };
}

/** A subscriber joins a call. Queued events are delivered to it. */
export function join(workspaceId: WorkspaceId, callSid: CallSid, newcomer: Newcomer) {
  return act(
    { call: ['call', callSid], channel: ['channel', callSid], queue: ['queue', callSid] },
    ({ call, channel, queue }, moment): Decision<JoinResult> => {
      const { now } = moment;
      const subscriberId = newcomer.subscriberId ?? moment.tagged('sub');
      if (call === undefined || channel === undefined || !isActive(call, now)) {
        return { result: notFound };
      }
      if (channel.subscribers.some((one) => one.subscriberId === subscriberId)) {
        return { result: duplicate };
      }
      if (channel.subscribers.length >= limits.subscribers) {
        return { result: full('subscribers') };
      }
      return joining(workspaceId, callSid, channel, queue, { ...newcomer, subscriberId }, now);
    },
  );
}

/**
 * A live subscriber resumes with a new lease. It receives the events it missed, then queued and new ones. Its
 * other connection ends; `unread` are the events that that one has not passed on.
 */
export function resume(
  workspaceId: WorkspaceId,
  callSid: CallSid,
  point: ResumePoint,
  lease: number,
  unread: readonly UnreadEvent[],
) {
  return act(
    {
      call: ['call', callSid],
      channel: ['channel', callSid],
      queue: ['queue', callSid],
      received: ['received', callSid],
    },
    ({ call, channel, queue, received }, { now }): Decision<ResumeResult> => {
      if (call === undefined || channel === undefined || !isActive(call, now)) {
        return { result: notFound };
      }
      const { subscriberId, eventId } = point;
      const other = channel.subscribers.find((one) => one.subscriberId === subscriberId);
      const kept = other?.kind === 'simulated' ? null : missed(channel, received, callSid, point);
      if (kept === null) return { result: { status: 'unknown' } };
      if (other === undefined && channel.subscribers.length >= limits.subscribers) {
        return { result: full('subscribers') };
      }
      const first = eventId === START ? withForgotten(unread, kept) : kept;
      const live = { kind: 'live', responseDelayMs: null } as const;
      const newcomer = { ...live, subscriberId, lease };
      const before = left(channel, subscriberId, now) ?? channel;
      const decision = joining(workspaceId, callSid, before, queue, newcomer, now);
      const { subscriber } = joined(before, { ...newcomer, joinedAt: now });
      const mine = takenOver(received, subscriber);
      const rewrite: Items[] = [...(decision.rewrite ?? [])];
      if (mine !== undefined) rewrite.push(['received', callSid, mine]);
      const gone: WorldEvent[] =
        other?.lease === undefined
          ? []
          : [
              {
                type: 'subscriber.left',
                at: now,
                workspaceId,
                callSid,
                subscriberId,
                lease: other.lease,
                resumed: true,
              },
            ];
      return {
        ...decision,
        rewrite,
        result: { ...decision.result, first },
        emit: [...gone, ...(decision.emit ?? [])],
      };
    },
  );
}

/** The unread events that the log no longer keeps, then the kept ones. */
function withForgotten(
  unread: readonly UnreadEvent[],
  kept: readonly UnreadEvent[],
): readonly UnreadEvent[] {
  const ids = new Set(kept.map((one) => one.eventId));
  const forgotten = unread.filter((one) => !ids.has(one.eventId));
  return [...forgotten, ...kept];
}
