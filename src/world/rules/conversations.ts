/** The rule of creating a conversation. */
import { act } from '../act.ts';
import { limits } from '../limits.ts';
import {
  type ConversationRecord,
  isSessionActive,
  type Outbound,
  openConversation,
  placeKey,
  type SessionPlace,
  type Turn,
} from '../model/conversations.ts';
import { type Full, full, type NotFound, notFound } from '../model/results.ts';
import type { Decision, WorkspaceId } from '../ports/store.ts';
import { sessionTasks } from './sessions.ts';

/** A conversation to create. */
export type NewConversation = {
  readonly serviceId: string;
  readonly entityId: string | null;
} & (
  | { readonly channelKind: 'web'; readonly outbound: null }
  | {
      readonly channelKind: Exclude<ConversationRecord['channelKind'], 'web'>;
      readonly outbound: Outbound;
    }
);

/** The result of creating a conversation. */
export type CreateResult =
  | {
      readonly status: 'created';
      readonly conversation: ConversationRecord;
      /** The agent's first. */
      readonly turn: Turn;
    }
  | NotFound
  | Full;

/** The place that a new conversation takes as a session; undefined if it takes none. */
export function placeOf({
  channelKind,
  entityId,
  serviceId,
}: NewConversation): SessionPlace | undefined {
  return channelKind === 'web' && entityId !== null
    ? { serviceId, entityId, channelKind }
    : undefined;
}

/**
 * Creates a conversation, whatever is active. On the web channel and with an entity it is the newest session of its
 * place. `held` is the conversation that held the place when it was looked up; the result is undefined if another one
 * holds it now.
 */
export function createConversation(
  workspaceId: WorkspaceId,
  wanted: NewConversation,
  held: string | undefined,
) {
  const { channelKind, entityId, serviceId } = wanted;
  const place = placeOf(wanted);
  const key = place && placeKey(place);
  return act(
    {
      workspace: ['workspace', workspaceId],
      service: ['service', serviceId],
      entity: ['entity', entityId ?? ''],
      session: ['session', key ?? ''],
      before: ['conversation', held ?? ''],
      conversations: ['count', 'conversation'],
    },
    (found, moment): Decision<CreateResult | undefined> => {
      const { before, conversations, entity, service, session, workspace } = found;
      const { now } = moment;
      if (workspace === undefined || service === undefined) return { result: notFound };
      if (entityId !== null && entity === undefined) return { result: notFound };
      if (session?.conversationId !== held) return { result: undefined };
      if (conversations >= limits.conversations) return { result: full('conversations') };
      const conversationId = moment.uuid();
      // One that has ended is left out, so that the chain has as few of them as possible.
      const isActive = before !== undefined && isSessionActive(before, now);
      const previous = isActive ? before.conversationId : (before?.previous ?? null);
      const { conversation, turn } = openConversation(
        { ...wanted, previous },
        conversationId,
        channelKind === 'web' ? workspace.sessionIdleSeconds : null,
        null,
        now,
      );
      return {
        result: { status: 'created', conversation, turn },
        put: [
          ['conversation', conversationId, conversation],
          ...(key === undefined ? [] : [['session', key, { conversationId }] as const]),
        ],
        append: [['turns', conversationId, [turn]]],
        plan: sessionTasks(conversation),
        emit: [{ type: 'session.created', at: now, workspaceId, conversationId }],
      };
    },
  );
}
