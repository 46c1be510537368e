/** The key of a request: `GET /v1/auth/me`. */
import { dateTime } from '../date-time.ts';
import { respond } from '../documents/neighbours.ts';
import type { Operation } from '../operation.ts';
import { expiry } from './api-key-json.ts';

const YEAR_MS = 365 * 86_400_000;

/**
 * Which key the request was sent with, of which workspace, and until when it works. Where any key is accepted, one that
 * nobody has issued is of the first workspace, and works for a year (decided).
 */
export const authInfo: Operation = {
  name: 'auth_info',
  document: 'neighbours',
  method: 'GET',
  path: '/v1/auth/me',
  body: null,
  details: { 401: 'Missing or invalid API key.' },
  async run({ world, workspaceId, token }) {
    const now = world.now(workspaceId);
    const keys = await world.listKeys(workspaceId);
    const key = keys.find((one) => one.token === token);
    const expiresAt = key === undefined ? now + YEAR_MS : key.expiresAt;
    return respond('AuthInfoResponse', {
      workspace_id: workspaceId,
      key_id: key?.keyId ?? 'key_unknown',
      name: key?.name ?? null,
      expires_at: key === undefined ? dateTime(now + YEAR_MS) : expiry(key),
      expires_in_seconds: secondsUntil(expiresAt ?? NEVER_MS, now),
    });
  },
};

/** The year 9999, in which a key that never expires does. */
const NEVER_MS = Date.UTC(9999, 11, 31, 23, 59, 59);

const secondsUntil = (at: number, now: number): number =>
  Math.max(0, Math.floor((at - now) / 1000));
