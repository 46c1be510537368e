/**
 * What happens in a world, in order. A store announces each event together with the change that
 * caused it, so that whoever listens sees the same order as whoever reads.
 */

import type { WorkspaceId } from '../ports/store.ts';
import type { CallSid } from './calls.ts';
import type { Injection } from './channel.ts';

/** What every event has: a time of its clock (milliseconds) and where it happened; null is everywhere. */
interface Happening {
  /** Milliseconds since 1970, on the clock of the workspace. */
  readonly at: number;
  /** The workspace; null for what happens in none or in all. */
  readonly workspaceId: WorkspaceId | null;
}

interface InWorkspace extends Happening {
  /** The workspace. */
  readonly workspaceId: WorkspaceId;
}

interface OnCall extends InWorkspace {
  /** The call. */
  readonly callSid: CallSid;
}

/** Everything that can happen, by its type. */
export type WorldEvent =
  | (InWorkspace & {
      /** A workspace was made, or removed. A reset is both. */
      readonly type: 'workspace.created' | 'workspace.removed';
    })
  | (OnCall & {
      /** A call was placed, or is over. */
      readonly type: 'call.placed' | 'call.ended';
    })
  | (OnCall & {
      /** A call is in another state. */
      readonly type: 'call.state_changed';
      /** The new state. */
      readonly state: string;
    })
  | (OnCall & {
      /** A subscriber joined a call, or left it. */
      readonly type: 'subscriber.joined' | 'subscriber.left';
      /** The subscriber. */
      readonly subscriberId: string;
      /** The number of a live subscriber's connection. It is not shown. */
      readonly lease?: number;
      /** Whether another connection of the same subscriber goes on. It is not shown. */
      readonly resumed?: boolean;
    })
  | (OnCall & {
      /** An event was delivered at once, queued, delivered from the queue, or queued again. */
      readonly type:
        | 'injection.delivered'
        | 'injection.queued'
        | 'injection.drained'
        /** It was handed to live subscribers who did not read it, and is in the queue again. */
        | 'injection.requeued';
      /** The event. */
      readonly injection: Injection;
      /** Who received it at this moment. */
      readonly subscriberIds: readonly string[];
    })
  | (OnCall & {
      /** The call ended while an event was queued. */
      readonly type: 'injection.expired';
      /** The event. */
      readonly eventId: string;
    })
  | (OnCall & {
      /** A response of a simulated agent took up an event. */
      readonly type: 'injection.incorporated';
      /** The event. */
      readonly eventId: string;
      /** The agent. */
      readonly subscriberId: string;
    })
  | (InWorkspace & {
      /** A text session was started, or is over. */
      readonly type: 'session.created' | 'session.closed';
      /** Its conversation. */
      readonly conversationId: string;
    })
  | (InWorkspace & {
      /** The user took a turn, or the agent's work in the background is done. */
      readonly type: 'turn.taken' | 'turn.background_done';
      /** The conversation. */
      readonly conversationId: string;
      /** Which exchange with the user it belongs to, from 0. */
      readonly exchange: number;
    })
  | (InWorkspace & {
      /** A fault rule was added. */
      readonly type: 'fault.added';
      /** The rule. */
      readonly faultId: string;
    })
  | (InWorkspace & {
      /** A fault rule fired for a request. */
      readonly type: 'fault.fired';
      /** The rule. */
      readonly faultId: string;
      /** Name of the operation that was requested. */
      readonly operation: string;
      /** The call in the request's path; left out where it has none. */
      readonly callSid?: CallSid;
    })
  | (Happening & {
      /** A request got its response. */
      readonly type: 'request.answered';
      /** Null where no operation has that path and method. */
      readonly operation: string | null;
      /** Status of the response. */
      readonly status: number;
      /** `X-Request-Id` of the response. */
      readonly requestId: string;
      /** The call in the request's path; left out where it has none. */
      readonly callSid?: CallSid | undefined;
      /** Method and path, where no operation has them. */
      readonly unrouted?: string;
    })
  | (Happening & {
      /** A clock was set or moved by hand. */
      readonly type: 'clock.changed';
      /** Whether it runs or stands still. */
      readonly mode: 'real' | 'frozen';
    });

/** The name of an event. */
export type WorldEventType = WorldEvent['type'];

/** The names of all events. A type holds the list complete. */
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
  'fault.fired': 0,
  'request.answered': 0,
  'clock.changed': 0,
} satisfies Record<WorldEventType, 0>) as WorldEventType[];

/** An event with its number: one more than the one before. */
export interface NumberedEvent {
  readonly id: number;
  readonly event: WorldEvent;
}

/** Hears events, in order, at once. It must not throw and must not wait. */
export type Listener = (event: NumberedEvent) => void;

/** Events that a reader asked for and that are not kept any more. */
export interface Gap {
  /** The id that the reader asked to go on after. */
  readonly after: number;
  /** The id of the first event after it that is kept; one more than the last id where none is. */
  readonly next: number;
  /** How many events are lost, at the most. */
  readonly lost: number;
  /** The id of the last event that is lost: a reader who goes on after it misses nothing. */
  readonly upTo: number;
}

/** What happened lately. Each workspace has limits of its own, so that none evicts what another keeps. */
export interface EventLog {
  /** The id of the last event; 0 before the first. */
  readonly lastId: number;
  /** How many listen now. */
  readonly listeners: number;
  /** The first kept event after an id, of a workspace or of all; undefined when there is none. */
  next(after: number, workspaceId?: WorkspaceId | null): NumberedEvent | undefined;
  /** The kept events after an id, oldest first, of a workspace or of all. */
  after(id: number, workspaceId?: WorkspaceId | null): NumberedEvent[];
  /** How many bytes the kept events after an id have, about. */
  bytesAfter(id: number, workspaceId?: WorkspaceId | null): number;
  /** What a reader who goes on after an id has missed; null when nothing. */
  gapAfter(id: number, workspaceId?: WorkspaceId | null): Gap | null;
  /** Announces what no record keeps. */
  announce(event: WorldEvent): void;
  /** Hears every event from now on. Returns how to stop. Both take the same time for any number of listeners. */
  listen(listener: Listener): () => void;
}
