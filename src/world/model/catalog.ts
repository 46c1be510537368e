/** Services, agents, skills and entities of a workspace, and the projection of entities. */

import type { Agent, Entity, Service, Skill } from '../resources/catalog.ts';

/** The name of a service, derived from its id where it has none of its own. */
export const serviceName = ({ name, serviceId }: Service): string =>
  name || `Service ${serviceId.slice(0, 8)}`;

/** What a workspace offers. Empty for a workspace that does not exist. */
export interface Catalog {
  readonly workspaceId: string;
  /** When the workspace was made, in milliseconds since 1970. */
  readonly createdAt: number;
  /** In order of creation, as the other lists. */
  readonly services: readonly Service[];
  /** Those that were given. A service that names none of them has an agent that is derived from it. */
  readonly agents: readonly Agent[];
  readonly skills: readonly Skill[];
}

/** An entity as stored. */
export interface EntityRecord extends Entity {
  /** Milliseconds since 1970; the projection lag starts here. */
  readonly createdAt: number;
}

/** When the projection has the entity, in milliseconds since 1970. */
export const projectedAt = ({ createdAt, projectionLagSeconds }: EntityRecord): number =>
  createdAt + projectionLagSeconds * 1000;

/**
 * Whether the entity's canonical id can be found: it resolves through a projection that may lag (decided). The
 * entity's own id can be found at once.
 */
export function isProjected(entity: EntityRecord, now: number): boolean {
  return now >= projectedAt(entity);
}

/** The entity of a canonical id. */
export interface CanonicalRecord {
  readonly entityId: string;
}
