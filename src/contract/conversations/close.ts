/** Close a conversation: `DELETE /v1/{workspace_id}/conversations/{conversation_id}`. */
import type { Operation } from '../operation.ts';
import { noContent, refused } from '../outcome.ts';

/** Idempotent. A closed conversation refuses turns; the next `start` begins a new one. */
export const closeConversation: Operation = {
  name: 'close_conversation',
  document: 'companions',
  method: 'DELETE',
  path: '/v1/{workspace_id}/conversations/{conversation_id}',
  body: null,
  details: { 404: 'Conversation not found' },
  async run({ world, workspaceId, params }) {
    const conversationId = params.conversation_id as string;
    const found = await world.readConversation(workspaceId, conversationId);
    if (found === undefined) return refused(404);
    await world.closeConversation(workspaceId, conversationId);
    return noContent;
  },
};
