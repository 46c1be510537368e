/** What a service and an entity are made of. */
import {
  type Fields,
  formed,
  nullable,
  required,
  seconds,
  someText,
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
  /** Its phone number in E.164, such as `+15550100001`; at most 16 characters. Default: null, none. */
  readonly phone: string | null;
  /** Its e-mail address. Default: null, none. */
  readonly email: string | null;
  /** Seconds on the workspace's clock until lists, searches and its canonical id find the entity. Default: 0. */
  readonly projectionLagSeconds: number;
}

/** The form of a canonical id: `source:resource_type:id` (contract). */
export const CANONICAL_ID = /^[A-Za-z0-9._-]+:[A-Za-z0-9._-]+:[A-Za-z0-9._-]+$/;

/** Characters of a phone number at the most: more cannot be asked for (contract). */
const PHONE_LENGTH = 16;

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
  phone: withDefault(nullable(someText('Phone number, E.164.', PHONE_LENGTH)), null, 'null, none'),
  email: withDefault(nullable(someText('E-mail address.')), null, 'null, none'),
  projectionLagSeconds: withDefault(
    seconds(
      'Seconds after it is added or loaded during which lists, searches and its canonical id do not find it.',
    ),
    0,
  ),
};
