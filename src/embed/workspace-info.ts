/** How the in-process API shows what is in a workspace: camelCase names, times as `Date`. */

import type { Journal } from '../observe/journal.ts';
import { asJson } from '../observe/json-text.ts';
import { bodyOf } from '../observe/verify.ts';
import { incorporations, transcript } from '../world/model/agent-responses.ts';
import { currentState, durationSeconds, endsAt, isActive } from '../world/model/calls.ts';
import {
  type CallDetails,
  type Injection,
  injectionStatus,
  type Received,
} from '../world/model/channel.ts';
import { type ConversationRecord, isSessionActive } from '../world/model/conversations.ts';
import type { JournalEntry } from '../world/model/journal.ts';
import type { ConversationDetails } from '../world/rules/turns.ts';

const date = (ms: number): Date => new Date(ms);
const dateOrNull = (ms: number | null): Date | null => (ms === null ? null : date(ms));

/** An accepted event and what became of it. */
export interface InjectionInfo {
  readonly eventId: string;
  readonly callSid: string;
  readonly message: string;
  readonly sender: string;
  readonly eventType: 'external_event' | 'guidance';
  readonly injectedAt: Date;
  /** Whether it waited, or waits, in the queue. */
  readonly queued: boolean;
  readonly status: 'delivered' | 'queued' | 'expired';
  /** The ids of the subscribers that received it. */
  readonly deliveredTo: readonly string[];
  /** When an agent's response took it up; null while none has. */
  readonly incorporatedAt: Date | null;
}

/** A call with everything in it. */
export interface CallInfo {
  readonly callSid: string;
  readonly serviceId: string | null;
  readonly callerId: string;
  readonly direction: 'inbound' | 'outbound';
  readonly scenario: string;
  readonly active: boolean;
  readonly startedAt: Date;
  /** When it ended; null while it is active. */
  readonly endedAt: Date | null;
  readonly durationSeconds: number;
  /** The last state that it reached; empty before the first. */
  readonly currentState: string;
  readonly subscribers: readonly {
    readonly subscriberId: string;
    readonly kind: 'simulated' | 'live';
    readonly joinedAt: Date;
  }[];
  /** All that is kept, oldest first, what is still queued included. */
  readonly injections: readonly InjectionInfo[];
  /** The responses of the simulated agents, and the events that each took up. */
  readonly transcript: readonly {
    readonly at: Date;
    readonly subscriberId: string;
    readonly incorporated: readonly string[];
  }[];
}

function injectionInfo(
  call: CallDetails,
  injection: Injection | Received,
  now: number,
  incorporatedAt: number | null,
): InjectionInfo {
  return {
    eventId: injection.eventId,
    callSid: call.callSid,
    message: injection.message,
    sender: injection.sender,
    eventType: injection.eventType,
    injectedAt: date(injection.injectedAt),
    queued: injection.queued,
    status: injectionStatus(call, injection, now),
    deliveredTo: 'to' in injection ? injection.to.map((one) => one.subscriberId) : [],
    incorporatedAt: dateOrNull(incorporatedAt),
  };
}

/** The view of a call at a time. */
export function callInfo(call: CallDetails, now: number): CallInfo {
  const taken = incorporations(call, now);
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
    injections: [...call.received, ...call.queue].map((one) =>
      injectionInfo(call, one, now, taken.get(one.eventId) ?? null),
    ),
    transcript: transcript(call, now).map(({ at, subscriberId, incorporated }) => ({
      at: date(at),
      subscriberId,
      incorporated,
    })),
  };
}

/** A text session: the last of its service and entity. */
export interface SessionInfo {
  readonly conversationId: string;
  readonly serviceId: string;
  readonly entityId: string;
  readonly active: boolean;
  readonly createdAt: Date;
  readonly closedAt: Date | null;
}

/** The view of a session at a time. */
export function sessionInfo(session: ConversationRecord, now: number): SessionInfo {
  return {
    conversationId: session.conversationId,
    serviceId: session.serviceId,
    entityId: session.entityId,
    active: isSessionActive(session, now),
    createdAt: date(session.createdAt),
    closedAt: dateOrNull(session.closedAt),
  };
}

/** A conversation with what was said in it. */
export interface ConversationInfo {
  readonly conversationId: string;
  readonly closedAt: Date | null;
  readonly turns: readonly {
    readonly role: 'agent' | 'user';
    readonly text: string;
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

/** A request that a contract route answered. */
export interface RequestInfo {
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly callSid: string | null;
  /** As JSON where it is some, else as text; its size where it was too long to be kept; null without one. */
  readonly body: unknown;
  readonly status: number;
  readonly response: unknown;
  readonly requestId: string;
  readonly at: Date;
  /** Why it was refused, in one line; null when it was not. */
  readonly why: string | null;
  /** The fault rule that had a hand in it. */
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
