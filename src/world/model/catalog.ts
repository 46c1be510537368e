/** What a workspace offers to talk about: its services, and its entities with their projection. */

/** A service, as the original's operations name it. Ids are lower-case hyphenated UUIDs. */
export interface ServiceRecord {
  readonly serviceId: string;
  readonly name: string;
}

/** An entity of the world model. */
export interface EntityRecord {
  readonly entityId: string;
  /** `source:resource_type:id`, or null when it has none. */
  readonly canonicalId: string | null;
  readonly name: string;
  /** Milliseconds since the epoch; the projection's lag counts from here. */
  readonly createdAt: number;
  readonly projectionLagSeconds: number;
}

/**
 * Whether the entity's canonical id can be found yet: it resolves through a projection that may lag
 * (decided). The entity's own id is not subject to the lag.
 */
export function isProjected(entity: EntityRecord, now: number): boolean {
  return now >= entity.createdAt + entity.projectionLagSeconds * 1000;
}

/** Which entity a canonical id names. */
export interface CanonicalRecord {
  readonly entityId: string;
}

/** The form of a canonical id: `source:resource_type:id` (contract). */
export const CANONICAL_ID = /^[A-Za-z0-9._-]+:[A-Za-z0-9._-]+:[A-Za-z0-9._-]+$/;
