/** A text session: `WS /v1/{workspace_id}/sessions/connect`. */
import { serveConversationOf } from './conversation-socket.ts';
import type { SocketOperation } from './socket-operation.ts';

/** The conversation of a service and an entity. The key is in the subprotocol alone. */
export const connectSession: SocketOperation = {
  name: 'connect_session',
  path: '/v1/{workspace_id}/sessions/connect',
  parameters: {
    service_id: { kind: 'uuid', required: true },
    entity_id: { kind: 'uuid', required: true },
    conversation_id: { kind: 'uuid', required: false },
    tool_events: { kind: 'boolean', default: true },
  },
  needs: 'member',
  tokenInQuery: false,
  codes: { unauthenticated: 4100, forbidden: 4403 },
  run: serveConversationOf,
};
