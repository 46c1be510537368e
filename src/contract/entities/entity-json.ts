/** Entities as JSON. What a fixture leaves out is derived and always the same (decided). */
import { type EntityRecord, isProjected } from '../../world/model/catalog.ts';
import { dateTime } from '../date-time.ts';
import type { Shape } from '../documents/neighbours.ts';

/** The first part of an entity's canonical id: `charmhealth` in `charmhealth:Patient:67890`. Null without one. */
export const sourceSystem = ({ canonicalId }: EntityRecord): string | null =>
  canonicalId?.split(':')[0] ?? null;

/** The second part of an entity's canonical id: `Patient`. Null without one. */
export const resourceType = ({ canonicalId }: EntityRecord): string | null =>
  canonicalId?.split(':')[1] ?? null;

/** The longest type that a request can name (contract). */
const LONGEST_TYPE = 64;

/** The type of an entity: its resource type in the characters of a type, such as `patient`. Default: `person`. */
export function entityType(entity: EntityRecord): string {
  const resource = resourceType(entity);
  if (resource === null) return 'person';
  return resource.toLowerCase().replace(/[.-]/g, '_').slice(0, LONGEST_TYPE);
}

/** How sure the projection is of an entity: always fully. */
export const CONFIDENCE = 1;

/** The `EntityResponse` of an entity at a time of its workspace, in milliseconds since 1970. */
export function entityJson(workspaceId: string, entity: EntityRecord, now: number) {
  const { canonicalId, createdAt, email, entityId, name, phone } = entity;
  const at = dateTime(createdAt);
  return {
    id: entityId,
    workspace_id: workspaceId,
    entity_type: entityType(entity),
    display_name: name || null,
    canonical_id: canonicalId,
    has_projection: isProjected(entity, now),
    name: name || null,
    phone,
    email,
    source: sourceSystem(entity),
    confidence: CONFIDENCE,
    first_seen_at: at,
    created_at: at,
    updated_at: at,
  } satisfies Shape<'EntityResponse'>;
}
