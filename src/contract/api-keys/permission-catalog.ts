/** Roles and permissions: `GET /v1/{workspace_id}/api-keys/permission-catalog`. */
import { permissions, roles } from '../../world/model/roles.ts';
import { respond } from '../documents/neighbours.ts';
import type { Operation } from '../operation.ts';

/** Which permissions each role has. The same in every workspace. */
export const permissionCatalog: Operation = {
  name: 'permission_catalog',
  document: 'neighbours',
  needs: 'admin',
  method: 'GET',
  path: '/v1/{workspace_id}/api-keys/permission-catalog',
  body: null,
  details: { 401: 'Missing or invalid API key.', 403: 'Insufficient permissions.' },
  run: () =>
    respond('PermissionCatalogResponse', {
      roles: roles.map(({ name, priority, description, permissions }) => ({
        name,
        priority,
        description,
        permission_names: [...permissions],
      })),
      permissions: permissions.map((name) => {
        const [namespace = '', action = ''] = name.split('.');
        return { name, namespace, action };
      }),
    }),
};
