/** Get a call: `GET /v1/{workspace_id}/calls/{call_id}`. */

import type { World } from '../../world/world.ts';
import { respond } from '../documents/neighbours.ts';
import type { Operation } from '../operation.ts';
import { refused } from '../outcome.ts';
import { readBegunCall } from './begun.ts';
import { callDetail, callEntityId } from './call-json.ts';
import { callWithId } from './derived-id.ts';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** The call with an `entity_id` of the list: there a call may have no other id (decided). */
async function readByEntity(world: World, workspaceId: string, id: string) {
  if (!UUID.test(id)) return undefined;
  const { calls } = await world.callsByAge(workspaceId);
  const call = await callWithId(calls, (callSid) => callEntityId(workspaceId, callSid), id);
  return call && readBegunCall(world, workspaceId, call.callSid);
}

/** One call by its call sid or its entity id, active or ended, with its turns. */
export const readCall: Operation = {
  name: 'read_call',
  document: 'neighbours',
  method: 'GET',
  path: '/v1/{workspace_id}/calls/{call_id}',
  body: null,
  // As published: without a full stop.
  details: { 404: 'Call not found' },
  async run({ world, workspaceId, params }) {
    const id = params.call_id as string;
    const found =
      (await readBegunCall(world, workspaceId, id)) ?? (await readByEntity(world, workspaceId, id));
    if (found === undefined) return refused(404);
    const catalog = await world.readCatalog(workspaceId);
    return respond('CallDetailResponse', callDetail(catalog, found.call, found.now));
  },
};
