/** How the in-process API shows the contents of a workspace: camelCase names, times as `Date`. */

import type { Journal } from '../observe/journal.ts';
import { asJson } from '../observe/json-text.ts';
import { bodyOf } from '../observe/verify.ts';
import { transcript } from '../world/model/agent-responses.ts';
import { currentState, durationSeconds, endsAt, isActive } from '../world/model/calls.ts';
import type { CallDetails } from '../world/model/channel.ts';
import { isSessionActive, type SessionConversation } from '../world/model/conversations.ts';
import { type InjectionState, injectionStates } from '../world/model/injection-states.ts';
import type { JournalEntry } from '../world/model/journal.ts';
import type { OperationName } from '../world/model/operation-names.ts';
import type { ConversationDetails } from '../world/rules/turns.ts';

const date = (ms: number): Date => new Date(ms);
const dateOrNull = (ms: number | null): Date | null => (ms === null ? null : date(ms));

/** An accepted event and its result. */
export interface InjectionInfo {
  /** Its id, `evt_…`. */
  readonly eventId: string;
  /** The call that it was injected into. */
  readonly callSid: string;
  /** The text. */
  readonly message: string;
  /** The sender. */
  readonly sender: string;
  /** What kind of event it is. */
  readonly eventType: 'external_event' | 'guidance';
  /** When it was accepted. */
  readonly injectedAt: Date;
  /** Whether it waited, or waits, in the queue. */
  readonly queued: boolean;
  /** `delivered` to subscribers, still `queued`, or `expired`: the call ended first. */
  readonly status: 'delivered' | 'queued' | 'expired';
  /** The ids of the subscribers that received it. */
  readonly deliveredTo: readonly string[];
  /** When an agent's response took it up; null while none has. */
  readonly incorporatedAt: Date | null;
}

/** A call as it was when it was read. */
export interface CallInfo {
  /** Its id. */
  readonly callSid: string;
  /** UUID of its service; null when it has none. */
  readonly serviceId: string | null;
  /** The caller's number. */
  readonly callerId: string;
  /** Who called whom. */
  readonly direction: 'inbound' | 'outbound';
  /** Name of its scenario; empty when it has none. */
  readonly scenario: string;
  /** Whether it has begun and not ended. */
  readonly active: boolean;
  /** When it began. */
  readonly startedAt: Date;
  /** When it ended; null while it is active. */
  readonly endedAt: Date | null;
  /** Seconds from its start until now or its end, to the millisecond. */
  readonly durationSeconds: number;
  /** The last state that it reached; empty before the first. */
  readonly currentState: string;
  /** The subscribers that are on the call, in the order in which they joined. */
  readonly subscribers: readonly {
    /** Its id on the call. */
    readonly subscriberId: string;
    /** `simulated`: a declared agent. `live`: a program that holds a stream open. */
    readonly kind: 'simulated' | 'live';
    /** When it joined. */
    readonly joinedAt: Date;
  }[];
  /** Its events, oldest first: the 1,000 newest that were delivered, then all that are queued or expired. */
  readonly injections: readonly InjectionInfo[];
  /** The responses of the simulated agents, and the events that each took up. */
  readonly transcript: readonly {
    /** When the agent responded. */
    readonly at: Date;
    /** The agent. */
    readonly subscriberId: string;
    /** The ids of the events that the response took up. */
    readonly incorporated: readonly string[];
  }[];
}

function injectionInfo(
  callSid: string,
  { injection, status, delivery, incorporatedAt }: InjectionState,
): InjectionInfo {
  return {
    eventId: injection.eventId,
    callSid,
    message: injection.message,
    sender: injection.sender,
    eventType: injection.eventType,
    injectedAt: date(injection.injectedAt),
    queued: injection.queued,
    status,
    deliveredTo: delivery?.to.map((one) => one.subscriberId) ?? [],
    incorporatedAt: dateOrNull(incorporatedAt),
  };
}

/** The view of a call at a time. */
export function callInfo(call: CallDetails, now: number): CallInfo {
  const end = endsAt(call);
  return {
    callSid: call.callSid,
    serviceId: call.serviceId,
    callerId: call.callerId,
    direction: call.direction,
    scenario: call.scenario,
    active: isActive(call, now),
    startedAt: date(call.startedAt),
    endedAt: end <= now ? date(end) : null,
    durationSeconds: durationSeconds(call, now),
    currentState: currentState(call, now),
    subscribers: call.subscribers.map(({ subscriberId, kind, joinedAt }) => ({
      subscriberId,
      kind,
      joinedAt: date(joinedAt),
    })),
    injections: injectionStates(call, now).map((one) => injectionInfo(call.callSid, one)),
    transcript: transcript(call, now).map(({ at, subscriberId, incorporated }) => ({
      at: date(at),
      subscriberId,
      incorporated,
    })),
  };
}

/** A text session: the last of its service and entity. */
export interface SessionInfo {
  /** UUID of its conversation. */
  readonly conversationId: string;
  /** UUID of its service. */
  readonly serviceId: string;
  /** UUID of its entity. */
  readonly entityId: string;
  /** Whether it is active: neither closed nor ended by idling. */
  readonly active: boolean;
  /** When it was started. */
  readonly createdAt: Date;
  /** When it was closed; null when it was not, even if it ended by idling. */
  readonly closedAt: Date | null;
}

/** The view of a session at a time. */
export function sessionInfo(session: SessionConversation, now: number): SessionInfo {
  return {
    conversationId: session.conversationId,
    serviceId: session.serviceId,
    entityId: session.entityId,
    active: isSessionActive(session, now),
    createdAt: date(session.createdAt),
    closedAt: dateOrNull(session.closedAt),
  };
}

/** A conversation with its messages. */
export interface ConversationInfo {
  /** Its UUID. */
  readonly conversationId: string;
  /** When it was closed; null while it is open. */
  readonly closedAt: Date | null;
  /** The turns of both sides, oldest first. */
  readonly turns: readonly {
    /** Who said it. */
    readonly role: 'agent' | 'user';
    /** What was said. */
    readonly text: string;
    /** When it was said. */
    readonly at: Date;
  }[];
}

/** The view of a conversation. */
export function conversationInfo(conversation: ConversationDetails): ConversationInfo {
  return {
    conversationId: conversation.conversationId,
    closedAt: dateOrNull(conversation.closedAt),
    turns: conversation.turns.map(({ role, text, at }) => ({ role, text, at: date(at) })),
  };
}

/** A request to an operation of the API, and its response. */
export interface RequestInfo {
  /** Name of the operation. */
  readonly operation: OperationName;
  /** HTTP method. */
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  /** The call in the path; null when it has none. */
  readonly callSid: string | null;
  /**
   * The request body: the JSON value when it is JSON, else text; null without one. Over 262,144 bytes, a text
   * with its length.
   */
  readonly body: unknown;
  /** Status of the response. */
  readonly status: number;
  /** Body of the response: the JSON value when it is JSON, else text. */
  readonly response: unknown;
  /** `X-Request-Id` of the response. */
  readonly requestId: string;
  /** When it was made, on the workspace's clock. */
  readonly at: Date;
  /** Why it was refused, in one line, for people; null when it was not. */
  readonly why: string | null;
  /** The fault rule that fired; null when none did. */
  readonly faultId: string | null;
}

/** The view of a journal's entry. */
export function requestInfo(journal: Journal, entry: JournalEntry): RequestInfo {
  return {
    operation: entry.operation,
    method: entry.method,
    path: entry.path,
    callSid: entry.callSid,
    body: bodyOf(journal, entry),
    status: entry.status,
    response: asJson(entry.responseBody),
    requestId: entry.requestId,
    at: date(entry.at),
    why: entry.why,
    faultId: entry.faultId,
  };
}
