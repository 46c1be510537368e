/** What an operation over a WebSocket is, and the connection that it uses. */
import type { SocketName } from '../../world/model/operation-names.ts';
import type { RoleName } from '../../world/model/roles.ts';
import { StoreUnavailable } from '../../world/ports/store.ts';
import type { World } from '../../world/world.ts';

/** An open connection. */
export interface Connection {
  /** Sends a frame of JSON text. Does nothing once the connection is closing. */
  send(json: string): void;
  /** Closes with a code and a reason of at most 123 bytes. Does nothing once the connection is closing. */
  close(code: number, reason: string): void;
  /**
   * Sets what handles the frames of the client, one after the other: those that have come already first. `text` is
   * undefined for a binary frame.
   */
  receive(handle: (text: string | undefined) => Promise<void>): void;
  /** Sets what to do when nothing was sent for a while. */
  idle(handle: () => void): void;
  /** Aborts when the connection closes, whoever closes it. */
  readonly closed: AbortSignal;
}

/** A parameter of a query. */
export type Parameter =
  | { readonly kind: 'uuid'; readonly required: boolean }
  | { readonly kind: 'boolean'; readonly default: boolean };

/** The checked query: UUIDs lower-case and hyphenated, null where one was not given. */
export interface SocketQuery {
  uuid(name: string): string | null;
  flag(name: string): boolean;
}

/** A request that has passed every check. */
export interface SocketCall {
  readonly world: World;
  /** Lower-case hyphenated. */
  readonly workspaceId: string;
  /** The path's other parameters, percent-decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: SocketQuery;
}

/** One operation over a WebSocket. */
export interface SocketOperation {
  /** What fault rules, the journal and the log call it. */
  readonly name: SocketName;
  /** Such as `/v1/{workspace_id}/…`. Without a `workspace_id` in it, the query has it. */
  readonly path: string;
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** Whether the key may be in the query (`token`). */
  readonly tokenInQuery: boolean;
  /** The least role that may use it. */
  readonly needs: RoleName;
  /** The close codes for a key that is missing or unknown, and for one that may not use it. */
  readonly codes: { readonly unauthenticated: number; readonly forbidden: number };
  /** Serves a connection; resolves once it listens. */
  run(call: SocketCall, connection: Connection): Promise<void>;
}

/** Close codes that the vendor's client knows. */
export const closeCodes = {
  normal: 1000,
  goingAway: 1001,
  failed: 1011,
  tryLater: 1013,
  badParameters: 4001,
  unknownCall: 4004,
  tooMany: 4029,
} as const;

/** The reason of a close while the store is unavailable. */
export const UNAVAILABLE = 'Service Unavailable';

/**
 * Closes a connection that could not be served. If only the store was unavailable, its client may try again. Returns
 * whether the emulator itself failed.
 */
export function closeFailed({ close }: Pick<Connection, 'close'>, error: unknown): boolean {
  const isOurs = !(error instanceof StoreUnavailable);
  if (isOurs) close(closeCodes.failed, 'The emulator failed.');
  else close(closeCodes.tryLater, UNAVAILABLE);
  return isOurs;
}
