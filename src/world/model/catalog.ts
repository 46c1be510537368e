/** Services and entities of a workspace, and the projection of entities. */

import type { Entity } from '../resources/catalog.ts';

/** An entity as stored. */
export interface EntityRecord extends Entity {
  /** Milliseconds since 1970; the projection lag starts here. */
  readonly createdAt: number;
}

/**
 * Whether the entity's canonical id can be found: it resolves through a projection that may lag (decided). The
 * entity's own id can be found at once.
 */
export function isProjected(entity: EntityRecord, now: number): boolean {
  return now >= entity.createdAt + entity.projectionLagSeconds * 1000;
}

/** The entity of a canonical id. */
export interface CanonicalRecord {
  readonly entityId: string;
}
