/**
 * Text sessions: one may be active per service, entity and channel. Whether a session is active is
 * a pure function of its record and a time.
 */

import { nameUuid } from './ids.ts';
import type { ToolCall } from './script.ts';

/** What identifies a text session within its workspace. */
export interface SessionPlace {
  readonly serviceId: string;
  readonly entityId: string;
  readonly channelKind: 'web';
}

/** The session that holds, or last held, a place: what `start` decides by. */
export interface SessionRecord extends SessionPlace {
  readonly conversationId: string;
  readonly createdAt: number;
  lastActivityAt: number;
  /** After so long without a turn the session is over; null when it never is. */
  readonly idleSeconds: number | null;
  closedAt: number | null;
}

/** A tool call as a turn keeps it. */
export interface TurnToolCall extends ToolCall {
  readonly callId: string;
}

/** A part of a message that is more than text, or text with a type of its own. */
export interface ContentPart {
  readonly type: string;
  readonly text: string | null;
  readonly url: string | null;
  readonly mediaType: string | null;
  readonly providerId: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** One message of a conversation. */
export interface Turn {
  readonly role: 'agent' | 'user';
  readonly text: string;
  readonly at: number;
  /** Which user exchange it belongs to, from 0; null before the first. */
  readonly exchange: number | null;
  readonly toolCalls: readonly TurnToolCall[];
  readonly content: readonly ContentPart[];
}

/** An answer that is still being worked on behind a conversation. */
export interface BackgroundResult {
  readonly exchange: number;
  readonly text: string;
  readonly dueAt: number;
}

/** What was said in a text session. It outlives the session. */
export interface ConversationRecord extends SessionPlace {
  readonly conversationId: string;
  readonly createdAt: number;
  closedAt: number | null;
  /** In the order in which they were said. */
  turns: Turn[];
  /** What is still to come, or has come and nobody was told. */
  background: BackgroundResult[];
}

/** What the agent says by itself when `start` brings no greeting. */
export const AUTO_GREETING = 'Hello! How can I help you today?';

/** The key of a place in the store. */
export function placeKey(place: SessionPlace): string {
  return `${place.serviceId} ${place.entityId} ${place.channelKind}`;
}

/** Active until it is closed, or idle for longer than its idle time (decided). */
export function isSessionActive(session: SessionRecord, now: number): boolean {
  if (session.closedAt !== null) return false;
  return session.idleSeconds === null || now < session.lastActivityAt + session.idleSeconds * 1000;
}

/** The conversation of a session that has just begun, with its first agent turn. */
export function openConversation(
  session: SessionRecord,
  greeting: string | null,
): ConversationRecord {
  const { conversationId, createdAt, serviceId, entityId, channelKind } = session;
  return {
    conversationId,
    serviceId,
    entityId,
    channelKind,
    createdAt,
    closedAt: null,
    turns: [
      {
        role: 'agent',
        text: greeting ?? AUTO_GREETING,
        at: createdAt,
        exchange: null,
        toolCalls: [],
        content: [],
      },
    ],
    background: [],
  };
}

/** The id of a user exchange: a function of the conversation and the exchange's place in it (contract). */
export function turnIdOf(conversationId: string, exchange: number): string {
  return nameUuid(conversationId, String(exchange));
}

/** When something last happened in a conversation, in milliseconds. */
export function updatedAt({ closedAt, createdAt, turns }: ConversationRecord): number {
  return Math.max(createdAt, closedAt ?? 0, ...turns.slice(-1).map((turn) => turn.at));
}

/** How many exchanges with the user there were. */
export function exchangesOf({ turns }: ConversationRecord): number {
  return turns.filter((turn) => turn.role === 'user').length;
}

/** The background results that have come by a time, as the agent's turns. */
export function arrived({ background }: ConversationRecord, now: number): Turn[] {
  return background
    .filter((result) => result.dueAt <= now)
    .map(({ text, exchange, dueAt }) => ({
      role: 'agent',
      text,
      at: dueAt,
      exchange,
      toolCalls: [],
      content: [],
    }));
}

/** Takes what has come into the conversation. Answers the turns that it became. */
export function drain(conversation: ConversationRecord, now: number): Turn[] {
  const turns = arrived(conversation, now);
  conversation.background = conversation.background.filter((result) => result.dueAt > now);
  conversation.turns.push(...turns);
  return turns;
}
