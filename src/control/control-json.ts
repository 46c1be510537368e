/** JSON of the control plane: snake_case names, times in the contract's format. */
import { z } from '@hono/zod-openapi';
import { shapeOf } from '../fixtures/field-schemas.ts';
import { jsonView, snakeName } from '../observe/views.ts';
import { type CallInfo, callInfo } from '../observe/workspace-info.ts';
import type { ReceivedEvent } from '../world/live-subscribers.ts';
import type { CallDetails } from '../world/model/channel.ts';
import { isInjectionEvent, type WorldEvent, type WorldEventType } from '../world/model/events.ts';
import { isoTime } from '../world/ports/clock.ts';
import { callDescription } from '../world/resources/calls.ts';
import { Time } from './control-schemas.ts';

/** An accepted event and its status. */
export const InjectionView = z
  .object({
    event_id: z.string(),
    call_sid: z.string(),
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

/** A call with all its details. */
export const CallView = z
  .object({
    call_sid: z.string(),
    ...shapeOf(callDescription, 'view'),
    active: z.boolean(),
    started_at: Time,
    ended_at: Time.nullable().describe('When it ended; null while it is active.'),
    duration_seconds: z.number(),
    current_state: z.string(),
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
export function callView(call: CallDetails, now: number) {
  const view = jsonView<CallInfo>(callInfo(call, now));
  const queued = view.injections.filter((one) => one.status !== 'delivered');
  return { ...view, queue: queued };
}

/** An event as a subscriber receives it (decided). */
export function receivedView(event: ReceivedEvent) {
  const { eventId, callSid, message, sender, eventType, injectedAt, queued } = event;
  return jsonView({ eventId, callSid, message, sender, eventType, injectedAt, queued });
}

/** The JSON name of a field of an event. `turnIndex` is `exchange` in events, as since the first version. */
const jsonName = (name: string): string => (name === 'turnIndex' ? 'exchange' : snakeName(name));

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
