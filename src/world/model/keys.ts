/** API keys: the workspace that a token opens, and until when. */

import type { KeyDescription } from '../resources/keys.ts';

/** A stored key. Its token is a secret and must not appear in logs, the journal, pages or lists. */
export interface KeyRecord extends KeyDescription {
  /** A UUID. */
  readonly id: string;
  /** The id by which it is removed. */
  readonly keyId: string;
  readonly token: string;
  readonly createdAt: number;
  /** When it expires; null if never. */
  readonly expiresAt: number | null;
  /** The `id` of the key that issued it; null if not known. */
  readonly createdBy: string | null;
  /** Time of its last use, to the second; null if it was never used. */
  readonly lastUsedAt: number | null;
}

/** The result of checking a token for a workspace. */
export type KeyCheckResult =
  | { readonly status: 'valid'; readonly role: string }
  | { readonly status: 'expired' | 'foreign' | 'unknown' };

/** Whether a key has not expired. */
export function isKeyValid({ expiresAt }: KeyRecord, now: number): boolean {
  return expiresAt === null || now < expiresAt;
}

/** A key that is safe to show: its first four characters and an ellipsis. */
export function redactKey(token: string): string {
  return `${token.slice(0, 4)}…`;
}
