/** Text sessions: started, found, closed, left to idle. */

import type { EntityRecord } from '../catalog.ts';
import {
  isSessionActive,
  openConversation,
  placeKey,
  type SessionRecord,
} from '../conversations.ts';
import { limits } from '../limits.ts';
import { type Full, full, type Inside, type NotFound, notFound } from '../parts.ts';
import type { WorkspaceId } from '../store.ts';
import type { EntityName } from './catalog.ts';

/** What `start` asks for: a service, and an entity by one of its two names. */
export interface SessionRequest {
  readonly serviceId: string;
  readonly entity: EntityName;
  readonly channelKind: 'web';
  /** The agent's first words; null lets it greet by itself. */
  readonly greeting: string | null;
}

/** Finds an entity by either of its names. */
type FindEntity = (workspaceId: WorkspaceId, name: EntityName) => Promise<EntityRecord | undefined>;

/** The operations on text sessions. */
export function sessionOperations({ agenda, ids, now, store }: Inside, findEntity: FindEntity) {
  /** Plans that a session ends by idling, unless something is said before. */
  function planIdling(workspaceId: WorkspaceId, session: SessionRecord): void {
    const { conversationId, idleSeconds } = session;
    if (idleSeconds === null) return;
    const due = session.lastActivityAt + idleSeconds * 1000;
    agenda.plan(workspaceId, due, async () => {
      const current = await store.get('session', workspaceId, placeKey(session));
      const isStill = current?.conversationId === conversationId && isSessionActive(current, due);
      if (isStill) planIdling(workspaceId, current);
      // Also when a start has taken its place already: this one is over by idling all the same.
      else await closeConversation(workspaceId, conversationId, due);
    });
  }

  async function closeConversation(
    workspaceId: WorkspaceId,
    conversationId: string,
    at = now(workspaceId),
  ): Promise<{ status: 'closed' } | NotFound> {
    const place = await store.change('conversation', workspaceId, conversationId, (current) => {
      if (current === undefined || current.closedAt !== null) {
        return { keep: current, answer: undefined };
      }
      current.closedAt = at;
      return {
        keep: current,
        answer: current,
        events: [{ type: 'session.closed', at, workspaceId, conversationId }],
      };
    });
    if (place === undefined) return notFound;
    await store.change('session', workspaceId, placeKey(place), (session) => {
      if (session?.conversationId === conversationId) session.closedAt = at;
      return { keep: session, answer: undefined };
    });
    return { status: 'closed' };
  }

  return {
    /** Starts a text session, or finds the one that is active already. */
    async startSession(
      workspaceId: WorkspaceId,
      request: SessionRequest,
    ): Promise<{ status: 'created' | 'already_active'; session: SessionRecord } | NotFound | Full> {
      const { serviceId, channelKind, greeting } = request;
      const entity = await findEntity(workspaceId, request.entity);
      if (entity === undefined || !(await store.get('service', workspaceId, serviceId))) {
        return notFound;
      }
      const place = { serviceId, entityId: entity.entityId, channelKind };
      const idleSeconds =
        (await store.get('workspace', workspaceId, workspaceId))?.sessionIdleSeconds ?? null;

      // Every session has a conversation, which outlives it.
      const isFull = (await store.count('conversation', workspaceId)) >= limits.conversations;

      const started = await store.change(
        'session',
        workspaceId,
        placeKey(place),
        (current, _, exists) => {
          if (!exists) return { keep: undefined, answer: notFound };
          const at = now(workspaceId);
          if (current !== undefined && isSessionActive(current, at)) {
            return {
              keep: current,
              answer: { status: 'already_active' as const, session: current },
            };
          }
          if (isFull) return { keep: current, answer: full('conversations') };
          const session: SessionRecord = {
            ...place,
            conversationId: ids.scope(workspaceId).uuid(),
            createdAt: at,
            lastActivityAt: at,
            idleSeconds,
            closedAt: null,
          };
          const { conversationId } = session;
          return {
            keep: session,
            answer: { status: 'created' as const, session: session as SessionRecord },
            events: [{ type: 'session.created', at, workspaceId, conversationId }],
          };
        },
      );
      if (started.status === 'created') {
        const { session } = started;
        await store.change('conversation', workspaceId, session.conversationId, (_, __, exists) => {
          if (exists) planIdling(workspaceId, session);
          return { keep: openConversation(session, greeting), answer: undefined };
        });
      }
      return started;
    },

    /** Closes a conversation, and with it its session: the next start there is a new one. */
    closeConversation,

    /** Keeps a session as it once was. */
    async restoreSession(workspaceId: WorkspaceId, session: SessionRecord): Promise<void> {
      await store.change('session', workspaceId, placeKey(session), () => ({
        keep: session,
        answer: undefined,
      }));
      if (isSessionActive(session, now(workspaceId))) planIdling(workspaceId, session);
    },
  };
}
