/** The two sides of a call's channel: who listens, and what is said. */
import { type CallRecord, type CallSid, isActive } from '../calls.ts';
import { join, leave, type NewInjection, publish } from '../channel.ts';
import type { WorldEvent } from '../events.ts';
import type { Receive } from '../outlets.ts';
import { type Duplicate, duplicate, type Inside, type NotFound, notFound } from '../parts.ts';
import { createResponses } from '../responses.ts';
import type { WorkspaceId } from '../store.ts';

/** How a simulated agent behaves. */
export interface NewSubscriber {
  readonly subscriberId?: string;
  /** Seconds from a delivery to the response that incorporates it; 1 unless told. */
  readonly responseDelaySeconds?: number;
}

/** What joining comes to. */
export type Joined =
  | { readonly status: 'joined'; readonly subscriberId: string; readonly drained: number }
  | NotFound
  | Duplicate;

/** The operations on channels. */
export function injectionOperations({ agenda, ids, now, outlets, store }: Inside) {
  const { plan: planResponses } = createResponses(agenda, store);

  function attach(
    workspaceId: WorkspaceId,
    callSid: CallSid,
    subscriberId: string,
    responseDelayMs: number | null,
    receive?: Receive,
  ): Promise<Joined> {
    return store.change('call', workspaceId, callSid, (call) => {
      const at = now(workspaceId);
      if (call === undefined || !isActive(call, at)) return { keep: call, answer: notFound };
      if (call.subscribers.some((one) => one.subscriberId === subscriberId)) {
        return { keep: call, answer: duplicate };
      }
      // Only one that joins, and before it is announced: the first events come within the joining.
      if (receive !== undefined) outlets.open(workspaceId, callSid, subscriberId, receive);
      const kind = responseDelayMs === null ? 'live' : 'simulated';
      const drained = join(call, { subscriberId, kind, joinedAt: at, responseDelayMs }, at);
      const base = { at, workspaceId, callSid };
      const events: WorldEvent[] = [{ ...base, type: 'subscriber.joined', subscriberId }];
      for (const injection of drained) {
        planResponses(workspaceId, callSid, injection);
        const subscriberIds = [subscriberId];
        events.push({ ...base, type: 'injection.drained', injection, subscriberIds });
      }
      return {
        keep: call,
        answer: { status: 'joined', subscriberId, drained: drained.length },
        events,
      };
    });
  }

  return {
    /** A simulated agent joins a call; what waits in the queue drains to it. */
    async attachSubscriber(
      workspaceId: WorkspaceId,
      callSid: CallSid,
      subscriber: NewSubscriber = {},
    ): Promise<Joined> {
      const subscriberId = subscriber.subscriberId ?? ids.scope(workspaceId).tagged('sub');
      const delayMs = (subscriber.responseDelaySeconds ?? 1) * 1000;
      return attach(workspaceId, callSid, subscriberId, delayMs);
    },

    /**
     * A live client joins a call and receives, through `receive`, what waits and what comes. One that
     * comes back keeps its `subscriberId`.
     */
    async subscribe(
      workspaceId: WorkspaceId,
      callSid: CallSid,
      receive: Receive,
      subscriberId = ids.scope(workspaceId).tagged('sub'),
    ): Promise<Joined> {
      return attach(workspaceId, callSid, subscriberId, null, receive);
    },

    /** A subscriber leaves a call. */
    detachSubscriber(
      workspaceId: WorkspaceId,
      callSid: CallSid,
      subscriberId: string,
    ): Promise<{ status: 'left' } | NotFound> {
      return store.change('call', workspaceId, callSid, (call) => {
        const at = now(workspaceId);
        if (call === undefined || !leave(call, subscriberId, at)) {
          return { keep: call, answer: notFound };
        }
        return {
          keep: call,
          answer: { status: 'left' },
          events: [{ type: 'subscriber.left', at, workspaceId, callSid, subscriberId }],
        };
      });
    },

    /** Says something into a live call: to all who listen, or into its queue. */
    inject(
      workspaceId: WorkspaceId,
      callSid: CallSid,
      event: NewInjection,
    ): Promise<{ status: 'delivered' | 'queued_no_subscriber'; eventId: string } | NotFound> {
      return store.change('call', workspaceId, callSid, (call: CallRecord | undefined) => {
        const at = now(workspaceId);
        if (call === undefined || !isActive(call, at)) return { keep: call, answer: notFound };
        const eventId = ids.scope(workspaceId).tagged('evt');
        const injection = publish(call, event, eventId, at);
        planResponses(workspaceId, callSid, injection);
        const subscriberIds = injection.deliveries.map((delivery) => delivery.subscriberId);
        const type = injection.queued ? 'injection.queued' : 'injection.delivered';
        const status = injection.queued ? 'queued_no_subscriber' : 'delivered';
        return {
          keep: call,
          answer: { status, eventId },
          events: [{ type, at, workspaceId, callSid, injection, subscriberIds }],
        };
      });
    },
  };
}
