/** Get a run: `GET /v1/{workspace_id}/runs/{run_id}`. */
import { respond } from '../documents/neighbours.ts';
import type { Operation } from '../operation.ts';
import { refused } from '../outcome.ts';
import { findRun } from './find.ts';
import { runJson } from './run-json.ts';

/** One call or text conversation as a run, live or ended. */
export const readRun: Operation = {
  name: 'read_run',
  document: 'neighbours',
  method: 'GET',
  path: '/v1/{workspace_id}/runs/{run_id}',
  body: null,
  details: { 404: 'Run not found.' },
  async run({ world, workspaceId, params }) {
    const found = await findRun(world, workspaceId, params.run_id as string);
    if (found === undefined) return refused(404);
    const catalog = await world.readCatalog(workspaceId);
    return respond('Run', await runJson(world, catalog, found.run, found.now));
  },
};
