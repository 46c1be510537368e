/**
 * Text sessions: one may be active per service, entity and channel. Whether a session is active is
 * a pure function of its record and a time.
 */

import { nameUuid } from '../ports/ids.ts';
import type { ToolCall } from './script.ts';

/** What identifies a text session within its workspace. */
export interface SessionPlace {
  readonly serviceId: string;
  readonly entityId: string;
  readonly channelKind: 'web';
}

/** Which conversation holds, or last held, a place: what `start` decides by. */
export interface SessionRecord {
  readonly conversationId: string;
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

/** A text session and its conversation, which outlives it. What was said is in the log `turns`. */
export interface ConversationRecord extends SessionPlace {
  readonly conversationId: string;
  readonly createdAt: number;
  /** The last time that the user said something, or the start. */
  readonly lastActivityAt: number;
  /** After so long without a turn the session is over; null: it never is. */
  readonly idleSeconds: number | null;
  readonly closedAt: number | null;
  /** How many turns there are, of both sides. */
  readonly turnCount: number;
  /** When the last of them was said, in milliseconds. */
  readonly lastTurnAt: number;
  /** How many exchanges with the user there were. */
  readonly exchanges: number;
  /** What is still to come, or has come and nobody was told. */
  readonly background: readonly BackgroundResult[];
  /** When the task that announces results is planned, in milliseconds; null when it is not. */
  readonly resultAt: number | null;
}

/** What the agent says by itself when `start` brings no greeting. */
export const AUTO_GREETING = 'Hello! How can I help you today?';

/** The key of a place in the store. */
export function placeKey(place: SessionPlace): string {
  return `${place.serviceId} ${place.entityId} ${place.channelKind}`;
}

/** Active until it is closed, or idle for longer than its idle time (decided). */
export function isSessionActive(conversation: ConversationRecord, now: number): boolean {
  return conversation.closedAt === null && now < idlesAt(conversation);
}

/** When a session is over by idling, in milliseconds; `Infinity` when it never is. */
export function idlesAt({ idleSeconds, lastActivityAt }: ConversationRecord): number {
  return idleSeconds === null ? Infinity : lastActivityAt + idleSeconds * 1000;
}

/** A turn of the agent. */
export function agentTurn(
  text: string,
  at: number,
  exchange: number | null,
  toolCalls: readonly TurnToolCall[] = [],
): Turn {
  return { role: 'agent', text, at, exchange, toolCalls, content: [] };
}

/** The conversation of a session that begins, and its first agent turn. */
export function openConversation(
  place: SessionPlace,
  conversationId: string,
  idleSeconds: number | null,
  greeting: string | null,
  now: number,
): { readonly conversation: ConversationRecord; readonly turn: Turn } {
  const conversation = {
    ...place,
    conversationId,
    createdAt: now,
    lastActivityAt: now,
    idleSeconds,
    closedAt: null,
    turnCount: 1,
    lastTurnAt: now,
    exchanges: 0,
    background: [],
    resultAt: null,
  };
  return { conversation, turn: agentTurn(greeting ?? AUTO_GREETING, now, null) };
}

/** The id of a user exchange: a function of the conversation and the exchange's place in it (contract). */
export function turnIdOf(conversationId: string, exchange: number): string {
  return nameUuid(conversationId, String(exchange));
}

/** When something last happened in a conversation, in milliseconds. */
export function updatedAt({ closedAt, createdAt, lastTurnAt }: ConversationRecord): number {
  return Math.max(createdAt, closedAt ?? 0, lastTurnAt);
}

/** The conversation with some turns more. */
export function withTurns(
  conversation: ConversationRecord,
  turns: readonly Turn[],
): ConversationRecord {
  const last = turns.at(-1);
  if (last === undefined) return conversation;
  const exchanges = turns.filter((turn) => turn.role === 'user').length;
  return {
    ...conversation,
    turnCount: conversation.turnCount + turns.length,
    lastTurnAt: last.at,
    exchanges: conversation.exchanges + exchanges,
  };
}

/** What has come of the background by a time, oldest first. */
export function arrived(
  { background }: ConversationRecord,
  now: number,
): readonly BackgroundResult[] {
  return background.filter((one) => one.dueAt <= now).sort((a, b) => a.dueAt - b.dueAt);
}

/** When the next result of the background comes after a time, in milliseconds; null when none does. */
export function nextResultAt({ background }: ConversationRecord, after: number): number | null {
  const times = background.map((result) => result.dueAt).filter((at) => at > after);
  return times.length === 0 ? null : Math.min(...times);
}
