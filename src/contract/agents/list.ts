/** List agents: `GET /v1/{workspace_id}/agents`. */
import { type Query, respond } from '../documents/neighbours.ts';
import type { Operation } from '../operation.ts';
import { contains, pageOf, sortedBy } from '../paging.ts';
import { agentOf } from './agent-json.ts';

/** A page of the workspace's agents, in the order of their services. */
export const listAgents: Operation<never, Query<'list-agents'>> = {
  name: 'list_agents',
  document: 'neighbours',
  method: 'GET',
  path: '/v1/{workspace_id}/agents',
  body: null,
  details: { 401: 'Missing or invalid API key.', 403: 'Insufficient permissions.' },
  async run({ world, workspaceId, query }) {
    const catalog = await world.readCatalog(workspaceId);
    const all = catalog.services
      .map((service) => agentOf(catalog, service))
      .filter(({ name, description }) => contains(query.search, name, description));
    return respond('PaginatedResponse_AgentResponse_', pageOf(sortedBy(all, query.sort_by), query));
  },
};
