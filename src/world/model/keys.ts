/** API keys: which workspace a token opens, and for how long. */

/** A key as it is kept. The token is a secret: it goes to no log, journal, page or listing. */
export interface KeyRecord {
  /** A UUID. */
  readonly id: string;
  /** What it is removed by. */
  readonly keyId: string;
  readonly token: string;
  readonly name: string | null;
  readonly role: string;
  readonly permissions: readonly string[];
  readonly createdAt: number;
  /** From then on it opens nothing; null when it never expires. */
  readonly expiresAt: number | null;
  /** The `id` of the key that it was issued with; null when that is not known. */
  readonly createdBy: string | null;
  /** When it last opened its workspace, to the second; null before. */
  readonly lastUsedAt: number | null;
}

/** What a token is worth for a workspace. */
export type KeyVerdict = 'valid' | 'expired' | 'foreign' | 'unknown';

/** Whether a key still opens its workspace. */
export function isKeyValid({ expiresAt }: KeyRecord, now: number): boolean {
  return expiresAt === null || now < expiresAt;
}

/** A key as it may be shown: its first four characters and its length's worth of nothing else. */
export function redactKey(token: string): string {
  return `${token.slice(0, 4)}…`;
}
