/**
 * A world as data. This zod schema is the one declaration of it: fixture files are checked by it,
 * `fixtures/world.schema.json` is generated from it, and its descriptions are what an editor shows.
 * Only checking loads this file; the demo world, which a test checks, is seeded without it.
 */
import { z } from 'zod';
import { CANONICAL_ID } from './catalog.ts';
import { ranges } from './checks.ts';
import { number, record, seconds, text, uuid, words } from './fixture-parts.ts';
import type { Fixture as FixtureData } from './fixture-types.ts';
import { limits } from './limits.ts';
import { AgentScript } from './script-fixture.ts';

const Service = record(
  { service_id: uuid("The service's id."), name: text('For people.').optional() },
  'A service that calls and text sessions belong to.',
);

const Entity = record(
  {
    entity_id: uuid("The entity's id."),
    canonical_id: z
      .string()
      .min(3)
      .max(256)
      .regex(CANONICAL_ID)
      .nullable()
      .optional()
      .describe(
        "'source:resource_type:id', such as 'charmhealth:Patient:67890'. None when left out.",
      ),
    name: text('For people.').optional(),
    projection_lag_seconds: seconds(
      'How long after loading the canonical id is not found yet. 0 when left out.',
    ).optional(),
  },
  'An entity of the world model.',
);

const TimelineStep = record(
  {
    at_seconds: seconds("Seconds from the call's start."),
    state: words('The state it is in from then on.'),
  },
  "One step of a call's timeline.",
);

const Subscriber = record(
  {
    subscriber_id: text("The subscriber's id. Generated when left out.").optional(),
    response_delay_seconds: seconds(
      'Seconds from a delivery to the response that incorporates it. 1 when left out.',
    ).optional(),
  },
  'A simulated voice agent that listens to the call.',
);

const Call = record(
  {
    call_sid: text("The call's id. 'CA' and 32 hex digits when left out.").optional(),
    service_id: uuid('One of the services of this workspace.')
      .nullable()
      .optional()
      .describe('One of the services of this workspace. None when null or left out.'),
    caller_id: text("The caller's number, E.164."),
    direction: z.enum(['inbound', 'outbound']).optional().describe('inbound when left out.'),
    scenario: words('Empty when left out.').optional(),
    started_seconds_ago: seconds(
      'Seconds before loading that it began. 0 when left out.',
    ).optional(),
    length_seconds: seconds('Seconds until it ends by itself. Never when left out.')
      .nullable()
      .optional(),
    timeline: z
      .array(TimelineStep)
      .max(limits.timelineSteps)
      .optional()
      .describe('The states it passes through.'),
    subscribers: z
      .union([number(ranges.subscribers), z.array(Subscriber).max(limits.subscribers)])
      .optional()
      .describe('Simulated agents that listen: how many, or each. 0 when left out.'),
  },
  'A voice call. Times are relative to loading, so that a fixture never ages.',
);

/** What a call holds: itself, its subscribers, the steps of its timeline. */
function weight({ subscribers = 0, timeline = [] }: z.output<typeof Call>): number {
  const count = typeof subscribers === 'number' ? subscribers : subscribers.length;
  return 1 + count + timeline.length;
}

const Calls = z
  .array(Call)
  .max(limits.calls)
  .superRefine((calls, context) => {
    const sum = calls.reduce((all, call) => all + weight(call), 0);
    if (sum <= limits.placedAtOnce) return;
    context.addIssue({
      code: 'custom',
      message: `calls that hold at most ${limits.placedAtOnce} of themselves, their subscribers and timeline steps together, found ${sum}`,
    });
  });

const ApiKey = record(
  {
    api_key: text('The key a client sends as its Bearer token.'),
    name: text('For people.').optional(),
    role: text('member when left out.').optional(),
    permissions: z
      .array(words('What it may do.'))
      .max(limits.apiKeys)
      .optional()
      .describe('None when left out.'),
    expires_in_seconds: seconds(
      'Seconds from loading until it opens nothing any more. Never when left out.',
    )
      .nullable()
      .optional(),
  },
  'A key that opens this workspace.',
);

/** One workspace as data. */
export const WorkspaceFixture = record(
  {
    workspace_id: uuid("The workspace's id."),
    name: text('For people.').optional(),
    text_session_idle_seconds: number(ranges.someSeconds)
      .nullable()
      .optional()
      .describe('Seconds without a turn that end a text session. Never when left out.'),
    services: z.array(Service).max(limits.services).optional(),
    entities: z.array(Entity).max(limits.entities).optional(),
    calls: Calls.optional(),
    api_keys: z.array(ApiKey).max(limits.apiKeys).optional(),
    agent_script: AgentScript.optional(),
  },
  'A workspace: nothing in it is seen from another.',
);

/** A fixture file. */
export const Fixture = record(
  {
    $schema: z.string().optional().describe('Where an editor finds the schema of this file.'),
    workspaces: z
      .array(WorkspaceFixture)
      .max(limits.workspaces)
      .describe('The workspaces of the world.'),
  },
  'A world for sessions-emulator.',
);

/** A fixture, as `Fixture` checks it. */
export type Fixture = FixtureData;

/** The JSON Schema that an editor uses by a fixture's `$schema`. */
export function fixtureJsonSchema(): object {
  return z.toJSONSchema(Fixture, { io: 'input', target: 'draft-2020-12' });
}
