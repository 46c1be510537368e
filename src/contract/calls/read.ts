/** Get a call: `GET /v1/{workspace_id}/calls/{call_id}`. */
import { respond } from '../documents/neighbours.ts';
import type { Operation } from '../operation.ts';
import { refused } from '../outcome.ts';
import { readBegunCall } from './begun.ts';
import { callDetail } from './call-json.ts';

/** One call by its call sid, active or ended, with its turns. */
export const readCall: Operation = {
  name: 'read_call',
  document: 'neighbours',
  method: 'GET',
  path: '/v1/{workspace_id}/calls/{call_id}',
  body: null,
  // As published: without a full stop.
  details: { 404: 'Call not found' },
  async run({ world, workspaceId, params }) {
    const found = await readBegunCall(world, workspaceId, params.call_id as string);
    if (found === undefined) return refused(404);
    const catalog = await world.readCatalog(workspaceId);
    return respond('CallDetailResponse', callDetail(catalog, found.call, found.now));
  },
};
