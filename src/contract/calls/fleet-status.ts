/** Get the capacity of a fleet: `GET /v1/{workspace_id}/sessions/fleet-status`. */
import { limits } from '../../world/limits.ts';
import { isActive } from '../../world/model/calls.ts';
import type { World } from '../../world/world.ts';
import { type Query, respond } from '../documents/neighbours.ts';
import type { Operation } from '../operation.ts';

/** How many units of a fleet wait for work. */
const READY = 3;

/** How many units of a fleet work for a workspace now: a call needs one, and so does background work of a turn. */
async function unitsInUse(world: World, workspaceId: string, fleet: string): Promise<number> {
  if (fleet === 'voice') {
    const { at, calls } = await world.callsByAge(workspaceId);
    return calls.filter((call) => isActive(call, at)).length;
  }
  const conversations = await world.listConversations(workspaceId);
  const now = world.now(workspaceId);
  return conversations.flatMap(({ background }) => background).filter((one) => one.dueAt > now)
    .length;
}

/**
 * How much of a fleet is in use. Only the workspace's own use counts, because nothing crosses a workspace; a
 * fleet always has units that wait, and room for as many calls as a workspace may have (decided).
 */
export const fleetStatus: Operation<
  never,
  Query<'get_fleet_status_v1__workspace_id__sessions_fleet_status_get'>
> = {
  name: 'fleet_status',
  document: 'neighbours',
  method: 'GET',
  path: '/v1/{workspace_id}/sessions/fleet-status',
  body: null,
  details: {},
  async run({ world, workspaceId, query: { fleet } }) {
    const allocated = await unitsInUse(world, workspaceId, fleet);
    return respond('FleetStatusResponse', {
      fleet,
      namespace: 'emulator',
      ready: READY,
      allocated,
      total: READY + allocated,
      max_replicas: limits.calls + READY,
      headroom: limits.calls + READY - allocated,
      by_state: { Ready: READY, Allocated: allocated },
    });
  },
};
