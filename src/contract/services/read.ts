/** Get a service: `GET /v1/{workspace_id}/services/{service_id}`. */
import { agentsOf } from '../agents/agent-json.ts';
import { respond } from '../documents/neighbours.ts';
import type { Operation } from '../operation.ts';
import { refused } from '../outcome.ts';
import { serviceJson } from './service-json.ts';

/** One service of the workspace. */
export const readService: Operation = {
  name: 'read_service',
  document: 'neighbours',
  method: 'GET',
  path: '/v1/{workspace_id}/services/{service_id}',
  body: null,
  details: {
    401: 'Missing or invalid API key.',
    403: 'Insufficient permissions.',
    404: 'Not found.',
  },
  async run({ world, workspaceId, params }) {
    const catalog = await world.readCatalog(workspaceId);
    const service = catalog.services.find((one) => one.serviceId === params.service_id);
    if (service === undefined) return refused(404);
    return respond('ServiceResponse', serviceJson(catalog, agentsOf(catalog), service));
  },
};
