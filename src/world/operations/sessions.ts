/** Operations on text sessions and their turns. */
import {
  isSession,
  placeKey,
  type SessionConversation,
  type TakenTurnResult,
} from '../model/conversations.ts';
import { preparePatterns } from '../model/patterns.ts';
import { notFound } from '../model/results.ts';
import type { WorkspaceId } from '../ports/store.ts';
import type { CreateResult, NewConversation } from '../rules/conversations.ts';
import * as sessions from '../rules/sessions.ts';
import * as turns from '../rules/turns.ts';
import type { WorldContext } from '../world-context.ts';

/** What few worlds need. */
const more = () => import('./conversations.ts');
const keyed = () => import('../rules/keyed-turns.ts');

/** Operations on text sessions and their turns. */
export function sessionOperations(context: WorldContext) {
  const { decide, entityIdOf, list, store } = context;
  const pollTurns = (workspaceId: WorkspaceId, conversationId: string) =>
    decide(workspaceId, turns.pollTurns(workspaceId, conversationId));

  return {
    /** Starts a text session, or returns the active one. */
    async startSession(
      workspaceId: WorkspaceId,
      request: sessions.SessionRequest,
    ): Promise<sessions.StartResult> {
      const { channelKind, serviceId } = request;
      for (let isFirst = true; ; isFirst = false) {
        const entityId = await entityIdOf(workspaceId, request.entity);
        if (entityId === undefined) return notFound;
        const key = placeKey({ serviceId, entityId, channelKind });
        const { session } = await store.read(workspaceId, { session: ['session', key] });
        const held = session?.conversationId;
        // Nearly always the one that holds the place.
        const active = isFirst ? held : await (await more()).newestActive(store, workspaceId, held);
        const act = sessions.startSession(workspaceId, request, entityId, held, active);
        const result = await decide(workspaceId, act);
        if (result !== undefined) return result;
      }
    },
    /**
     * Creates a conversation, whatever is active. `forceNew` closes those that are active with the same channel,
     * recipient and use case before.
     */
    async createConversation(
      workspaceId: WorkspaceId,
      wanted: NewConversation,
      forceNew = false,
    ): Promise<CreateResult> {
      return (await more()).createConversation(context, workspaceId, wanted, forceNew);
    },
    /** Closes a conversation and its session. The next `start` begins a new one. */
    closeConversation: (workspaceId: WorkspaceId, conversationId: string) =>
      decide(workspaceId, sessions.closeConversation(workspaceId, conversationId)),
    /** All conversations, open and closed, in order of creation. */
    listConversations: (workspaceId: WorkspaceId) => list(workspaceId, 'conversation'),
    /** The text sessions: the latest for each service and entity. */
    async listSessions(workspaceId: WorkspaceId): Promise<SessionConversation[]> {
      const all: SessionConversation[] = [];
      for (const { conversationId } of await list(workspaceId, 'session')) {
        const { one } = await store.read(workspaceId, { one: ['conversation', conversationId] });
        if (one !== undefined && isSession(one)) all.push(one);
      }
      return all;
    },
    /** A conversation, open or closed, with finished background results added. */
    readConversation: (workspaceId: WorkspaceId, conversationId: string) =>
      decide(workspaceId, turns.readConversation(workspaceId, conversationId)),
    /** A conversation as it is recorded: finished background results are not added, and nothing changes. */
    peekConversation: async (workspaceId: WorkspaceId, conversationId: string) =>
      (await more()).peekConversation(store, workspaceId, conversationId),
    /** Whether a conversation exists, open or closed. */
    hasConversation: async (workspaceId: WorkspaceId, conversationId: string) =>
      (await more()).hasConversation(store, workspaceId, conversationId),
    /** Adds a user message and the agent's reply. With a key (a UUID) that was used in the last day, returns that turn. */
    async takeTurn(
      workspaceId: WorkspaceId,
      conversationId: string,
      said: turns.Utterance,
      key?: string,
    ): Promise<turns.TurnResult> {
      const found = store.read(workspaceId, { script: ['script', workspaceId] });
      const { script } = found instanceof Promise ? await found : found;
      // Rules match synchronously, so the engine of regular expressions is loaded first.
      const preparing = preparePatterns(script);
      if (preparing !== undefined) await preparing;
      if (key === undefined) {
        return decide(workspaceId, turns.takeTurn(workspaceId, conversationId, said));
      }
      const { takeKeyedTurn } = await keyed();
      return decide(workspaceId, takeKeyedTurn(workspaceId, conversationId, said, key));
    },
    /** Fetches finished background results without a message. */
    pollTurns,
    /**
     * Waits on the clock, for at most `patienceMs`, for the background result of a turn. Returns the turn with the
     * result in place of the acknowledgement, or still pending. `key`: of the turn, if it was taken with one.
     */
    async awaitBackground(
      workspaceId: WorkspaceId,
      taken: TakenTurnResult,
      patienceMs: number,
      gone?: AbortSignal,
      key?: string,
    ): Promise<TakenTurnResult> {
      // The clock may be moved while the rest is loaded.
      const until = store.clocks.now(workspaceId) + patienceMs;
      const { awaitBackground } = await more();
      return awaitBackground(context, workspaceId, taken, until, gone, key);
    },
  };
}
