/** Get a conversation: `GET /v1/{workspace_id}/conversations/{conversation_id}`. */
import type { Operation } from '../operation.ts';
import { ok, refused } from '../outcome.ts';
import { detailJson } from './conversation-json.ts';
import type { ToolCallsQuery } from './conversation-schemas.ts';

/** The conversation, open or closed, with all turns. Reading also adds finished background results. */
export const readConversation: Operation<never, ToolCallsQuery> = {
  name: 'read_conversation',
  document: 'companions',
  method: 'GET',
  path: '/v1/{workspace_id}/conversations/{conversation_id}',
  body: null,
  details: { 404: 'Conversation not found' },
  async run({ world, workspaceId, params, query }) {
    const found = await world.readConversation(workspaceId, params.conversation_id as string);
    return found === undefined ? refused(404) : ok(detailJson(found, query.include_tool_calls));
  },
};
