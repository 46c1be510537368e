/** Create an API key: `POST /v1/{workspace_id}/api-keys`. */
import { redactKey } from '../../world/model/keys.ts';
import { fullText } from '../../world/model/results.ts';
import { isRole, rankOf, roleNames } from '../../world/model/roles.ts';
import type { Operation } from '../operation.ts';
import { created, refused } from '../outcome.ts';
import { codePoints } from '../pydantic/validate.ts';
import { expiry } from './api-key-json.ts';
import type { CreateApiKeyRequest } from './key-schemas.ts';

const DAY_SECONDS = 86_400;
const LONGEST_PERMISSION = 128;

/** The key works at once. Only this response shows it. Its role is at most that of the caller, where roles are checked. */
export const issueKey: Operation<CreateApiKeyRequest> = {
  name: 'issue_key',
  document: 'companions',
  needs: 'admin',
  method: 'POST',
  path: '/v1/{workspace_id}/api-keys',
  body: 'CreateApiKeyRequest',
  details: {
    401: 'Missing or invalid API key.',
    403: 'Insufficient permissions or requested role exceeds caller access.',
  },
  modelCheck({ permissions, role: wanted }, role) {
    if (role !== null && !isRole(wanted)) return `A role is one of ${roleNames.join(', ')}.`;
    const tooLong = permissions.some((one) => codePoints(one) > LONGEST_PERMISSION);
    return tooLong ? `A permission has at most ${LONGEST_PERMISSION} characters.` : undefined;
  },
  async run({ world, workspaceId, body, role, token }) {
    if (role !== null && rankOf(body.role) > rankOf(role)) {
      return refused(403, `the role ${body.role} is above that of the caller`);
    }
    const added = await world.addKey(workspaceId, {
      name: body.name ?? null,
      role: body.role,
      permissions: body.permissions,
      lifeSeconds: body.duration_days * DAY_SECONDS,
      askedWith: token,
    });
    if (added.status === 'duplicate') throw new Error('a generated key was there already');
    if (added.status === 'full') return refused(503, fullText(added));
    // A caller without a key of the workspace may not issue one (decided).
    if (added.status === 'not_found') return refused(403);
    const { key } = added;
    const bodyOf = (shown: string) =>
      JSON.stringify({
        key_id: key.keyId,
        api_key: shown,
        name: key.name,
        role: key.role,
        permissions: key.permissions,
        expires_at: expiry(key),
        created_by_entity_id: null,
        created_by_credential_id: key.createdBy,
      });
    return created(bodyOf(key.token), bodyOf(redactKey(key.token)));
  },
};
