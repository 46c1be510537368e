/** Agents as JSON. */
import { type Catalog, serviceName } from '../../world/model/catalog.ts';
import { nameUuid } from '../../world/ports/ids.ts';
import type { Service } from '../../world/resources/catalog.ts';
import { dateTime } from '../date-time.ts';

/** The `AgentResponse` of a service's agent, which is derived from the service (decided). */
export function agentOf({ createdAt, workspaceId }: Catalog, service: Service) {
  const at = dateTime(createdAt);
  return {
    id: nameUuid(service.serviceId, 'agent'),
    workspace_id: workspaceId,
    name: `${serviceName(service)} agent`,
    description: '',
    latest_version: 1,
    created_at: at,
    updated_at: at,
  };
}
