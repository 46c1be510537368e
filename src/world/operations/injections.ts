/** The two sides of a call's channel: subscribers, and what is injected. */
import { type CallRecord, type CallSid, isActive } from '../calls.ts';
import {
  handOver,
  type Injection,
  join,
  leave,
  missed,
  type NewInjection,
  publish,
  type ResumePoint,
  START,
  type Subscriber,
  takeBack,
} from '../channel.ts';
import type { WorldEvent } from '../events.ts';
import { checkSubscriber } from '../input-checks.ts';
import { limits } from '../limits.ts';
import {
  type LiveClient,
  type OutletKey,
  type Receive,
  type ReceivedEvent,
  receiver,
  type UnreadEvent,
} from '../outlets.ts';
import {
  type Duplicate,
  duplicate,
  type Full,
  full,
  type Inside,
  type NotFound,
  notFound,
} from '../parts.ts';
import { createResponses } from '../responses.ts';
import type { WorkspaceId } from '../store.ts';

/** How a simulated agent behaves. */
export interface NewSubscriber {
  readonly subscriberId?: string;
  /** Seconds from a delivery to the response that incorporates it; default: 1. */
  readonly responseDelaySeconds?: number;
}

/** The result of joining. */
export type Joined =
  | {
      readonly status: 'joined';
      readonly subscriberId: string;
      readonly drained: number;
      /** The number of a live subscriber's connection; 0 for a simulated one. */
      readonly lease: number;
    }
  | NotFound
  | Full
  | Duplicate;

/** The operations on channels. */
export function injectionOperations({ agenda, ids, now, outlets, store }: Inside) {
  const { plan: planResponses } = createResponses(agenda, store);

  /** Lets a subscriber join a call. Returns what that means to others. */
  function joining(
    workspaceId: WorkspaceId,
    call: CallRecord,
    subscriber: Subscriber,
  ): { drained: number; events: WorldEvent[] } {
    const { callSid } = call;
    const { subscriberId, joinedAt: at, lease } = subscriber;
    const drained = join(call, subscriber, at);
    const base = { at, workspaceId, callSid };
    const joined = { ...base, type: 'subscriber.joined', subscriberId } as const;
    const events: WorldEvent[] = [lease === undefined ? joined : { ...joined, lease }];
    events.push(...passedTo(workspaceId, call, drained, subscriberId, at));
    return { drained: drained.length, events };
  }

  /** The events of a subscriber that got what waited. */
  function passedTo(
    workspaceId: WorkspaceId,
    { callSid }: CallRecord,
    injections: readonly Injection[],
    subscriberId: string,
    at: number,
  ): WorldEvent[] {
    return injections.map((injection) => {
      planResponses(workspaceId, callSid, injection);
      const subscriberIds = [subscriberId];
      return { type: 'injection.drained', at, workspaceId, callSid, injection, subscriberIds };
    });
  }

  /**
   * Takes back what a subscriber has not read. What nobody else got goes to the subscriber that is there
   * longest, else to the front of the queue.
   */
  function returning(
    workspaceId: WorkspaceId,
    call: CallRecord,
    subscriberId: string,
    unread: readonly UnreadEvent[],
    at: number,
  ): WorldEvent[] {
    const { callSid } = call;
    const back = takeBack(call, subscriberId, unread);
    const active = isActive(call, at);
    const [next] = call.subscribers;
    if (active && next !== undefined) {
      handOver(call, next, back, at);
      return passedTo(workspaceId, call, back, next.subscriberId, at);
    }
    call.queue = back.concat(call.queue);
    const base = { at, workspaceId, callSid };
    return back.map((injection) =>
      active
        ? { ...base, type: 'injection.requeued', injection, subscriberIds: [] }
        : { ...base, type: 'injection.expired', eventId: injection.eventId },
    );
  }

  /** Joins, unless there is a subscriber of that id. */
  async function attach(
    workspaceId: WorkspaceId,
    callSid: CallSid,
    subscriberId: string,
    responseDelayMs: number | null,
    client?: LiveClient,
  ): Promise<Joined> {
    const lease = client === undefined ? 0 : outlets.newLease();
    const key = { workspaceId, callSid, subscriberId, lease };
    const joined = await store.change('call', workspaceId, callSid, (call): Attaching => {
      const at = now(workspaceId);
      if (call === undefined || !isActive(call, at)) return { keep: call, answer: notFound };
      if (call.subscribers.some((one) => one.subscriberId === subscriberId)) {
        return { keep: call, answer: duplicate };
      }
      if (call.subscribers.length >= limits.subscribers) {
        return { keep: call, answer: full('subscribers') };
      }
      // Only one that joins, and before it is announced: the first events come within the joining.
      if (client !== undefined) outlets.open(key, client);
      const { drained, events } = joining(workspaceId, call, {
        ...(client === undefined ? { kind: 'simulated' } : { kind: 'live', lease }),
        subscriberId,
        joinedAt: at,
        responseDelayMs,
      });
      return { keep: call, answer: { status: 'joined', subscriberId, drained, lease }, events };
    });
    if (joined.status !== 'joined' && client !== undefined) outlets.forget(key);
    return joined;
  }

  return {
    /** A simulated agent joins a call; what waits in the queue drains to it. */
    async attachSubscriber(
      workspaceId: WorkspaceId,
      callSid: CallSid,
      subscriber: NewSubscriber = {},
    ): Promise<Joined> {
      checkSubscriber(subscriber);
      const subscriberId = subscriber.subscriberId ?? ids.scope(workspaceId).tagged('sub');
      const delayMs = (subscriber.responseDelaySeconds ?? 1) * 1000;
      return attach(workspaceId, callSid, subscriberId, delayMs);
    },

    /**
     * A live client joins a call and receives what waits and what comes. When it leaves, what it took and
     * did not pass on is queued again.
     */
    async subscribe(
      workspaceId: WorkspaceId,
      callSid: CallSid,
      client: LiveClient | Receive,
      subscriberId = ids.scope(workspaceId).tagged('sub'),
    ): Promise<Joined> {
      const live = typeof client === 'function' ? receiver(client) : client;
      return attach(workspaceId, callSid, subscriberId, null, live);
    },

    /**
     * A live subscriber comes back: it receives what was delivered to it after the event that it saw last,
     * then what waits and what comes. Another connection that it may still have is over. `unknown` when no
     * live subscriber received that event, or it is not kept any more; nothing has changed then.
     */
    async resumeSubscription(
      workspaceId: WorkspaceId,
      callSid: CallSid,
      client: LiveClient,
      point: ResumePoint,
    ): Promise<Exclude<Joined, Duplicate> | { readonly status: 'unknown' }> {
      const { subscriberId } = point;
      const lease = outlets.newLease();
      const key = { workspaceId, callSid, subscriberId, lease };
      const joined = await store.change('call', workspaceId, callSid, (call): Resuming => {
        const at = now(workspaceId);
        if (call === undefined || !isActive(call, at)) return { keep: call, answer: notFound };
        const other = call.subscribers.find((one) => one.subscriberId === subscriberId);
        const after = other?.kind === 'simulated' ? null : missed(call, point);
        if (after === null) return { keep: call, answer: { status: 'unknown' } };

        let first = after;
        const left: WorldEvent[] = [];
        if (other?.lease !== undefined) {
          const unread = outlets.stop({ ...key, lease: other.lease });
          if (point.eventId === START) first = withForgotten(unread, after);
          leave(call, subscriberId, at);
          const { lease: old } = other;
          const base = { at, workspaceId, callSid, subscriberId };
          left.push({ ...base, type: 'subscriber.left', lease: old, resumed: true });
        }
        outlets.open(key, client, first);
        const { drained, events } = joining(workspaceId, call, {
          subscriberId,
          kind: 'live',
          joinedAt: at,
          responseDelayMs: null,
          lease,
        });
        return {
          keep: call,
          answer: { status: 'joined', subscriberId, drained, lease },
          events: [...left, ...events],
        };
      });
      if (joined.status !== 'joined') outlets.forget(key);
      return joined;
    },

    /**
     * A subscriber leaves a call; what a live one has not passed on is queued again. With a `lease`, only the
     * connection of that number leaves: `not_found` when the subscriber has another one by now.
     */
    detachSubscriber(
      workspaceId: WorkspaceId,
      callSid: CallSid,
      subscriberId: string,
      lease?: number,
    ): Promise<{ status: 'left' } | NotFound> {
      return store.change('call', workspaceId, callSid, (call) => {
        const at = now(workspaceId);
        const one = call?.subscribers.find((other) => other.subscriberId === subscriberId);
        if (call === undefined || one === undefined || (lease ?? one.lease) !== one.lease) {
          return { keep: call, answer: notFound };
        }
        leave(call, subscriberId, at);
        const left = {
          type: 'subscriber.left',
          at,
          workspaceId,
          callSid,
          subscriberId,
        } as const;
        if (one.lease === undefined) {
          return { keep: call, answer: { status: 'left' }, events: [left] };
        }
        const key: OutletKey = { workspaceId, callSid, subscriberId, lease: one.lease };
        const unread = outlets.stop(key);
        const back = returning(workspaceId, call, subscriberId, unread, at);
        return {
          keep: call,
          answer: { status: 'left' },
          events: [{ ...left, lease: one.lease }, ...back],
        };
      });
    },

    /**
     * What a live subscriber that was detached took and could not pass on. It is queued again, unless the
     * subscriber has come back: then it has received these events again already.
     */
    async handBack(
      workspaceId: WorkspaceId,
      callSid: CallSid,
      subscriberId: string,
      events: readonly ReceivedEvent[],
    ): Promise<void> {
      if (events.length === 0) return;
      await store.change('call', workspaceId, callSid, (call) => {
        const isBack = call?.subscribers.some((one) => one.subscriberId === subscriberId);
        if (call === undefined || isBack) return { keep: call, answer: undefined };
        const unread = events.map((one) => ({ ...one, alone: false }));
        const back = returning(workspaceId, call, subscriberId, unread, now(workspaceId));
        return { keep: call, answer: undefined, events: back };
      });
    },

    /** Injects an event into a live call: to all subscribers, or into its queue. */
    inject(
      workspaceId: WorkspaceId,
      callSid: CallSid,
      event: NewInjection,
    ): Promise<
      { status: 'delivered' | 'queued_no_subscriber'; eventId: string } | NotFound | Full
    > {
      return store.change('call', workspaceId, callSid, (call: CallRecord | undefined) => {
        const at = now(workspaceId);
        if (call === undefined || !isActive(call, at)) return { keep: call, answer: notFound };
        if (call.queue.length >= limits.queuedEvents) {
          return { keep: call, answer: full('queuedEvents') };
        }
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

/** A change that lets somebody join, or not. */
interface Attaching {
  readonly keep: CallRecord | undefined;
  readonly answer: Joined;
  readonly events?: readonly WorldEvent[];
}

interface Resuming extends Omit<Attaching, 'answer'> {
  readonly answer: Exclude<Joined, Duplicate> | { readonly status: 'unknown' };
}

/** What a connection had not sent and the record does not keep any more, and then what it keeps. */
function withForgotten(
  unread: readonly UnreadEvent[],
  kept: readonly UnreadEvent[],
): UnreadEvent[] {
  const ids = new Set(kept.map((one) => one.eventId));
  return [...unread.filter((one) => !ids.has(one.eventId)), ...kept];
}
