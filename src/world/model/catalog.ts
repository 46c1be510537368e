/** Services and entities of a workspace, and the projection of entities. */

/** A service, as operations of the real API name it. Ids are lower-case hyphenated UUIDs. */
export interface ServiceRecord {
  readonly serviceId: string;
  readonly name: string;
}

/** The name of a service, derived from its id where it has none of its own. */
export const serviceName = ({ name, serviceId }: ServiceRecord): string =>
  name || `Service ${serviceId.slice(0, 8)}`;

/** What a workspace offers. Empty for a workspace that does not exist. */
export interface Catalog {
  readonly workspaceId: string;
  /** When the workspace was made, in milliseconds since 1970. */
  readonly createdAt: number;
  /** In order of creation. */
  readonly services: readonly ServiceRecord[];
}

/** An entity of the world model. */
export interface EntityRecord {
  readonly entityId: string;
  /** `source:resource_type:id`, or null. */
  readonly canonicalId: string | null;
  readonly name: string;
  /** Milliseconds since 1970; the projection lag starts here. */
  readonly createdAt: number;
  readonly projectionLagSeconds: number;
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

/** The form of a canonical id: `source:resource_type:id` (contract). */
export const CANONICAL_ID = /^[A-Za-z0-9._-]+:[A-Za-z0-9._-]+:[A-Za-z0-9._-]+$/;
