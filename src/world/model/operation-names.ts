/** The operations of the real API, in the order in which it tries their paths. A test compares them with the routes. */
export const operationNames = [
  'active',
  'inject',
  'start',
  'auth_info',
  'list_services',
  'read_service',
  'list_agents',
  'read_agent',
  'list_skills',
  'list_entities',
  'read_entity',
  'search_entities',
  'resolve_entity',
  'fleet_status',
  'list_runs',
  'read_run',
  'send_guidance',
  'list_calls',
  'read_call',
  'read_transcript',
  'list_keys',
  'issue_key',
  'permission_catalog',
  'rotate_key',
  'create_conversation',
  'stream_events',
  'close_conversation',
  'read_conversation',
  'take_turn',
  'stream_turn',
  'remove_key',
] as const;

/** The operations that are simulated only where the user's document of the platform has them. */
export const optionalNames = ['list_conversations'] as const;

/** The operations of the real API over a WebSocket. */
export const socketNames = ['connect_session', 'text_stream', 'observe_call'] as const;

/** Every operation that may be simulated. */
export const contractNames = [...operationNames, ...optionalNames, ...socketNames] as const;

/** The name of an operation over a WebSocket. */
export type SocketName = (typeof socketNames)[number];

/** The name of an operation of the real API. */
export type ContractOperationName = (typeof contractNames)[number];

/**
 * The name of an operation in fault rules, the journal and events. A route of your own (`routes`) is named by its method
 * and path: `GET /v1/:workspace_id/notes`.
 */
export type OperationName = ContractOperationName | `${string} ${string}`;
