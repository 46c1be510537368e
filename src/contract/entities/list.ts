/** List entities: `GET /v1/{workspace_id}/world/entities`. */
import type { EntityRecord } from '../../world/model/catalog.ts';
import type { Query } from '../documents/neighbours.ts';
import type { Operation } from '../operation.ts';
import { contains } from '../paging.ts';
import { canonicalParts, entityType } from './entity-json.ts';
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

/** Whether a filter of a query lets a value pass: it is equal, or there is no filter. */
const passes = (filter: string | null, value: string | null): boolean =>
  filter === null || filter === value;

function isWanted(entity: EntityRecord, query: ListQuery): boolean {
  // Whatever is listed has been projected.
  if (query.has_projection === false) return false;
  const type = entityType(entity);
  const types = query.entity_type ?? [];
  if (types.length > 0 && !types.includes(type)) return false;
  const { resourceType, sourceSystem } = canonicalParts(entity);
  return (
    passes(query.source, sourceSystem) &&
    passes(query.source_system, sourceSystem) &&
    passes(query.fhir_resource_type, resourceType) &&
    contains(query.q, entity.name, type, entity.canonicalId, entity.entityId)
  );
}
