/** Delete an API key: `DELETE /v1/{workspace_id}/api-keys/{key_id}`. */
import type { Operation } from '../operation.ts';
import { noContent, refused } from '../outcome.ts';

/** Revokes the key at once. */
export const removeKey: Operation = {
  name: 'remove_key',
  document: 'companions',
  needs: 'admin',
  method: 'DELETE',
  path: '/v1/{workspace_id}/api-keys/{key_id}',
  body: null,
  details: {
    401: 'Missing or invalid API key.',
    403: 'Insufficient permissions.',
    404: 'API key not found.',
  },
  async run({ world, workspaceId, params }) {
    const { status } = await world.removeKey(workspaceId, params.key_id as string);
    return status === 'removed' ? noContent : refused(404);
  },
};
