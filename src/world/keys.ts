/** API keys: which workspace a token opens. */

/** A key as it is kept. The token is a secret: it goes to no log, journal, page or listing. */
export interface KeyRecord {
  readonly keyId: string;
  readonly token: string;
  readonly name: string;
  readonly createdAt: number;
}

/** What a token is worth for a workspace. */
export type KeyVerdict = 'valid' | 'foreign' | 'unknown';

/** A key as it may be shown: its first four characters and its length's worth of nothing else. */
export function redactKey(token: string): string {
  return `${token.slice(0, 4)}…`;
}
