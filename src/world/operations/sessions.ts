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
    /** Starts a text session, or finds the one that is active already. */
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
    /** Closes a conversation, and with it its session: the next start there is a new one. */
    closeConversation: (workspaceId: WorkspaceId, conversationId: string) =>
      decide(workspaceId, sessions.closeConversation(workspaceId, conversationId)),
    /** The text sessions: the last of each service and entity. */
    async listSessions(workspaceId: WorkspaceId): Promise<ConversationRecord[]> {
      const all: ConversationRecord[] = [];
      for (const { conversationId } of await list(workspaceId, 'session')) {
        const { one } = await store.read(workspaceId, { one: ['conversation', conversationId] });
        if (one !== undefined) all.push(one);
      }
      return all;
    },
    /** A conversation, open or closed, with what has come in the background taken in. */
    readConversation: (workspaceId: WorkspaceId, conversationId: string) =>
      decide(workspaceId, turns.readConversation(workspaceId, conversationId)),
    /** Whether a conversation is there, open or closed. */
    async hasConversation(workspaceId: WorkspaceId, conversationId: string): Promise<boolean> {
      const read = { one: ['conversation', conversationId] } as const;
      return (await store.read(workspaceId, read)).one !== undefined;
    },
    /** The user says something, and the agent answers. */
    async takeTurn(
      workspaceId: WorkspaceId,
      conversationId: string,
      said: turns.Utterance,
    ): Promise<turns.TurnResult> {
      const found = store.read(workspaceId, { script: ['script', workspaceId] });
      const { script } = found instanceof Promise ? await found : found;
      // A rule matches at once: what it matches with is loaded before.
      const preparing = preparePatterns(script);
      if (preparing !== undefined) await preparing;
      return decide(workspaceId, turns.takeTurn(workspaceId, conversationId, said));
    },
    /** Asks for what has come in the background, without saying anything. */
    pollTurns,
    /**
     * Waits, on the clock and no longer than `patienceMs`, for what a turn left to the background. Returns
     * the turn with the results in place of the acknowledgement, or still pending.
     */
    async awaitBackground(
      workspaceId: WorkspaceId,
      taken: turns.Taken,
      patienceMs: number,
      gone?: AbortSignal,
    ): Promise<turns.Taken> {
      const { conversationId, background } = taken.conversation;
      const isOwn = (one: { exchange: number }) => one.exchange === taken.input?.exchange;
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
