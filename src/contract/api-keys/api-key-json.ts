/** API keys as JSON. */

import type { KeyRecord } from '../../world/model/keys.ts';
import { dateTime } from '../date-time.ts';

/** The expiry of a key that never expires, because the contract has no such keys (decided). */
const NEVER = '9999-12-31T23:59:59Z';

/** The expiry of a key as text. */
export function expiry({ expiresAt }: KeyRecord): string {
  return expiresAt === null ? NEVER : dateTime(expiresAt);
}

/** An `ApiKeyResponse`: all fields except the key itself. */
export function keyView(workspaceId: string, key: KeyRecord) {
  return {
    id: key.id,
    workspace_id: workspaceId,
    created_by_entity_id: null,
    created_by_credential_id: key.createdBy,
    key_id: key.keyId,
    name: key.name,
    role: key.role,
    permissions: key.permissions,
    expires_at: expiry(key),
    last_used_at: key.lastUsedAt === null ? null : dateTime(key.lastUsedAt),
    created_at: dateTime(key.createdAt),
    updated_at: dateTime(key.createdAt),
  };
}
