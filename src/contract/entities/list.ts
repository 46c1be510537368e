/** List entities: `GET /v1/{workspace_id}/world/entities`. */
import type { EntityRecord } from '../../world/model/catalog.ts';
import type { Query } from '../documents/neighbours.ts';
import type { Operation } from '../operation.ts';
import { contains } from '../paging.ts';
import { entityType, resourceType, sourceSystem } from './entity-json.ts';
import { ordered } from './entity-order.ts';
import { respondPage } from './entity-page.ts';

type ListQuery = Query<'list-entities'>;

/** A page of the entities that the projection shows, in order of creation if no other is asked for. */
export const listEntities: Operation<never, ListQuery> = {
  name: 'list_entities',
  document: 'neighbours',
  method: 'GET',
  path: '/v1/{workspace_id}/world/entities',
  body: null,
  details: { 401: 'Missing or invalid API key.' },
  async run(call) {
    const { query, workspaceId, world } = call;
    const entities = await world.projectedEntities(workspaceId);
    const found = entities.filter((entity) => isWanted(entity, query));
    return respondPage(call, ordered(found, query.order, workspaceId, world.now(workspaceId)));
  },
};

/** Whether an entity passes the filters. What it is compared with is derived only if there is a filter. */
function isWanted(entity: EntityRecord, query: ListQuery): boolean {
  const { entity_type, fhir_resource_type, has_projection, q, source, source_system } = query;
  // Whatever is listed has been projected.
  if (has_projection === false) return false;
  if (entity_type !== null && entity_type.length > 0 && !entity_type.includes(entityType(entity))) {
    return false;
  }
  const { canonicalId, entityId, name, phone } = entity;
  return (
    (source === null || source === sourceSystem(entity)) &&
    (source_system === null || source_system === sourceSystem(entity)) &&
    (fhir_resource_type === null || fhir_resource_type === resourceType(entity)) &&
    (q === null || contains(q, name, entityType(entity), canonicalId, phone, entityId))
  );
}
