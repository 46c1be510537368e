/** Services and entities of a workspace, and the projection of entities. */

import type { Entity, Service } from '../resources/catalog.ts';

/** The name of a service, derived from its id where it has none of its own. */
export const serviceName = ({ name, serviceId }: Service): string =>
  name || `Service ${serviceId.slice(0, 8)}`;

/** What a workspace offers. Empty for a workspace that does not exist. */
export interface Catalog {
  readonly workspaceId: string;
  /** When the workspace was made, in milliseconds since 1970. */
  readonly createdAt: number;
  /** In order of creation. */
  readonly services: readonly Service[];
}

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
