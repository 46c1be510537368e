/** What a service, an agent, a skill and an entity are made of. */
import {
  type Fields,
  flag,
  formed,
  nullable,
  object,
  required,
  seconds,
  someText,
  text,
  uuid,
  withDefault,
} from '../fields.ts';

const display = {
  name: withDefault(text('Display name.'), '', 'empty'),
  description: withDefault(text('Shown to clients.'), '', 'empty'),
};

/** A service. */
export interface Service {
  /** Its UUID, in lower case. */
  readonly serviceId: string;
  /** For people. Default: empty. */
  readonly name: string;
  /** For people. Default: empty. */
  readonly description: string;
  /** UUID of its agent, in lower case. Default: null, an agent of its own with a derived id. */
  readonly agentId: string | null;
}

/** The fields of a service. */
export const serviceFields: Fields<Service> = {
  serviceId: required(uuid("The service's id.")),
  ...display,
  agentId: withDefault(nullable(uuid('Its agent.')), null, 'null, one of its own'),
};

/** An agent. Services name it by its id. */
export interface Agent {
  /** Its UUID, in lower case. */
  readonly agentId: string;
  /** For people. Default: empty; clients see a name made from the id. */
  readonly name: string;
  /** For people. Default: empty. */
  readonly description: string;
}

/** The fields of an agent. */
export const agentFields: Fields<Agent> = {
  agentId: required(uuid("The agent's id.")),
  ...display,
};

/** A skill: something that agents can do. */
export interface Skill {
  /** Its UUID, in lower case. */
  readonly skillId: string;
  /** Its name for programs, such as the `toolName` of a tool call. Default: empty; clients see one made from the name. */
  readonly slug: string;
  /** For people. Default: empty; clients see a name made from the id. */
  readonly name: string;
  /** For people. Default: empty. */
  readonly description: string;
  /** Whether agents may use it. Default: true. */
  readonly enabled: boolean;
  /** JSON Schema of its input. Default: an object with any fields. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
}

/** The fields of a skill. */
export const skillFields: Fields<Skill> = {
  skillId: required(uuid("The skill's id.")),
  slug: withDefault(text('Name for tool calls.'), '', 'made from the name'),
  ...display,
  enabled: withDefault(flag(), true),
  inputSchema: withDefault(
    object('JSON Schema of its input.'),
    { type: 'object', properties: {} },
    'any fields',
  ),
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
