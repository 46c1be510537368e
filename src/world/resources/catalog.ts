/** What a service and an entity are made of. */
import {
  type Fields,
  formed,
  nullable,
  required,
  seconds,
  text,
  uuid,
  withDefault,
} from '../fields.ts';

/** A service. */
export interface Service {
  /** Its UUID, in lower case. */
  readonly serviceId: string;
  /** For people. Default: empty. */
  readonly name: string;
}

/** The fields of a service. */
export const serviceFields: Fields<Service> = {
  serviceId: required(uuid("The service's id.")),
  name: withDefault(text('Display name.'), '', 'empty'),
};

/** An entity of the world model. */
export interface Entity {
  /** Its UUID, in lower case. */
  readonly entityId: string;
  /** `source:resource_type:id`, such as `charmhealth:Patient:67890`. Default: null, none. */
  readonly canonicalId: string | null;
  /** For people. Default: empty. */
  readonly name: string;
  /** Seconds on the workspace's clock until requests find the entity by its canonical id. Default: 0. */
  readonly projectionLagSeconds: number;
}

/** The form of a canonical id: `source:resource_type:id` (contract). */
export const CANONICAL_ID = /^[A-Za-z0-9._-]+:[A-Za-z0-9._-]+:[A-Za-z0-9._-]+$/;

/** The fields of an entity. */
export const entityFields: Fields<Entity> = {
  entityId: required(uuid("The entity's id.")),
  canonicalId: withDefault(
    nullable(
      formed(
        CANONICAL_ID,
        { least: 3, most: 256, words: "'source:resource_type:id' of at most 256 characters" },
        "'source:resource_type:id', such as 'charmhealth:Patient:67890'.",
      ),
    ),
    null,
    'null, none',
  ),
  name: withDefault(text('Display name.'), '', 'empty'),
  projectionLagSeconds: withDefault(
    seconds('Seconds after it is added or loaded during which the canonical id is not found.'),
    0,
  ),
};
