/** Rules of text sessions: start, find, close, end by idling. */
import { act } from '../act.ts';
import { limits } from '../limits.ts';
import { isProjected } from '../model/catalog.ts';
import {
  type ConversationRecord,
  idlesAt,
  isSessionActive,
  openConversation,
  placeKey,
} from '../model/conversations.ts';
import { type Full, full, type NotFound, notFound } from '../model/results.ts';
import type { Decision, NextTask, Plan, WorkspaceId } from '../ports/store.ts';
import type { EntityName } from './catalog.ts';

/** The input of `start`: a service, and an entity by one of its two ids. */
export interface SessionRequest {
  readonly serviceId: string;
  readonly entity: EntityName;
  readonly channelKind: 'web';
  /** The agent's first message; null for the automatic greeting. */
  readonly greeting: string | null;
}

/** The result of a start. */
export type StartResult =
  | {
      readonly status: 'created' | 'already_active';
      readonly session: ConversationRecord;
    }
  | NotFound
  | Full;

/** The tasks of a conversation's session. */
export function sessionTasks(conversation: Omit<ConversationRecord, 'background'>): Plan[] {
  const at = idlesAt(conversation);
  if (conversation.closedAt !== null || at === Infinity) return [];
  const { conversationId } = conversation;
  return [{ task: { kind: 'idle', conversationId }, at }];
}

/**
 * Starts a text session, or returns the active one. `held` is the conversation that held the place when it was
 * looked up, and `active` the newest active one of the place, as far as that is known. If it is not so, the result is
 * undefined and the caller has to look them up (again).
 */
export function startSession(
  workspaceId: WorkspaceId,
  request: SessionRequest,
  entityId: string,
  held: string | undefined,
  active: string | undefined,
) {
  const { serviceId, channelKind, greeting } = request;
  const place = { serviceId, entityId, channelKind };
  const key = placeKey(place);
  const canonicalId = request.entity.by === 'canonical_id' ? request.entity.canonicalId : null;
  return act(
    {
      workspace: ['workspace', workspaceId],
      service: ['service', serviceId],
      entity: ['entity', entityId],
      canonical: ['canonical', canonicalId ?? ''],
      session: ['session', key],
      current: ['conversation', active ?? ''],
      conversations: ['count', 'conversation'],
    },
    (found, moment): Decision<StartResult | undefined> => {
      const { canonical, conversations, current, entity, service, session, workspace } = found;
      const { now } = moment;
      if (workspace === undefined || service === undefined || entity === undefined) {
        return { result: notFound };
      }
      if (canonicalId !== null) {
        // The canonical id may belong to another entity by now.
        if (canonical?.entityId !== entityId) return { result: undefined };
        if (!isProjected(entity, now)) return { result: notFound };
      }
      if (session?.conversationId !== held) return { result: undefined };
      if (current !== undefined && isSessionActive(current, now)) {
        const result = { status: 'already_active', session: current } as const;
        // Those created later have ended: the next start need not look at them.
        const { conversationId } = current;
        return held === active
          ? { result }
          : { result, put: [['session', key, { conversationId }]] };
      }
      // It has ended; one created before it may be active.
      if (active !== undefined && (active !== held || current?.previous != null)) {
        return { result: undefined };
      }
      if (conversations >= limits.conversations) {
        return { result: full('conversations') };
      }
      const conversationId = moment.uuid();
      const idleSeconds = workspace.sessionIdleSeconds;
      const { conversation, turn } = openConversation(
        { ...place, outbound: null, previous: null },
        conversationId,
        idleSeconds,
        greeting,
        now,
      );
      return {
        result: { status: 'created', session: conversation },
        put: [
          ['conversation', conversationId, conversation],
          ['session', key, { conversationId }],
        ],
        append: [['turns', conversationId, [turn]]],
        plan: sessionTasks(conversation),
        emit: [{ type: 'session.created', at: now, workspaceId, conversationId }],
      };
    },
  );
}

function closed(
  workspaceId: WorkspaceId,
  conversation: ConversationRecord,
  at: number,
): Omit<Decision<unknown>, 'result'> {
  const { conversationId } = conversation;
  return {
    put: [['conversation', conversationId, { ...conversation, closedAt: at }]],
    plan: [{ task: { kind: 'idle', conversationId }, at: null }],
    emit: [{ type: 'session.closed', at, workspaceId, conversationId }],
  };
}

/** Closes a conversation and its session. The next `start` begins a new one. */
export function closeConversation(workspaceId: WorkspaceId, conversationId: string) {
  return act(
    { conversation: ['conversation', conversationId] },
    ({ conversation }, { now }): Decision<{ readonly status: 'closed' } | NotFound> => {
      if (conversation === undefined || conversation.closedAt !== null) return { result: notFound };
      return { result: { status: 'closed' }, ...closed(workspaceId, conversation, now) };
    },
  );
}

/** The idle time of a session is over: it ends, unless there was a message since. */
export function reachIdle({ workspaceId }: NextTask, conversationId: string) {
  return act(
    { conversation: ['conversation', conversationId] },
    ({ conversation }, { now }): Decision<void> => {
      if (conversation === undefined || conversation.closedAt !== null)
        return { result: undefined };
      const at = idlesAt(conversation);
      if (at > now) return { result: undefined, plan: sessionTasks(conversation) };
      return { result: undefined, ...closed(workspaceId, conversation, at) };
    },
  );
}
