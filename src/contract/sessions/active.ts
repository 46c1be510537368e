/** List active voice sessions: `GET /v1/{workspace_id}/sessions/active`. */
import type { World } from '../../world/world.ts';
import type { Operation } from '../operation.ts';
import { ok, okInParts } from '../outcome.ts';
import { type ActiveLists, createActiveLists } from './active-list.ts';

const listsOf = new WeakMap<World, ActiveLists>();

function listsOfWorld(world: World): ActiveLists {
  const known = listsOf.get(world);
  if (known !== undefined) return known;
  const lists = createActiveLists();
  listsOf.set(world, lists);
  return lists;
}

/** The workspace's active calls, oldest first. */
export const active: Operation = {
  name: 'active',
  document: 'contract',
  method: 'GET',
  path: '/v1/{workspace_id}/sessions/active',
  body: null,
  details: {},
  async run({ world, workspaceId }) {
    const written = listsOfWorld(world).write(workspaceId, await world.callsByAge(workspaceId));
    return typeof written === 'string' ? ok(written) : okInParts(await written);
  },
};
