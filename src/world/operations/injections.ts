/** Operations on the channel of a call: speak, join, leave. */

import { checkSubscriber } from '../input-checks.ts';
import {
  type LiveClient,
  type Receive,
  type ReceivedEvent,
  receiver,
  type UnreadEvent,
} from '../live-subscribers.ts';
import type { MaybePromise } from '../maybe-promise.ts';
import type { CallSid } from '../model/calls.ts';
import { missed, type NewInjection, type ResumePoint } from '../model/channel.ts';
import { type NotFound, notFound } from '../model/results.ts';
import type { WorkspaceId } from '../ports/store.ts';
import type { NewSubscriber } from '../rules/calls.ts';
import * as injections from '../rules/injections.ts';
import * as leaving from '../rules/leaving.ts';
import * as subscriptions from '../rules/subscriptions.ts';
import type { WorldContext } from '../world-context.ts';

/** Operations on the channel of a call: speak, join, leave. */
export function injectionOperations({ decide, live, store }: WorldContext) {
  /** Lets a subscriber leave, with what its client has not passed on. */
  async function detach(
    workspaceId: WorkspaceId,
    callSid: CallSid,
    subscriberId: string,
    lease: number | undefined,
    stopped: readonly UnreadEvent[] = [],
  ): Promise<{ readonly status: 'left' } | NotFound> {
    const key = { workspaceId, callSid, subscriberId, lease: lease ?? 0 };
    const client = lease === undefined ? undefined : live.clientOf(key);
    const unread = [...stopped, ...live.stop(key)];
    const act = leaving.leave(workspaceId, callSid, subscriberId, lease, unread);
    const result = await decide(workspaceId, act);
    // What was delivered between its stop and its leaving; all of it when another leaving came first.
    const late = (client?.stop() ?? []).map((one) => ({ ...one, alone: false }));
    const more = result.status === 'left' ? late : [...unread, ...late];
    if (more.length > 0) {
      await decide(workspaceId, leaving.handBack(workspaceId, callSid, subscriberId, more));
    }
    return result;
  }

  return {
    /** Says something into a live call: to all who listen, or into its queue. */
    inject(
      workspaceId: WorkspaceId,
      callSid: CallSid,
      event: NewInjection,
    ): MaybePromise<injections.InjectResult> {
      const { reads, rule } = injections.inject(workspaceId, callSid, event);
      return store.decide(workspaceId, reads, rule);
    },
    /** A simulated agent joins a call; what waits in the queue drains to it. */
    async attachSubscriber(
      workspaceId: WorkspaceId,
      callSid: CallSid,
      subscriber: NewSubscriber = {},
    ): Promise<subscriptions.JoinResult> {
      checkSubscriber(subscriber);
      const { subscriberId, responseDelaySeconds = 1 } = subscriber;
      const responseDelayMs = responseDelaySeconds * 1000;
      const agent = { kind: 'simulated', responseDelayMs } as const;
      const named = subscriberId === undefined ? agent : { ...agent, subscriberId };
      return decide(workspaceId, subscriptions.join(workspaceId, callSid, named));
    },
    /**
     * A live client joins a call and receives what waits and what comes. When it leaves, what it took and did
     * not pass on is queued again.
     */
    async subscribe(
      workspaceId: WorkspaceId,
      callSid: CallSid,
      client: LiveClient | Receive,
      subscriberId = store.draws(workspaceId).tagged('sub'),
    ): Promise<subscriptions.JoinResult> {
      const lease = live.newLease();
      const key = { workspaceId, callSid, subscriberId, lease };
      // Opened before it joins: the first events come within the joining.
      live.open(key, typeof client === 'function' ? receiver(client) : client);
      const newcomer = { kind: 'live', responseDelayMs: null, subscriberId, lease } as const;
      const result = await decide(workspaceId, subscriptions.join(workspaceId, callSid, newcomer));
      if (result.status !== 'joined') live.forget(key);
      return result;
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
      const result = await decide(workspaceId, resume);
      if (result.status === 'joined') {
        live.start(key, result.first);
        return result;
      }
      live.forget(key);
      // It was stopped for nothing: what it has not passed on must not be lost.
      if (other !== undefined) await detach(workspaceId, callSid, subscriberId, other, unread);
      return result;
    },

    /**
     * A subscriber leaves a call; what a live one has not passed on is queued again. With a `lease`, only the
     * connection of that number leaves: `not_found` when the subscriber has another one by now.
     */
    async detachSubscriber(
      workspaceId: WorkspaceId,
      callSid: CallSid,
      subscriberId: string,
      lease?: number,
    ): Promise<{ readonly status: 'left' } | NotFound> {
      const here = live.leaseOf({ workspaceId, callSid, subscriberId });
      const left = await detach(workspaceId, callSid, subscriberId, lease ?? here);
      // The connection that was here may have been followed by one elsewhere.
      const isElsewhere = left.status === 'not_found' && lease === undefined && here !== undefined;
      return isElsewhere ? detach(workspaceId, callSid, subscriberId, undefined) : left;
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
      const unread = events.map((one) => ({ ...one, alone: false }));
      await decide(workspaceId, leaving.handBack(workspaceId, callSid, subscriberId, unread));
    },
  };
}
