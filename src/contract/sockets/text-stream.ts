/** A text session with an agent: `WS /agent/text-stream`. */
import { serveConversationOf } from './conversation-socket.ts';
import type { SocketOperation } from './socket-operation.ts';

/** The same frames as `connect_session`. Workspace and key may be in the query. */
export const textStream: SocketOperation = {
  name: 'text_stream',
  path: '/agent/text-stream',
  parameters: {
    workspace_id: { kind: 'uuid', required: true },
    service_id: { kind: 'uuid', required: true },
    entity_id: { kind: 'uuid', required: false },
    conversation_id: { kind: 'uuid', required: false },
    tool_events: { kind: 'boolean', default: false },
  },
  needs: 'member',
  tokenInQuery: true,
  codes: { unauthenticated: 4001, forbidden: 4003 },
  run: serveConversationOf,
};
