/** List services: `GET /v1/{workspace_id}/services`. */
import { agentsOf } from '../agents/agent-json.ts';
import { type Query, respond } from '../documents/neighbours.ts';
import type { Operation } from '../operation.ts';
import { contains, pageOf, sortedBy } from '../paging.ts';
import { serviceJson } from './service-json.ts';

/** A page of the workspace's services, in the order in which they were added. All are active (decided). */
export const listServices: Operation<never, Query<'list-services'>> = {
  name: 'list_services',
  document: 'neighbours',
  method: 'GET',
  path: '/v1/{workspace_id}/services',
  body: null,
  details: { 401: 'Missing or invalid API key.', 403: 'Insufficient permissions.' },
  async run({ world, workspaceId, query }) {
    const catalog = await world.readCatalog(workspaceId);
    const agents = agentsOf(catalog);
    const all = catalog.services
      .map((service) => serviceJson(catalog, agents, service))
      .filter(({ name, description }) => contains(query.search, name, description));
    const shown = query.is_active === false ? [] : sortedBy(all, query.sort_by);
    return respond('PaginatedResponse_ServiceResponse_', pageOf(shown, query));
  },
};
