/** Operations on the channel of a call: inject, join, leave. */

import type { Act } from '../act.ts';
import { validated } from '../input.ts';
import {
  type LiveClient,
  type LiveKey,
  type Receive,
  type ReceivedEvent,
  receiver,
  type UnreadEvent,
} from '../live-subscribers.ts';
import type { MaybePromise } from '../maybe-promise.ts';
import type { CallSid } from '../model/calls.ts';
import { missed, type NewInjection, type ResumePoint } from '../model/channel.ts';
import { type NotFound, notFound } from '../model/results.ts';
import { type Reads, StoreUnavailable, type WorkspaceId } from '../ports/store.ts';
import { type SubscriberOptions, subscriberFields } from '../resources/calls.ts';
import * as injections from '../rules/injections.ts';
import * as leaving from '../rules/leaving.ts';
import * as subscriptions from '../rules/subscriptions.ts';
import { untilAvailable } from '../until-available.ts';
import type { WorldContext } from '../world-context.ts';

/** Operations on the channel of a call: inject, join, leave. */
export function injectionOperations({ decide, live, store }: WorldContext) {
  /** Detaches a subscriber. Gives back the events that its client has not passed on: those in `unread`, and later ones. */
  async function leave(
    { workspaceId, callSid, subscriberId }: Omit<LiveKey, 'lease'>,
    lease: number | undefined,
    unread: readonly UnreadEvent[],
  ): Promise<{ readonly status: 'left' } | NotFound> {
    const key = { workspaceId, callSid, subscriberId, lease: lease ?? 0 };
    const client = lease === undefined ? undefined : live.clientOf(key);
    const act = leaving.leave(workspaceId, callSid, subscriberId, lease, unread);
    const result = await decide(workspaceId, act);
    // Events delivered between stop and leave; all of them if another leave was first.
    const late = (client?.stop() ?? []).map((one) => ({ ...one, alone: false }));
    const more = result.status === 'left' ? late : [...unread, ...late];
    if (more.length > 0) {
      await decide(
        workspaceId,
        leaving.handBack(workspaceId, callSid, { subscriberId, lease }, more),
      );
    }
    return result;
  }

  /**
   * Detaches a subscriber. If the store is unavailable it rejects, and a client of this process is detached later: its
   * events would be lost otherwise. It does not matter if an attempt before was committed, too.
   */
  async function detach(
    workspaceId: WorkspaceId,
    callSid: CallSid,
    subscriberId: string,
    lease: number | undefined,
    stopped: readonly UnreadEvent[] = [],
  ): Promise<{ readonly status: 'left' } | NotFound> {
    const key = { workspaceId, callSid, subscriberId, lease: lease ?? 0 };
    const unread = [...stopped, ...live.stop(key)];
    try {
      return await leave(key, lease, unread);
    } catch (error) {
      if (lease !== undefined && error instanceof StoreUnavailable) {
        untilAvailable(() => leave(key, lease, unread)).then(
          () => live.forget(key),
          // The store was closed.
          () => undefined,
        );
      }
      throw error;
    }
  }

  /** Decides on a join of a client. If the store is unavailable it may have joined: it is detached again, later. */
  async function join<R extends Reads, T>(key: LiveKey, act: Act<R, T>): Promise<T> {
    const { workspaceId, callSid, subscriberId, lease } = key;
    try {
      return await decide(workspaceId, act);
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) live.forget(key);
      else await detach(workspaceId, callSid, subscriberId, lease).catch(() => undefined);
      throw error;
    }
  }

  return {
    /** Injects an event into an active call: to all subscribers, or into the queue if there is none. */
    inject(
      workspaceId: WorkspaceId,
      callSid: CallSid,
      event: NewInjection,
    ): MaybePromise<injections.InjectResult> {
      const { reads, rule } = injections.inject(workspaceId, callSid, event);
      return store.decide(workspaceId, reads, rule);
    },
    /** A simulated agent joins a call. Queued events are delivered to it. */
    async attachSubscriber(
      workspaceId: WorkspaceId,
      callSid: CallSid,
      options: SubscriberOptions = {},
    ): Promise<subscriptions.JoinResult> {
      const { subscriberId, responseDelaySeconds = 1 } = await validated(subscriberFields, options);
      const responseDelayMs = responseDelaySeconds * 1000;
      const agent = { kind: 'simulated', responseDelayMs } as const;
      const named = subscriberId === undefined ? agent : { ...agent, subscriberId };
      return decide(workspaceId, subscriptions.join(workspaceId, callSid, named));
    },
    /**
     * A live client joins a call and receives queued and new events. When it leaves, events that it received and
     * did not pass on are queued again.
     */
    async subscribe(
      workspaceId: WorkspaceId,
      callSid: CallSid,
      client: LiveClient | Receive,
      subscriberId = store.draws(workspaceId).tagged('sub'),
    ): Promise<subscriptions.JoinResult> {
      const lease = live.newLease();
      const key = { workspaceId, callSid, subscriberId, lease };
      // Opened before the join, because the join already delivers the first events.
      live.open(key, typeof client === 'function' ? receiver(client) : client);
      const newcomer = { kind: 'live', responseDelayMs: null, subscriberId, lease } as const;
      const result = await join(key, subscriptions.join(workspaceId, callSid, newcomer));
      if (result.status !== 'joined') live.forget(key);
      return result;
    },

    /**
     * A live subscriber resumes. It receives the events delivered after the last one it saw, then queued and new
     * ones. Its other connection, if any, ends. The result is `unknown`, and nothing changes, if no live subscriber
     * received that event or it is no longer kept.
     */
    async resumeSubscription(
      workspaceId: WorkspaceId,
      callSid: CallSid,
      client: LiveClient,
      point: ResumePoint,
    ): Promise<subscriptions.ResumeResult> {
      const { subscriberId } = point;
      const { channel, received } = await store.read(workspaceId, {
        channel: ['channel', callSid],
        received: ['received', callSid],
      });
      if (channel === undefined) return notFound;
      if (missed(channel, received, callSid, point) === null) return { status: 'unknown' };
      const other = channel.subscribers.find((one) => one.subscriberId === subscriberId)?.lease;
      const base = { workspaceId, callSid, subscriberId };
      const unread = other === undefined ? [] : live.stop({ ...base, lease: other });
      const lease = live.newLease();
      const key = { ...base, lease };
      live.open(key, client, true);
      const resume = subscriptions.resume(workspaceId, callSid, point, lease, unread);
      const result = await join(key, resume).catch(async (error: unknown) => {
        if (other !== undefined) await detach(workspaceId, callSid, subscriberId, other, unread);
        throw error;
      });
      if (result.status === 'joined') {
        live.start(key, result.first);
        return result;
      }
      live.forget(key);
      // The resume failed after the client was stopped: its unread events must not be lost.
      if (other !== undefined) await detach(workspaceId, callSid, subscriberId, other, unread);
      return result;
    },

    /**
     * A subscriber leaves a call. Events that a live one has not passed on are queued again. With a `lease`, only
     * that connection leaves: `not_found` if the subscriber has another one by now.
     */
    async detachSubscriber(
      workspaceId: WorkspaceId,
      callSid: CallSid,
      subscriberId: string,
      lease?: number,
    ): Promise<{ readonly status: 'left' } | NotFound> {
      const here = live.leaseOf({ workspaceId, callSid, subscriberId });
      const left = await detach(workspaceId, callSid, subscriberId, lease ?? here);
      // The subscriber may have resumed in another process.
      const isElsewhere = left.status === 'not_found' && lease === undefined && here !== undefined;
      return isElsewhere ? detach(workspaceId, callSid, subscriberId, undefined) : left;
    },

    /**
     * Gives back events that a connection of a detached live subscriber received and did not pass on. They are queued
     * again, unless the subscriber has resumed on another connection and so received them again.
     */
    async handBack(
      { workspaceId, callSid, subscriberId, lease }: LiveKey,
      events: readonly ReceivedEvent[],
    ): Promise<void> {
      if (events.length === 0) return;
      const unread = events.map((one) => ({ ...one, alone: false }));
      const connection = { subscriberId, lease };
      await decide(workspaceId, leaving.handBack(workspaceId, callSid, connection, unread));
    },
  };
}
