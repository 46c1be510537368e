/**
 * World events, in order. A store announces each event together with the change that caused it, so
 * listeners and readers see the same order.
 */

import type { MaybePromise } from '../maybe-promise.ts';
import type { WorkspaceId } from '../ports/store.ts';
import type { CallSid } from './calls.ts';
import type { Injection } from './channel.ts';
import type { ConnectionFault } from './faults.ts';
import type { OperationName } from './operation-names.ts';

/** Common fields of all events: time of its clock (milliseconds) and workspace; null for the world. */
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

/** All events, by type. */
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
      /** The number of a live subscriber's connection. Not in JSON. */
      readonly lease?: number;
      /** Whether another connection of the same subscriber continues. Not in JSON. */
      readonly resumed?: boolean;
    })
  | (OnCall & {
      /** An event was delivered at once, queued, delivered from the queue, or queued again. */
      readonly type:
        | 'injection.delivered'
        | 'injection.queued'
        | 'injection.drained'
        /** Was delivered to live subscribers that did not read it, and is queued again. */
        | 'injection.requeued';
      /** The event. */
      readonly injection: Injection;
      /** Ids of its receivers at this time. */
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
      /** Index of the turn in its conversation, from 0. */
      readonly turnIndex: number;
    })
  | (InWorkspace & {
      /** A fault rule was added, or removed by hand. */
      readonly type: 'fault.added' | 'fault.removed';
      /** The rule. */
      readonly faultId: string;
    })
  | (InWorkspace & {
      /** A fault rule fired for a request. */
      readonly type: 'fault.fired';
      /** The rule. */
      readonly faultId: string;
      /** Name of the operation that was requested. */
      readonly operation: OperationName;
      /** The call in the request's path; left out where it has none. */
      readonly callSid?: CallSid;
    })
  | (Happening & {
      /** A request got its response. */
      readonly type: 'request.answered';
      /** Null if no operation has that path and method. */
      readonly operation: OperationName | null;
      /** HTTP method. */
      readonly method: string;
      /** Path without the query. */
      readonly path: string;
      /** Status of the response. */
      readonly status: number;
      /** `X-Request-Id` of the response. */
      readonly requestId: string;
      /** Time to the response, in milliseconds of the host. */
      readonly ms: number;
      /** The call in the request's path; left out where it has none. */
      readonly callSid?: CallSid | undefined;
      /** Why it was refused, in one line of at most 300 characters; left out when it was not. */
      readonly why?: string | undefined;
      /** The fault rule that fired; left out when none did. */
      readonly faultId?: string | undefined;
      /** What the fault did to the connection; left out when nothing. */
      readonly connection?: ConnectionFault | undefined;
    })
  | (Happening & {
      /** A clock was set or moved by hand. */
      readonly type: 'clock.changed';
      /** Whether it runs or stands still. */
      readonly mode: 'real' | 'frozen';
    });

/** An event about an injection, with its contents. */
type InjectionEvent = Extract<WorldEvent, { readonly injection: Injection }>;

/** Whether an event has the contents of an injection. */
export function isInjectionEvent(event: WorldEvent): event is InjectionEvent {
  switch (event.type) {
    case 'injection.delivered':
    case 'injection.queued':
    case 'injection.drained':
    case 'injection.requeued':
      return true;
    default:
      return false;
  }
}

/** The type of an event. */
export type WorldEventType = WorldEvent['type'];

/** An event with its id. Ids increase by one. */
export interface NumberedEvent {
  readonly id: number;
  readonly event: WorldEvent;
}

/** Called with each event, in order, synchronously. Must not throw or wait. */
export type Listener = (event: NumberedEvent) => void;

/** Events that a reader requested and that are no longer kept. */
export interface Gap {
  /** The id in the request. */
  readonly after: number;
  /** Id of the first kept event after it; the last id plus one if there is none. */
  readonly next: number;
  /** Maximum number of lost events. */
  readonly lost: number;
  /** Id of the last lost event: a reader that continues after it misses nothing more. */
  readonly upTo: number;
}

/** The latest events. Each workspace has its own limits, so that workspaces do not evict each other's events. */
export interface EventLog {
  /** The id of the last event; 0 before the first. */
  readonly lastId: number;
  /** Number of listeners. */
  readonly listeners: number;
  /** The first kept event after an id, of a workspace or of all; undefined when there is none. */
  next(after: number, workspaceId?: WorkspaceId | null): NumberedEvent | undefined;
  /** The kept events after an id, oldest first, of a workspace or of all. */
  after(id: number, workspaceId?: WorkspaceId | null): NumberedEvent[];
  /** Approximate size in bytes of the kept events after an id. */
  bytesAfter(id: number, workspaceId?: WorkspaceId | null): number;
  /** What a reader that continues after an id has missed; null if nothing. */
  gapAfter(id: number, workspaceId?: WorkspaceId | null): Gap | null;
  /** Announces an event without a record. It was heard when this returns, or resolves. */
  announce(event: WorldEvent): MaybePromise<void>;
  /** Resolves when all events were heard that any process announced before the call. Default: they always are. */
  catchUp?(): Promise<void>;
  /** Adds a listener for new events. Returns a function that removes it. Both take constant time. */
  listen(listener: Listener): () => void;
}
