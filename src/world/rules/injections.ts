/** Rules of injections, and of the agents' responses to them. */
import { act } from '../act.ts';
import { limits } from '../limits.ts';
import { nextResponses } from '../model/agent-responses.ts';
import { type CallSid, isActive } from '../model/calls.ts';
import { firstResponseAt, idsOf, type NewInjection, type Received } from '../model/channel.ts';
import { type Full, full, type NotFound, notFound } from '../model/results.ts';
import type { Decision, NextTask, WorkspaceId } from '../ports/store.ts';

import { planResponse } from './handing-over.ts';

/** The result of an injection. */
export type InjectResult =
  | { readonly status: 'delivered' | 'queued_no_subscriber'; readonly eventId: string }
  | NotFound
  | Full;

/** Injects an event into an active call: to all subscribers, or into the queue if there is none. */
export function inject(workspaceId: WorkspaceId, callSid: CallSid, event: NewInjection) {
  return act(
    { call: ['call', callSid], channel: ['channel', callSid] },
    ({ call, channel }, moment): Decision<InjectResult> => {
      const { now } = moment;
      if (call === undefined || channel === undefined || !isActive(call, now)) {
        return { result: notFound };
      }
      const { subscribers } = channel;
      const queued = subscribers.length === 0;
      if (queued && channel.queued >= limits.queuedEvents) {
        return { result: full('queuedEvents') };
      }
      const eventId = moment.tagged('evt');
      const { message, sender, eventType } = event;
      if (queued) {
        const injection = { eventId, message, sender, eventType, injectedAt: now, queued };
        return {
          result: { status: 'queued_no_subscriber', eventId },
          put: [['channel', callSid, { ...channel, queued: channel.queued + 1 }]],
          append: [['queue', callSid, [injection]]],
          emit: [
            {
              type: 'injection.queued',
              at: now,
              workspaceId,
              callSid,
              injection,
              subscriberIds: [],
            },
          ],
        };
      }
      const injection: Received = {
        eventId,
        message,
        sender,
        eventType,
        injectedAt: now,
        queued,
        deliveredAt: now,
        to: subscribers,
      };
      const subscriberIds = idsOf(subscribers);
      const decision: Decision<InjectResult> = {
        result: { status: 'delivered', eventId },
        append: [['received', callSid, [injection]]],
        emit: [
          { type: 'injection.delivered', at: now, workspaceId, callSid, injection, subscriberIds },
        ],
      };
      const planned = planResponse(channel, callSid, firstResponseAt(subscribers, now));
      if (planned.plan === undefined) return decision;
      return { ...decision, put: [['channel', callSid, planned.channel]], plan: planned.plan };
    },
  );
}

/** Simulated agents respond: announces the events that each incorporated. */
export function respond({ at, until, workspaceId }: NextTask, callSid: CallSid) {
  return act(
    { call: ['call', callSid], channel: ['channel', callSid], received: ['received', callSid] },
    ({ call, channel, received }, { now }): Decision<void> => {
      if (call === undefined || channel === undefined) return { result: undefined };
      const to = Math.max(at, Math.min(now, until));
      const { due, channel: after } = nextResponses(call, channel, received, to);
      return {
        result: undefined,
        put: [['channel', callSid, after]],
        plan: [{ task: { kind: 'respond', callSid }, at: after.respondsAt }],
        emit: due.map((one) => ({
          type: 'injection.incorporated',
          at: one.at,
          workspaceId,
          callSid,
          eventId: one.eventId,
          subscriberId: one.subscriberId,
        })),
      };
    },
  );
}
