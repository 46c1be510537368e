/** List API keys: `GET /v1/{workspace_id}/api-keys`. */
import type { Operation } from '../operation.ts';
import { ok } from '../outcome.ts';
import { pageOf } from '../paging.ts';
import { keyView } from './api-key-json.ts';
import type { ListKeysQuery } from './key-schemas.ts';

/** A page of the workspace's keys, oldest first. The continuation token is the number of keys before the page. */
export const listKeys: Operation<never, ListKeysQuery> = {
  name: 'list_keys',
  document: 'companions',
  needs: 'admin',
  method: 'GET',
  path: '/v1/{workspace_id}/api-keys',
  body: null,
  details: { 401: 'Missing or invalid API key.', 403: 'Insufficient permissions.' },
  async run({ world, workspaceId, query, token }) {
    const keys = await world.listKeys(workspaceId, query.mine_only ? token : undefined);
    const page = pageOf(keys, query);
    const items = page.items.map((key) => keyView(workspaceId, key));
    return ok(JSON.stringify({ ...page, items }));
  },
};
