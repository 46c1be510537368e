/** Services as JSON. What a fixture leaves out is derived and always the same (decided). */
import { type Catalog, serviceName } from '../../world/model/catalog.ts';
import { nameUuid } from '../../world/ports/ids.ts';
import type { Service } from '../../world/resources/catalog.ts';
import { agentIdOf } from '../agents/agent-json.ts';
import { dateTime } from '../date-time.ts';
import type { Shape } from '../documents/neighbours.ts';

/** A `ServiceResponse`: every service has one of the workspace's agents, and a context graph of its own. */
export function serviceJson(
  catalog: Catalog,
  agents: ReadonlyMap<string, Shape<'AgentResponse'>>,
  service: Service,
): Shape<'ServiceResponse'> {
  const { serviceId } = service;
  const name = serviceName(service);
  const agentId = agentIdOf(service);
  const at = dateTime(catalog.createdAt);
  return {
    id: serviceId,
    workspace_id: catalog.workspaceId,
    name,
    description: service.description,
    agent_id: agentId,
    context_graph_id: nameUuid(serviceId, 'context graph'),
    agent_name: agents.get(agentId)?.name ?? null,
    context_graph_name: `${name} graph`,
    keyterms: [],
    is_active: true,
    version_sets: {
      release: {
        agent_version_number: 1,
        context_graph_version_number: 1,
        llm_model_preferences: {},
        turn_runtime: 'native',
      },
    },
    tags: [],
    tool_capacity: 10,
    created_at: at,
    updated_at: at,
  };
}
