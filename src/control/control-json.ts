/** JSON of the control plane: snake_case names, times in the contract's format. */
import { z } from '@hono/zod-openapi';
import type { ReceivedEvent } from '../world/live-subscribers.ts';
import { transcript } from '../world/model/agent-responses.ts';
import { currentState, durationSeconds, endsAt, isActive } from '../world/model/calls.ts';
import type { CallDetails } from '../world/model/channel.ts';
import { isInjectionEvent, type WorldEvent, type WorldEventType } from '../world/model/events.ts';
import {
  type InjectionState,
  injectionStates,
  queueStates,
} from '../world/model/injection-states.ts';
import { isoTime } from '../world/ports/clock.ts';
import { Time, Uuid } from './control-schemas.ts';

const timeOrNull = (ms: number | null): string | null => (ms === null ? null : isoTime(ms));

/** An accepted event and its status. */
export const InjectionView = z
  .object({
    event_id: z.string(),
    message: z.string(),
    sender: z.string(),
    event_type: z.enum(['external_event', 'guidance']),
    injected_at: Time,
    queued: z.boolean().describe('Whether it was in the queue, or still is.'),
    status: z.enum(['delivered', 'queued', 'expired']),
    delivered_at: Time.nullable(),
    delivered_to: z.array(z.string()).describe('Ids of the subscribers that received it.'),
    incorporated_at: Time.nullable().describe('When the response of an agent incorporated it.'),
  })
  .openapi('Injection');

/** JSON of an injection. */
function injectionView({ injection, status, delivery, incorporatedAt }: InjectionState) {
  return {
    event_id: injection.eventId,
    message: injection.message,
    sender: injection.sender,
    event_type: injection.eventType,
    injected_at: isoTime(injection.injectedAt),
    queued: injection.queued,
    status,
    delivered_at: timeOrNull(delivery?.at ?? null),
    delivered_to: delivery?.to.map((one) => one.subscriberId) ?? [],
    incorporated_at: timeOrNull(incorporatedAt),
  };
}

/** A call with all its details. */
export const CallView = z
  .object({
    call_sid: z.string(),
    service_id: Uuid.nullable(),
    caller_id: z.string(),
    direction: z.enum(['inbound', 'outbound']),
    scenario: z.string(),
    active: z.boolean(),
    started_at: Time,
    ended_at: Time.nullable().describe('When it ended; null while it is active.'),
    duration_seconds: z.number(),
    current_state: z.string(),
    length_seconds: z.number().nullable(),
    timeline: z.array(z.object({ at_seconds: z.number(), state: z.string() })),
    subscribers: z.array(
      z.object({
        subscriber_id: z.string(),
        kind: z.enum(['simulated', 'live']),
        joined_at: Time,
        response_delay_seconds: z.number().nullable(),
      }),
    ),
    queue: z.array(InjectionView).describe('Events without a receiver yet.'),
    injections: z
      .array(InjectionView)
      .describe('All kept events, oldest first, including the queue.'),
    transcript: z.array(
      z.object({ at: Time, subscriber_id: z.string(), incorporated: z.array(z.string()) }),
    ),
  })
  .openapi('Call');

/** JSON of a call, as of `now`. */
export function callView(call: CallDetails, now: number): z.output<typeof CallView> {
  const end = endsAt(call);
  return {
    call_sid: call.callSid,
    service_id: call.serviceId,
    caller_id: call.callerId,
    direction: call.direction,
    scenario: call.scenario,
    active: isActive(call, now),
    started_at: isoTime(call.startedAt),
    ended_at: end <= now ? isoTime(end) : null,
    duration_seconds: durationSeconds(call, now),
    current_state: currentState(call, now),
    length_seconds: call.lengthSeconds,
    timeline: call.timeline.map((step) => ({ at_seconds: step.atSeconds, state: step.state })),
    subscribers: call.subscribers.map((one) => ({
      subscriber_id: one.subscriberId,
      kind: one.kind,
      joined_at: isoTime(one.joinedAt),
      response_delay_seconds: one.responseDelayMs === null ? null : one.responseDelayMs / 1000,
    })),
    queue: queueStates(call, now).map(injectionView),
    injections: injectionStates(call, now).map(injectionView),
    transcript: transcript(call, now).map((response) => ({
      at: isoTime(response.at),
      subscriber_id: response.subscriberId,
      incorporated: [...response.incorporated],
    })),
  };
}

/** An event as a subscriber receives it (decided). */
export function receivedView(event: ReceivedEvent) {
  return {
    event_id: event.eventId,
    call_sid: event.callSid,
    message: event.message,
    sender: event.sender,
    event_type: event.eventType,
    injected_at: isoTime(event.injectedAt),
    queued: event.queued,
  };
}

/** The JSON name of a field of an event. `turnIndex` is `exchange` in events, as since the first version. */
const jsonName = (name: string): string =>
  name === 'turnIndex' ? 'exchange' : name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

/** Fields of events that have another JSON form, or are internal. */
const hidden = new Set(['injection', 'lease', 'resumed']);

/** JSON of a world event: id, type, time and workspace, and the fields of its type. */
export interface EventView {
  readonly id: number;
  readonly type: WorldEventType;
  readonly at: string;
  readonly workspace_id: string | null;
  readonly [field: string]: unknown;
}

/** JSON of a world event. */
export function eventView(id: number, event: WorldEvent): EventView {
  const { type, at, workspaceId, ...rest } = event;
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(rest)) {
    if (!hidden.has(name)) fields[jsonName(name)] = value;
  }
  if (isInjectionEvent(event)) {
    const { callSid, injection } = event;
    Object.assign(fields, receivedView({ ...injection, callSid }));
  }
  return { id, type, at: isoTime(at), workspace_id: workspaceId, ...fields };
}
