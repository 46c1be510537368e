/** Operations on text sessions and their turns. */
import { type ConversationRecord, placeKey } from '../model/conversations.ts';
import { preparePatterns } from '../model/patterns.ts';
import { notFound } from '../model/results.ts';
import type { WorkspaceId } from '../ports/store.ts';
import * as sessions from '../rules/sessions.ts';
import * as turns from '../rules/turns.ts';
import type { WorldContext } from '../world-context.ts';

/** Operations on text sessions and their turns. */
export function sessionOperations({ decide, entityIdOf, list, scheduler, store }: WorldContext) {
  const { clocks } = store;
  const pollTurns = (workspaceId: WorkspaceId, conversationId: string) =>
    decide(workspaceId, turns.pollTurns(workspaceId, conversationId));

  return {
    /** Starts a text session, or returns the active one. */
    async startSession(
      workspaceId: WorkspaceId,
      request: sessions.SessionRequest,
    ): Promise<sessions.StartResult> {
      const { channelKind, serviceId } = request;
      for (;;) {
        const entityId = await entityIdOf(workspaceId, request.entity);
        if (entityId === undefined) return notFound;
        const key = placeKey({ serviceId, entityId, channelKind });
        const { session } = await store.read(workspaceId, { session: ['session', key] });
        const held = session?.conversationId;
        const act = sessions.startSession(workspaceId, request, entityId, held);
        const result = await decide(workspaceId, act);
        if (result !== undefined) return result;
      }
    },
    /** Closes a conversation and its session. The next `start` begins a new one. */
    closeConversation: (workspaceId: WorkspaceId, conversationId: string) =>
      decide(workspaceId, sessions.closeConversation(workspaceId, conversationId)),
    /** All conversations, open and closed, in order of creation. */
    listConversations: (workspaceId: WorkspaceId) => list(workspaceId, 'conversation'),
    /** The text sessions: the latest for each service and entity. */
    async listSessions(workspaceId: WorkspaceId): Promise<ConversationRecord[]> {
      const all: ConversationRecord[] = [];
      for (const { conversationId } of await list(workspaceId, 'session')) {
        const { one } = await store.read(workspaceId, { one: ['conversation', conversationId] });
        if (one !== undefined) all.push(one);
      }
      return all;
    },
    /** A conversation, open or closed, with finished background results added. */
    readConversation: (workspaceId: WorkspaceId, conversationId: string) =>
      decide(workspaceId, turns.readConversation(workspaceId, conversationId)),
    /** A conversation as it is recorded: finished background results are not added, and nothing changes. */
    async peekConversation(
      workspaceId: WorkspaceId,
      conversationId: string,
    ): Promise<turns.ConversationDetails | undefined> {
      const { one, turns } = await store.read(workspaceId, {
        one: ['conversation', conversationId],
        turns: ['turns', conversationId],
      });
      return one && { ...one, turns };
    },
    /** Whether a conversation exists, open or closed. */
    async hasConversation(workspaceId: WorkspaceId, conversationId: string): Promise<boolean> {
      const read = { one: ['conversation', conversationId] } as const;
      return (await store.read(workspaceId, read)).one !== undefined;
    },
    /** Adds a user message and the agent's reply. */
    async takeTurn(
      workspaceId: WorkspaceId,
      conversationId: string,
      said: turns.Utterance,
    ): Promise<turns.TurnResult> {
      const found = store.read(workspaceId, { script: ['script', workspaceId] });
      const { script } = found instanceof Promise ? await found : found;
      // Rules match synchronously, so the engine of regular expressions is loaded first.
      const preparing = preparePatterns(script);
      if (preparing !== undefined) await preparing;
      return decide(workspaceId, turns.takeTurn(workspaceId, conversationId, said));
    },
    /** Fetches finished background results without a message. */
    pollTurns,
    /**
     * Waits on the clock, for at most `patienceMs`, for the background result of a turn. Returns the turn with the
     * result in place of the acknowledgement, or still pending.
     */
    async awaitBackground(
      workspaceId: WorkspaceId,
      taken: turns.TakenTurnResult,
      patienceMs: number,
      gone?: AbortSignal,
    ): Promise<turns.TakenTurnResult> {
      const { conversationId, background } = taken.conversation;
      const isOwn = (one: { turnIndex: number }) => one.turnIndex === taken.input?.turnIndex;
      const due = background.find(isOwn)?.dueAt ?? 0;
      await scheduler.sleep(workspaceId, Math.min(due - clocks.now(workspaceId), patienceMs), gone);
      const later = await pollTurns(workspaceId, conversationId);
      if (later.status !== 'taken') return taken;
      const { conversation } = later;
      const pending = conversation.background.some(isOwn);
      const output = pending ? [...taken.output, ...later.output] : later.output;
      return { ...taken, conversation, pending, output };
    },
  };
}
