/** Entities as JSON. What a fixture leaves out is derived and always the same (decided). */
import { type EntityRecord, isProjected } from '../../world/model/catalog.ts';
import { dateTime } from '../date-time.ts';
import type { Shape } from '../documents/neighbours.ts';

/** What the parts of a canonical id say; null without one. */
export interface CanonicalParts {
  /** The first part: `charmhealth` in `charmhealth:Patient:67890`. */
  readonly sourceSystem: string | null;
  /** The second part: `Patient`. */
  readonly resourceType: string | null;
}

/** The parts of an entity's canonical id. */
export function canonicalParts({ canonicalId }: EntityRecord): CanonicalParts {
  const [sourceSystem = null, resourceType = null] = canonicalId?.split(':') ?? [];
  return { sourceSystem, resourceType };
}

/** The longest type that a request can name (contract). */
const LONGEST_TYPE = 64;

/** The type of an entity: its resource type in the characters of a type, such as `patient`. Default: `person`. */
export function entityType(entity: EntityRecord): string {
  const { resourceType } = canonicalParts(entity);
  if (resourceType === null) return 'person';
  return resourceType.toLowerCase().replace(/[.-]/g, '_').slice(0, LONGEST_TYPE);
}

/** How sure the projection is of an entity: always fully. */
export const CONFIDENCE = 1;

/** The `EntityResponse` of an entity at a time of its workspace, in milliseconds since 1970. */
export function entityJson(workspaceId: string, entity: EntityRecord, now: number) {
  const { canonicalId, createdAt, entityId, name } = entity;
  const at = dateTime(createdAt);
  return {
    id: entityId,
    workspace_id: workspaceId,
    entity_type: entityType(entity),
    display_name: name || null,
    canonical_id: canonicalId,
    has_projection: isProjected(entity, now),
    name: name || null,
    source: canonicalParts(entity).sourceSystem,
    confidence: CONFIDENCE,
    first_seen_at: at,
    created_at: at,
    updated_at: at,
  } satisfies Shape<'EntityResponse'>;
}
