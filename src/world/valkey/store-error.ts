/** What can go wrong with the server of a shared world. No message holds a credential. */

/** What went wrong. */
export type StoreErrorCode =
  /** The address or the prefix is not valid. */
  | 'invalid_address'
  /** The package `@redis/client` is not installed. */
  | 'missing_client'
  /** No server responds at the address. */
  | 'unreachable'
  /** The user or the password is wrong, or missing. */
  | 'refused_credentials'
  /** The server does not let this user run a command, or use a key or a channel. */
  | 'no_permission'
  /** The server is too old. */
  | 'wrong_version'
  /** The server is a replica, which only reads. */
  | 'read_only'
  /** The server is out of memory, or cannot write to its disk. */
  | 'full'
  /** The server is still loading its data. */
  | 'loading'
  /** The connection was lost, or the server stopped responding. */
  | 'lost'
  | 'other';

/**
 * The server of a shared world cannot be used. `createEmulator({ store })` rejects with it. The message says what is
 * wrong and has no credential.
 */
export class StoreError extends Error {
  /** For where the class itself is not at hand. */
  override readonly name = 'StoreError';
  /** What went wrong. */
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
