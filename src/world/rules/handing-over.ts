import type { CallSid } from '../model/calls.ts';
import type { ChannelRecord, Injection, Subscriber } from '../model/channel.ts';
import type { WorldEvent } from '../model/events.ts';
import type { Items, Plan, WorkspaceId } from '../ports/store.ts';

/** Plans the task that announces agent responses: one per call, at the earliest time needed. */
export function planResponse(
  channel: ChannelRecord,
  callSid: CallSid,
  at: number | null,
): { readonly channel: ChannelRecord; readonly plan?: readonly Plan[] } {
  if (at === null || (channel.respondsAt !== null && channel.respondsAt <= at)) return { channel };
  return {
    channel: { ...channel, respondsAt: at },
    plan: [{ task: { kind: 'respond', callSid }, at }],
  };
}

/** Log items for events that are delivered to some subscribers. */
export function handedTo(
  callSid: CallSid,
  injections: readonly Injection[],
  to: readonly Subscriber[],
  now: number,
): Items[] {
  if (injections.length === 0) return [];
  return [['received', callSid, injections.map((one) => ({ ...one, deliveredAt: now, to }))]];
}

/** The events for queued injections that are delivered to a subscriber. */
export function drainedTo(
  workspaceId: WorkspaceId,
  callSid: CallSid,
  injections: readonly Injection[],
  subscriberId: string,
  at: number,
): WorldEvent[] {
  const base = { type: 'injection.drained', at, workspaceId, callSid } as const;
  return injections.map((injection) => ({ ...base, injection, subscriberIds: [subscriberId] }));
}
