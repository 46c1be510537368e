/** What few worlds need of conversations: creating them, what `start` needs then, and long waits. Loaded on first use. */
import { isSessionActive, placeKey, type TakenTurnResult } from '../model/conversations.ts';
import type { Store, WorkspaceId } from '../ports/store.ts';
import * as conversations from '../rules/conversations.ts';
import { settledTurn, settleKeyedTurn, withLater } from '../rules/keyed-turns.ts';
import { closeConversation } from '../rules/sessions.ts';
import type { ConversationDetails } from '../rules/turns.ts';
import { pollTurns } from '../rules/turns.ts';
import type { WorldContext } from '../world-context.ts';

/** The newest active conversation of a place; undefined if there is none. `held`: the one that holds the place. */
export async function newestActive(
  store: Store,
  workspaceId: WorkspaceId,
  held: string | undefined,
): Promise<string | undefined> {
  for (let id = held; id !== undefined; ) {
    const { one } = await store.read(workspaceId, { one: ['conversation', id] });
    if (one !== undefined && isSessionActive(one, store.clocks.now(workspaceId))) return id;
    id = one?.previous ?? undefined;
  }
  return undefined;
}

/** Closes the conversations of a provider thread: those with the same channel, recipient and use case. */
async function closeThread(
  { decide, list }: WorldContext,
  workspaceId: WorkspaceId,
  { channelKind, outbound }: conversations.NewConversation,
): Promise<void> {
  for (const one of await list(workspaceId, 'conversation')) {
    const isOfThread =
      one.channelKind === channelKind &&
      one.outbound !== null &&
      one.outbound.recipient === outbound?.recipient &&
      one.outbound.useCaseId === outbound.useCaseId;
    if (!isOfThread || one.closedAt !== null) continue;
    await decide(workspaceId, closeConversation(workspaceId, one.conversationId));
  }
}

/** Creates a conversation (`World.createConversation`). */
export async function createConversation(
  context: WorldContext,
  workspaceId: WorkspaceId,
  wanted: conversations.NewConversation,
  forceNew: boolean,
): Promise<conversations.CreateResult> {
  const { decide, store } = context;
  if (forceNew) await closeThread(context, workspaceId, wanted);
  const place = conversations.placeOf(wanted);
  const key = place === undefined ? '' : placeKey(place);
  for (;;) {
    const { session } = await store.read(workspaceId, { session: ['session', key] });
    const held = session?.conversationId;
    const result = await decide(
      workspaceId,
      conversations.createConversation(workspaceId, wanted, held),
    );
    if (result !== undefined) return result;
  }
}

/** Waits for the background result of a turn (`World.awaitBackground`), until a time in milliseconds of the clock. */
export async function awaitBackground(
  { decide, scheduler, store }: WorldContext,
  workspaceId: WorkspaceId,
  taken: TakenTurnResult,
  until: number,
  gone: AbortSignal | undefined,
  key: string | undefined,
): Promise<TakenTurnResult> {
  const { conversationId, background } = taken.conversation;
  if (key !== undefined) {
    const known = await decide(workspaceId, settledTurn(workspaceId, conversationId, key));
    if (known !== undefined) return known;
  }
  const due = background.find((one) => one.turnIndex === taken.input?.turnIndex)?.dueAt ?? 0;
  const ms = Math.min(due, until) - store.clocks.now(workspaceId);
  await scheduler.sleep(workspaceId, ms, gone);
  if (key !== undefined) {
    // A client that has left asks again.
    const isLast = gone?.aborted !== true;
    const settle = settleKeyedTurn(workspaceId, conversationId, key, isLast);
    return (await decide(workspaceId, settle)) ?? taken;
  }
  const later = await decide(workspaceId, pollTurns(workspaceId, conversationId));
  return later.status === 'taken' ? withLater(taken, later) : taken;
}

/** A conversation as it is recorded (`World.peekConversation`). */
export async function peekConversation(
  store: Store,
  workspaceId: WorkspaceId,
  conversationId: string,
): Promise<ConversationDetails | undefined> {
  const { one, turns } = await store.read(workspaceId, {
    one: ['conversation', conversationId],
    turns: ['turns', conversationId],
  });
  return one && { ...one, turns };
}

/** Whether a conversation exists (`World.hasConversation`). */
export async function hasConversation(
  store: Store,
  workspaceId: WorkspaceId,
  conversationId: string,
): Promise<boolean> {
  const { one } = await store.read(workspaceId, { one: ['conversation', conversationId] });
  return one !== undefined;
}
