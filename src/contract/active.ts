/** List active voice sessions: `GET /v1/{workspace_id}/sessions/active`. */
import { writeActive } from './active-list.ts';
import type { Operation } from './operation.ts';

/** The workspace's active calls, oldest first. */
export const active: Operation = {
  name: 'active',
  document: 'contract',
  method: 'GET',
  path: '/v1/{workspace_id}/sessions/active',
  body: null,
  details: {},
  async run({ world, workspaceId }) {
    const written = writeActive(workspaceId, await world.callsByAge(workspaceId));
    return typeof written === 'string'
      ? { status: 200, json: written }
      : { status: 200, parts: await written };
  },
};
