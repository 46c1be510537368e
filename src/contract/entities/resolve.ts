/** Resolve an entity by identifiers: `POST /v1/{workspace_id}/world/entities/resolve`. */
import { respond, type Shape } from '../documents/neighbours.ts';
import type { Operation } from '../operation.ts';
import { refused } from '../outcome.ts';
import { CONFIDENCE, entityType } from './entity-json.ts';
import { hasIdentifier, type Match, matchesOf, type ResolveRequest } from './entity-match.ts';

/** The projected entities that have one of the given identifiers. */
export const resolveEntity: Operation<ResolveRequest> = {
  name: 'resolve_entity',
  document: 'neighbours',
  method: 'POST',
  path: '/v1/{workspace_id}/world/entities/resolve',
  // It changes nothing, though it is a POST.
  needs: 'viewer',
  body: 'EntityResolveRequest',
  details: {
    400: 'No identifier provided or invalid input.',
    401: 'Missing or invalid API key.',
  },
  async run({ world, workspaceId, body }) {
    if (!hasIdentifier(body)) return refused(400);
    const entities = await world.projectedEntities(workspaceId);
    const matches = matchesOf(entities, body).slice(0, body.limit).map(matchJson);
    return respond('EntityResolveResponse', { matches, total: matches.length });
  },
};

function matchJson({ entity, matchedOn }: Match): Shape<'EntityResolveMatch'> {
  const name = entity.name || null;
  const isMapped = matchedOn.includes('canonical_id') || matchedOn.includes('external_id');
  return {
    entity_id: entity.entityId,
    entity_type: entityType(entity),
    confidence: CONFIDENCE,
    matched_on: [...matchedOn],
    summary: {
      display_name: name,
      name,
      phone: entity.phone,
      email: entity.email,
      // Shown only where the entity was found by it (contract).
      canonical_id: isMapped ? entity.canonicalId : null,
    },
  };
}
