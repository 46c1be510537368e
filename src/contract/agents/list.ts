/** List agents: `GET /v1/{workspace_id}/agents`. */
import { type Query, respond } from '../documents/neighbours.ts';
import type { Operation } from '../operation.ts';
import { contains, pageOf, sortedBy } from '../paging.ts';
import { agentsOf } from './agent-json.ts';

/** A page of the workspace's agents: those that were given, then those of the other services. */
export const listAgents: Operation<never, Query<'list-agents'>> = {
  name: 'list_agents',
  document: 'neighbours',
  method: 'GET',
  path: '/v1/{workspace_id}/agents',
  body: null,
  details: { 401: 'Missing or invalid API key.', 403: 'Insufficient permissions.' },
  async run({ world, workspaceId, query }) {
    const catalog = await world.readCatalog(workspaceId);
    const all = [...agentsOf(catalog).values()].filter(({ name, description }) =>
      contains(query.search, name, description),
    );
    return respond('PaginatedResponse_AgentResponse_', pageOf(sortedBy(all, query.sort_by), query));
  },
};
