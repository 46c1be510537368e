/** Get an agent: `GET /v1/{workspace_id}/agents/{agent_id}`. */
import { respond } from '../documents/neighbours.ts';
import type { Operation } from '../operation.ts';
import { refused } from '../outcome.ts';
import { agentsOf } from './agent-json.ts';

/** One agent of the workspace. */
export const readAgent: Operation = {
  name: 'read_agent',
  document: 'neighbours',
  method: 'GET',
  path: '/v1/{workspace_id}/agents/{agent_id}',
  body: null,
  details: {
    401: 'Missing or invalid API key.',
    403: 'Insufficient permissions.',
    404: 'Not found.',
  },
  async run({ world, workspaceId, params }) {
    const catalog = await world.readCatalog(workspaceId);
    const agent = agentsOf(catalog).get(params.agent_id as string);
    return agent === undefined ? refused(404) : respond('AgentResponse', agent);
  },
};
