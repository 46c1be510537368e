/**
 * Text sessions: at most one is active per service, entity and channel. Whether a session is active is a pure
 * function of its record and the time.
 */

import { nameUuid } from '../ports/ids.ts';
import type { Reply, ToolCall } from './script.ts';

/** How people and agents talk (contract). */
export type ChannelKind = 'voice' | 'sms' | 'whatsapp' | 'email' | 'web' | 'imessage';

/** What identifies a text session within its workspace. */
export interface SessionPlace {
  /** UUID of its service. */
  readonly serviceId: string;
  /** UUID of its entity. */
  readonly entityId: string;
  /** How its client talks to the agent. */
  readonly channelKind: 'web';
}

/** Which conversation holds, or last held, a place: `start` reads it. */
export interface SessionRecord {
  readonly conversationId: string;
}

/** A tool call as stored in a turn. */
export interface TurnToolCall extends ToolCall {
  readonly callId: string;
}

/** A part of a message: not text, or text with its own type. */
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
  /** Index of the user message that it belongs to, from 0; null before the first (`turn_index` in the contract). */
  readonly turnIndex: number | null;
  readonly toolCalls: readonly TurnToolCall[];
  readonly content: readonly ContentPart[];
}

/** A background result that is not delivered yet. */
export interface BackgroundResult {
  /** Index of the turn that started it. */
  readonly turnIndex: number;
  readonly text: string;
  readonly dueAt: number;
}

/** Where a conversation goes that the agent begins on a channel other than web. */
export interface Outbound {
  /** The number that it is sent to, as the client gave it. */
  readonly recipient: string;
  readonly useCaseId: string;
}

/**
 * A conversation: of a text session, which it outlives; of a web client without an entity; or outbound. Its turns are
 * in the log `turns`.
 */
export interface ConversationRecord {
  readonly conversationId: string;
  readonly serviceId: string;
  /** Null if it was created without one; then it is not a session. */
  readonly entityId: string | null;
  readonly channelKind: ChannelKind;
  /** Null on the web channel. */
  readonly outbound: Outbound | null;
  /** The conversation from which it took its place as a session, if that one was active then; null if there is none. */
  readonly previous: string | null;
  readonly createdAt: number;
  /** Time of the last user message, or of the start. */
  readonly lastActivityAt: number;
  /** Idle time in seconds after which the session ends; null: never. */
  readonly idleSeconds: number | null;
  readonly closedAt: number | null;
  /** Number of turns, of both sides. */
  readonly turnCount: number;
  /** Time of the last turn, in milliseconds. */
  readonly lastTurnAt: number;
  /** Number of user messages: the index of the next one. */
  readonly exchanges: number;
  /** Background results that are pending or not delivered yet. */
  readonly background: readonly BackgroundResult[];
  /** When the task that announces results is due, in milliseconds; null if it is not planned. */
  readonly resultAt: number | null;
}

/** The result of a turn or a poll. */
export interface TakenTurnResult {
  readonly status: 'taken';
  /** When it was taken, in milliseconds. */
  readonly at: number;
  /** The user's turn; null for a poll, or for a turn without a message. */
  readonly input: Turn | null;
  /** The agent's turns, oldest first. */
  readonly output: readonly Turn[];
  /** The agent's reply; null if there is none. */
  readonly reply: Reply | null;
  /** Whether the final reply to this turn (for a poll: any reply) is still pending. */
  readonly pending: boolean;
  /** The conversation after this turn. */
  readonly conversation: ConversationRecord;
}

/** A turn that was taken with an `Idempotency-Key`. The log of a conversation has the latest. */
export interface KeyedTurn {
  /** A UUID. */
  readonly key: string;
  readonly at: number;
  readonly taken: TakenTurnResult;
  /** Whether `wait_for_final` has waited for its result, and responded with what is in `taken`. */
  readonly settled: boolean;
}

/** The agent's greeting if `start` has none. */
export const AUTO_GREETING = 'Hello! How can I help you today?';

/** A conversation that is, or was, a text session. */
export type SessionConversation = ConversationRecord & SessionPlace;

/** Whether a conversation has a place as a session: it is on the web channel, and with an entity. */
export function isSession(conversation: ConversationRecord): conversation is SessionConversation {
  return conversation.channelKind === 'web' && conversation.entityId !== null;
}

/** The key of a place in the store. */
export function placeKey(place: SessionPlace): string {
  return `${place.serviceId} ${place.entityId} ${place.channelKind}`;
}

/** Whether a session is active: not closed, and not idle for longer than its idle time (decided). */
export function isSessionActive(conversation: ConversationRecord, now: number): boolean {
  return conversation.closedAt === null && now < idlesAt(conversation);
}

/** When a session ends by idling, in milliseconds; `Infinity` if it never does. */
export function idlesAt({
  idleSeconds,
  lastActivityAt,
}: Pick<ConversationRecord, 'idleSeconds' | 'lastActivityAt'>): number {
  return idleSeconds === null ? Infinity : lastActivityAt + idleSeconds * 1000;
}

/** A turn of the agent. */
export function agentTurn(
  text: string,
  at: number,
  turnIndex: number | null,
  toolCalls: readonly TurnToolCall[] = [],
): Turn {
  return { role: 'agent', text, at, turnIndex, toolCalls, content: [] };
}

/** A new conversation with the agent's first turn. */
export function openConversation(
  about: Pick<
    ConversationRecord,
    'channelKind' | 'entityId' | 'outbound' | 'previous' | 'serviceId'
  >,
  conversationId: string,
  idleSeconds: number | null,
  greeting: string | null,
  now: number,
): { readonly conversation: ConversationRecord; readonly turn: Turn } {
  const conversation = {
    ...about,
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

/** The id of a turn: a function of the conversation and the turn's index in it (contract). */
export function turnIdOf(conversationId: string, turnIndex: number): string {
  return nameUuid(conversationId, String(turnIndex));
}

/** Time of the last change of a conversation, in milliseconds. */
export function updatedAt({ closedAt, createdAt, lastTurnAt }: ConversationRecord): number {
  return Math.max(createdAt, closedAt ?? 0, lastTurnAt);
}

/** The conversation with more turns. */
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

/** The background results that are ready at a time, oldest first. */
export function arrived(
  { background }: ConversationRecord,
  now: number,
): readonly BackgroundResult[] {
  return background.filter((one) => one.dueAt <= now).sort((a, b) => a.dueAt - b.dueAt);
}

/** When the next background result after a time is ready, in milliseconds; null if there is none. */
export function nextResultAt({ background }: ConversationRecord, after: number): number | null {
  const times = background.map((result) => result.dueAt).filter((at) => at > after);
  return times.length === 0 ? null : Math.min(...times);
}
