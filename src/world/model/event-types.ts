/** The types of events, and what an event of each type is about. A start does not load this. */
import type { CallSid } from './calls.ts';
import type { WorldEvent, WorldEventType } from './events.ts';

/** All event types. The type check below keeps the list complete. */
export const eventTypes = Object.keys({
  'workspace.created': 0,
  'workspace.removed': 0,
  'call.placed': 0,
  'call.state_changed': 0,
  'call.ended': 0,
  'subscriber.joined': 0,
  'subscriber.left': 0,
  'injection.delivered': 0,
  'injection.queued': 0,
  'injection.drained': 0,
  'injection.requeued': 0,
  'injection.expired': 0,
  'injection.incorporated': 0,
  'session.created': 0,
  'session.closed': 0,
  'turn.taken': 0,
  'turn.background_done': 0,
  'fault.added': 0,
  'fault.removed': 0,
  'fault.fired': 0,
  'request.answered': 0,
  'clock.changed': 0,
} satisfies Record<WorldEventType, 0>) as WorldEventType[];

/** The call that an event is about; undefined if it is about none. */
export function callSidOf(event: WorldEvent): CallSid | undefined {
  switch (event.type) {
    case 'workspace.created':
    case 'workspace.removed':
    case 'session.created':
    case 'session.closed':
    case 'turn.taken':
    case 'turn.background_done':
    case 'fault.added':
    case 'fault.removed':
    case 'clock.changed':
      return undefined;
    default:
      return event.callSid;
  }
}

/** The conversation that an event is about; undefined if it is about none. */
export function conversationIdOf(event: WorldEvent): string | undefined {
  switch (event.type) {
    case 'session.created':
    case 'session.closed':
    case 'turn.taken':
    case 'turn.background_done':
      return event.conversationId;
    default:
      return undefined;
  }
}
