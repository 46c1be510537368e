/** Services as JSON. What a fixture leaves out is derived and always the same (decided). */
import { type Catalog, serviceName } from '../../world/model/catalog.ts';
import { nameUuid } from '../../world/ports/ids.ts';
import type { Service } from '../../world/resources/catalog.ts';
import { agentOf } from '../agents/agent-json.ts';
import { dateTime } from '../date-time.ts';
import type { Shape } from '../documents/neighbours.ts';

/** A `ServiceResponse`: every service has one agent and one context graph. */
export function serviceJson(catalog: Catalog, service: Service): Shape<'ServiceResponse'> {
  const { serviceId } = service;
  const name = serviceName(service);
  const agent = agentOf(catalog, service);
  const at = dateTime(catalog.createdAt);
  return {
    id: serviceId,
    workspace_id: catalog.workspaceId,
    name,
    description: '',
    agent_id: agent.id,
    context_graph_id: nameUuid(serviceId, 'context graph'),
    agent_name: agent.name,
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
