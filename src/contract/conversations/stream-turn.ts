/** Send a message and get a stream: `POST …/conversations/{conversation_id}/turns/stream`. */
import type { Operation } from '../operation.ts';
import type { ToolCallsQuery } from './conversation-schemas.ts';
import { turnStream } from './frames.ts';
import { notTaken, say, turnDetails } from './turn-request.ts';
import type { TurnRequest } from './turn-schemas.ts';

/** Always responds with server-sent events, whatever the `Accept` header. */
export const streamTurn: Operation<TurnRequest, ToolCallsQuery> = {
  name: 'stream_turn',
  document: 'companions',
  method: 'POST',
  path: '/v1/{workspace_id}/conversations/{conversation_id}/turns/stream',
  body: 'TurnRequest',
  hasIdempotencyKey: true,
  details: turnDetails,
  async run(call) {
    const taken = await say(call);
    if (taken.status !== 'taken') return notTaken(taken);
    const { world, workspaceId, query } = call;
    return turnStream(world, workspaceId, taken, query.include_tool_calls);
  },
};
