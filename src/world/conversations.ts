/**
 * Text sessions: one may be active per service, entity and channel. Whether a session is active is
 * a pure function of its record and a time.
 */

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

/** One turn of a conversation. */
export interface Turn {
  readonly role: 'agent' | 'user';
  readonly text: string;
  readonly at: number;
}

/** What was said in a text session. It outlives the session. */
export interface ConversationRecord extends SessionPlace {
  readonly conversationId: string;
  readonly createdAt: number;
  closedAt: number | null;
  turns: Turn[];
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
    turns: [{ role: 'agent', text: greeting ?? AUTO_GREETING, at: createdAt }],
  };
}
