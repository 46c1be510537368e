/** Rotate an API key: `POST /v1/{workspace_id}/api-keys/{key_id}/rotate`. */
import { redactKey } from '../../world/model/keys.ts';
import { rankOf } from '../../world/model/roles.ts';
import { type Body, write } from '../documents/neighbours.ts';
import type { Operation } from '../operation.ts';
import { ok, refused } from '../outcome.ts';
import { expiry } from './api-key-json.ts';

const DAY_SECONDS = 86_400;

/**
 * The old secret stops working at once. Only this response shows the new one. A key with a role above the caller's is not
 * rotated, where roles are checked: the response would give that role away.
 */
export const rotateKey: Operation<Body<'RotateApiKeyRequest'>> = {
  name: 'rotate_key',
  document: 'neighbours',
  needs: 'admin',
  method: 'POST',
  path: '/v1/{workspace_id}/api-keys/{key_id}/rotate',
  body: 'RotateApiKeyRequest',
  details: {
    401: 'Missing or invalid API key.',
    403: 'Insufficient permissions.',
    404: 'API key not found.',
  },
  async run({ world, workspaceId, params, body, role }) {
    if (role !== null) {
      const all = await world.listKeys(workspaceId);
      const wanted = all.find(({ keyId }) => keyId === params.key_id)?.role ?? '';
      if (rankOf(wanted) > rankOf(role)) {
        return refused(403, `the role ${wanted} is above that of the caller`);
      }
    }
    const lifeSeconds = body.duration_days * DAY_SECONDS;
    const rotated = await world.rotateKey(workspaceId, params.key_id as string, lifeSeconds);
    if (rotated.status === 'not_found') return refused(404);
    const { key } = rotated;
    const text = (shown: string) =>
      write('CreateApiKeyResponse', {
        key_id: key.keyId,
        api_key: shown,
        name: key.name,
        role: key.role,
        permissions: [...key.permissions],
        expires_at: expiry(key),
        created_by_entity_id: null,
        created_by_credential_id: key.createdBy,
      });
    return ok(await text(key.token), await text(redactKey(key.token)));
  },
};
