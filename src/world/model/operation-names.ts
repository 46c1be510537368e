/** The name of an operation of the real API. */
export type ContractOperationName =
  | 'active'
  | 'inject'
  | 'start'
  | 'list_keys'
  | 'issue_key'
  | 'close_conversation'
  | 'read_conversation'
  | 'take_turn'
  | 'stream_turn'
  | 'remove_key';

/**
 * The name of an operation in fault rules, the journal and events. A route of your own (`routes`) is named by its method
 * and path: `GET /v1/:workspace_id/notes`.
 */
export type OperationName = ContractOperationName | `${string} ${string}`;
