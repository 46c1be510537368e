/** What is shown of a workspace, and how it is found. The typed API and the control plane show the same. */

import { transcript } from '../world/model/agent-responses.ts';
import { currentState, durationSeconds, endsAt, isActive } from '../world/model/calls.ts';
import type { CallDetails, NewInjection } from '../world/model/channel.ts';
import {
  isSessionActive,
  type SessionConversation,
  type SessionPlace,
} from '../world/model/conversations.ts';
import { type InjectionState, injectionStates } from '../world/model/injection-states.ts';
import type { JournalEntry, RequestDescription } from '../world/model/journal.ts';
import {
  type CallDescription,
  callDescription,
  type TimelineStep,
} from '../world/resources/calls.ts';
import type { ConversationDetails } from '../world/rules/turns.ts';
import { partOf } from '../world/to-json.ts';
import type { Journal } from './journal.ts';
import { asJson } from './json-text.ts';
import { bodyOf } from './verify.ts';
import type { InMs } from './views.ts';

/** An accepted event and its result. */
export interface InjectionInfo extends NewInjection {
  /** Its id, `evt_…`. */
  readonly eventId: string;
  /** The call that it was injected into. */
  readonly callSid: string;
  /** When it was accepted. */
  readonly injectedAt: Date;
  /** Whether it waited, or waits, in the queue. */
  readonly queued: boolean;
  /** `delivered` to subscribers, still `queued`, or `expired`: the call ended first. */
  readonly status: 'delivered' | 'queued' | 'expired';
  /** When it was delivered; null while it is queued, or when it expired. */
  readonly deliveredAt: Date | null;
  /** The ids of the subscribers that received it. */
  readonly deliveredTo: readonly string[];
  /** When an agent's response took it up; null while none has. */
  readonly incorporatedAt: Date | null;
}

/** A call as it was when it was read. */
export interface CallInfo extends CallDescription {
  /** Its id. */
  readonly callSid: string;
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
  /** The states that it goes through, in order of time. */
  readonly timeline: readonly TimelineStep[];
  /** The subscribers that are on the call, in the order in which they joined. */
  readonly subscribers: readonly {
    /** Its id on the call. */
    readonly subscriberId: string;
    /** `simulated`: a declared agent. `live`: a program that holds a stream open. */
    readonly kind: 'simulated' | 'live';
    /** When it joined. */
    readonly joinedAt: Date;
    /** Seconds from a delivery to the response that incorporates it; null for a live one. */
    readonly responseDelaySeconds: number | null;
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
): InMs<InjectionInfo> {
  return {
    eventId: injection.eventId,
    callSid,
    message: injection.message,
    sender: injection.sender,
    eventType: injection.eventType,
    injectedAt: injection.injectedAt,
    queued: injection.queued,
    status,
    deliveredAt: delivery?.at ?? null,
    deliveredTo: delivery?.to.map((one) => one.subscriberId) ?? [],
    incorporatedAt,
  };
}

/** The view of a call at a time. */
export function callInfo(call: CallDetails, now: number): InMs<CallInfo> {
  const end = endsAt(call);
  return {
    callSid: call.callSid,
    ...partOf(callDescription, call),
    active: isActive(call, now),
    startedAt: call.startedAt,
    endedAt: end <= now ? end : null,
    durationSeconds: durationSeconds(call, now),
    currentState: currentState(call, now),
    timeline: call.timeline.map(({ atSeconds, state }) => ({ atSeconds, state })),
    subscribers: call.subscribers.map(({ subscriberId, kind, joinedAt, responseDelayMs }) => ({
      subscriberId,
      kind,
      joinedAt,
      responseDelaySeconds: responseDelayMs === null ? null : responseDelayMs / 1000,
    })),
    injections: injectionStates(call, now).map((one) => injectionInfo(call.callSid, one)),
    transcript: transcript(call, now),
  };
}

/** A text session: the last of its service and entity. */
export interface SessionInfo extends SessionPlace {
  /** UUID of its conversation. */
  readonly conversationId: string;
  /** Whether it is active: neither closed nor ended by idling. */
  readonly active: boolean;
  /** When it was started. */
  readonly createdAt: Date;
  /** When it was closed; null when it was not, even if it ended by idling. */
  readonly closedAt: Date | null;
}

/** The view of a session at a time. */
export function sessionInfo(session: SessionConversation, now: number): InMs<SessionInfo> {
  const { conversationId, serviceId, entityId, channelKind, createdAt, closedAt } = session;
  const active = isSessionActive(session, now);
  return { conversationId, serviceId, entityId, channelKind, active, createdAt, closedAt };
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
export function conversationInfo(conversation: ConversationDetails): InMs<ConversationInfo> {
  const { closedAt, conversationId, turns } = conversation;
  return {
    conversationId,
    closedAt,
    turns: turns.map(({ role, text, at }) => ({ role, text, at })),
  };
}

/** A request to the API, and its response. */
export interface RequestInfo extends RequestDescription {
  /**
   * The request body: the JSON value when it is JSON, else text; null without one. Over 262,144 bytes, a text
   * with its length.
   */
  readonly body: unknown;
  /** Headers of the request by lower-case name; those that may have a credential are `[redacted]`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Body of the response: the JSON value when it is JSON, else text. */
  readonly response: unknown;
  /** When it was made, on the workspace's clock. */
  readonly at: Date;
}

/** The view of a journal's entry. */
export function requestInfo(journal: Journal, entry: JournalEntry): RequestInfo {
  const { operation, method, path, query, callSid, status, requestId, why, faultId } = entry;
  const headers = entry.headers as RequestInfo['headers'];
  const body = bodyOf(journal, entry);
  const response = asJson(entry.responseBody);
  const at = new Date(entry.at);
  const request = { operation, method, path, query, callSid, headers, body };
  return { ...request, status, response, requestId, at, why, faultId };
}
