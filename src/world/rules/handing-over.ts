import type { CallSid } from '../model/calls.ts';
import type { ChannelRecord, Injection, Subscriber } from '../model/channel.ts';
import type { WorldEvent } from '../model/events.ts';
import type { Items, Plan, WorkspaceId } from '../ports/store.ts';

/** One task for each call announces the responses of its agents: planned when none is, or for earlier. */
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

/** Events that are handed to some subscribers. */
export function handedTo(
  callSid: CallSid,
  injections: readonly Injection[],
  to: readonly Subscriber[],
  now: number,
): Items[] {
  if (injections.length === 0) return [];
  return [['received', callSid, injections.map((one) => ({ ...one, deliveredAt: now, to }))]];
}

/** What others hear when events that waited are handed to a subscriber. */
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
