/** Agents as JSON. What a fixture leaves out is derived and always the same (decided). */
import { type Catalog, serviceName } from '../../world/model/catalog.ts';
import { nameUuid } from '../../world/ports/ids.ts';
import type { Agent, Service } from '../../world/resources/catalog.ts';
import { dateTime } from '../date-time.ts';
import type { Shape } from '../documents/neighbours.ts';

/** The id of a service's agent: derived from the service where that names none. */
export const agentIdOf = ({ agentId, serviceId }: Service): string =>
  agentId ?? nameUuid(serviceId, 'agent');

/**
 * The `AgentResponse` of each agent of a workspace, by id: first those that were given, then those of services whose
 * agent nobody gave, which are named after the service.
 */
export function agentsOf(catalog: Catalog): ReadonlyMap<string, Shape<'AgentResponse'>> {
  const at = dateTime(catalog.createdAt);
  const all = new Map<string, Shape<'AgentResponse'>>();
  const add = (agent: Agent): void => {
    all.set(agent.agentId, {
      id: agent.agentId,
      workspace_id: catalog.workspaceId,
      name: agent.name || `Agent ${agent.agentId.slice(0, 8)}`,
      description: agent.description,
      latest_version: 1,
      created_at: at,
      updated_at: at,
    });
  };
  for (const agent of catalog.agents) add(agent);
  for (const service of catalog.services) {
    const agentId = agentIdOf(service);
    if (!all.has(agentId)) add({ agentId, name: `${serviceName(service)} agent`, description: '' });
  }
  return all;
}
