/** Creating conversations, and what `start` needs where some were created. Loaded on first use. */
import { isSessionActive, placeKey } from '../model/conversations.ts';
import type { Store, WorkspaceId } from '../ports/store.ts';
import * as conversations from '../rules/conversations.ts';
import { closeConversation } from '../rules/sessions.ts';
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
