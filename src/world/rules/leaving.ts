/** A subscriber leaves a call; the events that it has not passed on are queued again. */
import { act } from '../act.ts';
import type { UnreadEvent } from '../live-subscribers.ts';
import { type CallSid, isActive } from '../model/calls.ts';
import {
  type ChannelRecord,
  type Connection,
  firstResponseAt,
  left,
  takenBack,
} from '../model/channel.ts';
import type { WorldEvent } from '../model/events.ts';
import { type NotFound, notFound } from '../model/results.ts';
import type { Decision, Found, Items, WorkspaceId } from '../ports/store.ts';

import { drainedTo, handedTo, planResponse } from './handing-over.ts';

/** The records to read when events are given back. */
const givingBack = (callSid: CallSid) =>
  ({
    call: ['call', callSid],
    channel: ['channel', callSid],
    queue: ['queue', callSid],
    received: ['received', callSid],
  }) as const;

/**
 * Takes back events that a subscriber has not read. Those that nobody else received go to the subscriber that
 * joined first, or without one to the front of the queue.
 */
function returned(
  workspaceId: WorkspaceId,
  callSid: CallSid,
  channel: ChannelRecord,
  {
    call,
    queue,
    received,
  }: Pick<Found<ReturnType<typeof givingBack>>, 'call' | 'queue' | 'received'>,
  leaving: Connection,
  unread: readonly UnreadEvent[],
  now: number,
): Required<Pick<Decision<void>, 'append' | 'emit' | 'plan' | 'put' | 'rewrite'>> {
  const taken = takenBack(received, leaving, unread);
  const { back } = taken;
  const rewrite: Items[] = unread.length === 0 ? [] : [['received', callSid, taken.received]];
  const isOn = call !== undefined && isActive(call, now);
  const [next] = channel.subscribers;
  if (back.length > 0 && isOn && next !== undefined) {
    const planned = planResponse(channel, callSid, firstResponseAt([next], now));
    return {
      put: [['channel', callSid, planned.channel]],
      plan: planned.plan ?? [],
      rewrite,
      append: handedTo(callSid, back, [next], now),
      emit: drainedTo(workspaceId, callSid, back, next.subscriberId, now),
    };
  }
  const base = { at: now, workspaceId, callSid };
  return {
    put: [['channel', callSid, { ...channel, queued: channel.queued + back.length }]],
    plan: [],
    rewrite: back.length === 0 ? rewrite : [...rewrite, ['queue', callSid, [...back, ...queue]]],
    append: [],
    emit: back.map((injection) =>
      isOn
        ? { ...base, type: 'injection.requeued', injection, subscriberIds: [] }
        : { ...base, type: 'injection.expired', eventId: injection.eventId },
    ),
  };
}

/**
 * A subscriber leaves a call, and gives no later responses. `unread`: events that a live subscriber has not
 * passed on; they are queued again. With a lease, only that connection leaves.
 */
export function leave(
  workspaceId: WorkspaceId,
  callSid: CallSid,
  subscriberId: string,
  lease?: number,
  unread: readonly UnreadEvent[] = [],
) {
  return act(
    givingBack(callSid),
    (found, { now }): Decision<{ readonly status: 'left' } | NotFound> => {
      const { channel } = found;
      const one = channel?.subscribers.find((other) => other.subscriberId === subscriberId);
      const after = channel && left(channel, subscriberId, now);
      if (one === undefined || after === undefined || (lease ?? one.lease) !== one.lease) {
        return { result: notFound };
      }
      const gone: WorldEvent = {
        type: 'subscriber.left',
        at: now,
        workspaceId,
        callSid,
        subscriberId,
        ...(one.lease !== undefined && { lease: one.lease }),
      };
      const result = { status: 'left' } as const;
      if (unread.length === 0) return { result, put: [['channel', callSid, after]], emit: [gone] };
      const back = returned(workspaceId, callSid, after, found, one, unread, now);
      return { result, ...back, emit: [gone, ...back.emit] };
    },
  );
}

/**
 * Queues events again that a connection of a live subscriber received and did not pass on before it ended, except those
 * that the subscriber has taken over on another connection since.
 */
export function handBack(
  workspaceId: WorkspaceId,
  callSid: CallSid,
  connection: Connection,
  unread: readonly UnreadEvent[],
) {
  return act(givingBack(callSid), (found, { now }): Decision<void> => {
    const { channel } = found;
    if (channel === undefined) return { result: undefined };
    const back = returned(workspaceId, callSid, channel, found, connection, unread, now);
    return { result: undefined, ...back };
  });
}
