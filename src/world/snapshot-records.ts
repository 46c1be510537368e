/**
 * What every record of a snapshot must be: strict about types and ranges, so that nothing that is loaded
 * can break the world later; loose about fields that it does not know, so that a snapshot of a newer minor
 * version loads. Loaded with the first snapshot only.
 */
import { z } from 'zod';
import { CANONICAL_ID } from './catalog.ts';
import { ranges } from './checks.ts';
import { connectionFaults } from './faults.ts';
import { anyText, number, someText } from './fixture-parts.ts';
import { limits } from './limits.ts';
import { patternProblem } from './patterns.ts';

/** A time of a record. */
export const Time = number(ranges.recordMs);
/** How long after a time something is due: up to one span behind the last time of a record. */
export const Due = number({ ...ranges.recordMs, most: ranges.recordMs.most + ranges.spanMs.most });
/** A UUID, in lower case. */
export const Id = z.guid().toLowerCase();
/** Contract bodies may hold half a character, which the real API counts as one of its own. */
const Said = z.string().max(limits.bodyBytes);

/** What an accepted event is. */
export const injectionFields = {
  eventId: someText(),
  message: Said,
  sender: Said,
  eventType: z.enum(['external_event', 'guidance']),
  injectedAt: Time,
  queued: z.boolean(),
};
/** What a subscriber is. */
export const subscriberFields = {
  subscriberId: someText(),
  kind: z.enum(['simulated', 'live']),
  joinedAt: Time,
  responseDelayMs: number(ranges.spanMs).nullable(),
};
const Subscriber = z.looseObject({ ...subscriberFields, join: number(ranges.someCount) });

/** Whether a list has no value twice. */
export const areDifferent = (values: readonly unknown[]) => new Set(values).size === values.length;

/** What a call is, whatever its channel is. */
export const callFields = {
  callSid: someText(),
  serviceId: Id.nullable(),
  callerId: someText(),
  direction: z.enum(['inbound', 'outbound']),
  scenario: anyText(),
  startedAt: Time,
  timeline: z
    .array(z.looseObject({ atSeconds: timelineSeconds(), state: anyText() }))
    .max(limits.timelineSteps)
    .refine(
      (steps) => steps.every((step, i) => i === 0 || at(steps, i - 1) <= step.atSeconds),
      'Expected steps in the order of atSeconds',
    ),
  lengthSeconds: number(ranges.seconds).nullable(),
  endedAt: Time.nullable(),
};

/** How many events wait in a queue at the most: what was handed back may come on top of the limit. */
const QUEUED = limits.queuedEvents + 2 * limits.receivedEvents;

const Call = z
  .looseObject({
    ...callFields,
    subscribers: z.array(Subscriber).max(limits.subscribers),
    joins: number(ranges.count),
    departed: z
      .array(z.looseObject({ join: number(ranges.someCount), at: number(ranges.count) }))
      .max(limits.subscribers),
    respondsAt: Due.nullable(),
    receivers: z.array(Subscriber).max(2 * limits.receivedEvents * limits.subscribers),
    queue: z.array(z.looseObject(injectionFields)).max(QUEUED),
    // The log keeps a quarter more before it forgets the oldest.
    received: z
      .array(
        z.looseObject({
          ...injectionFields,
          deliveredAt: Time,
          to: z.array(number(ranges.someCount)).max(limits.subscribers),
        }),
      )
      .max(2 * limits.receivedEvents),
  })
  .refine(({ subscribers }) => areDifferent(subscribers.map((one) => one.subscriberId)), {
    path: ['subscribers'],
    error: 'Expected subscribers with different ids',
  })
  .refine(
    ({ joins, receivers, subscribers }) =>
      [...subscribers, ...receivers].every((one) => one.join <= joins),
    {
      path: ['joins'],
      error: 'Expected no subscriber with a greater number',
    },
  )
  .refine(({ receivers }) => areDifferent(receivers.map((one) => one.join)), {
    path: ['receivers'],
    error: 'Expected receivers with different numbers',
  });

/** A state may be entered up to the whole range of times after, or before, a call's start. */
function timelineSeconds() {
  const most = (ranges.recordMs.most - ranges.recordMs.least) / 1000;
  return number({ least: -most, most });
}
function at(steps: readonly { atSeconds: number }[], i: number): number {
  return steps[i]?.atSeconds ?? Number.NEGATIVE_INFINITY;
}

/** What identifies a session. */
export const place = { serviceId: Id, entityId: Id, channelKind: z.literal('web') };

const json = z.record(z.string(), z.unknown());
const ToolCall = z.looseObject({
  toolName: someText(),
  input: json,
  result: anyText(),
  succeeded: z.boolean(),
  durationMs: number(ranges.toolMs).nullable(),
});
/** One message of a conversation. */
export const Turn = z.looseObject({
  role: z.enum(['agent', 'user']),
  text: Said,
  at: Due,
  exchange: number(ranges.count).nullable(),
  toolCalls: z.array(ToolCall.extend({ callId: someText() })).max(limits.scriptRules),
  content: z
    .array(
      z.looseObject({
        type: Said,
        text: Said.nullable(),
        url: Said.nullable(),
        mediaType: Said.nullable(),
        providerId: Said.nullable(),
        metadata: json,
      }),
    )
    .max(limits.turns),
});
/** What a conversation is, in every version. */
export const conversationFields = {
  ...place,
  conversationId: Id,
  createdAt: Time,
  closedAt: Due.nullable(),
  turns: z.array(Turn).max(2 * limits.turns),
  background: z
    .array(z.looseObject({ exchange: number(ranges.count), text: anyText(), dueAt: Due }))
    .max(limits.turns),
};
const Conversation = z.looseObject({
  ...conversationFields,
  lastActivityAt: Time,
  idleSeconds: number(ranges.someSeconds).nullable(),
  resultAt: Due.nullable(),
});

/** What the time will bring. */
export const TaskRecord = z.looseObject({
  task: z.union([
    z.object({ kind: z.enum(['respond', 'state', 'end']), callSid: someText() }),
    z.object({ kind: z.enum(['idle', 'background']), conversationId: Id }),
  ]),
  at: Due,
});

const ms = number(ranges.delayMs);
const Fault = z.looseObject({
  faultId: someText(),
  operation: someText().nullable(),
  callSid: anyText().nullable(),
  answer: z
    .looseObject({
      status: number(ranges.faultStatus),
      detail: z.unknown(),
      retryAfter: number({ ...ranges.seconds, whole: true }).nullable(),
    })
    .nullable(),
  delay: z
    .discriminatedUnion('kind', [
      z.looseObject({ kind: z.literal('fixed'), ms }),
      z.looseObject({ kind: z.literal('uniform'), fromMs: ms, toMs: ms }),
      z.looseObject({ kind: z.literal('lognormal'), medianMs: ms, sigma: number(ranges.sigma) }),
    ])
    .nullable(),
  connection: z.enum(connectionFaults).nullable(),
  times: number(ranges.someCount).nullable(),
  after: number(ranges.count),
  probability: number(ranges.probability),
  ttlSeconds: number(ranges.someSeconds).nullable(),
  phase: z.enum(['before', 'after']),
  rateLimit: z
    .looseObject({ requests: number(ranges.count), windowSeconds: number(ranges.someSeconds) })
    .nullable(),
  createdAt: Time,
  seen: number(ranges.count),
  hits: number(ranges.count),
  window: z.looseObject({ startedAt: Time, requests: number(ranges.count) }),
});

const Key = z.looseObject({
  id: Id,
  keyId: someText(),
  token: someText(),
  name: anyText().nullable(),
  role: anyText(),
  permissions: z.array(anyText()).max(limits.apiKeys),
  createdAt: Time,
  expiresAt: Due.nullable(),
  createdBy: Id.nullable(),
  lastUsedAt: Time.nullable(),
});

const Match = z.union([
  z.looseObject({ exact: anyText() }),
  z.looseObject({ contains: someText() }),
  z.looseObject({ regex: z.string().max(limits.regexLength) }),
]);
const Reply = z.looseObject({
  text: anyText().optional(),
  toolCalls: z.array(ToolCall).max(limits.scriptRules).optional(),
  tokenDelayMs: ms.optional(),
  background: z
    .looseObject({ text: anyText(), afterSeconds: number(ranges.seconds) })
    .nullable()
    .optional(),
  thinking: z.looseObject({ tier: z.int(), tierName: anyText() }).nullable().optional(),
  error: z
    .looseObject({
      message: anyText(),
      code: z.enum(['upstream_error', 'stream_interrupted', 'client_error', 'unknown']),
      retryable: z.boolean(),
      statusCode: z.int().nullable(),
    })
    .nullable()
    .optional(),
});
/** A script as the world keeps it. To be parsed asynchronously: the engine of patterns may be loaded. */
export const ScriptRecord = z.looseObject({
  rules: z
    .array(z.looseObject({ match: Match, reply: Reply }))
    .max(limits.scriptRules)
    .superRefine(async (rules, context) => {
      const problem = await patternProblem(rules);
      if (problem === undefined) return;
      const message = `Expected ${problem.expected}`;
      context.addIssue({ code: 'custom', path: [problem.rule, 'match', 'regex'], message });
    }),
});

/** A workspace's settings. What it is reset to is checked as a fixture. */
export const WorkspaceRecord = z.looseObject({
  workspaceId: Id,
  name: anyText(),
  sessionIdleSeconds: number(ranges.someSeconds).nullable(),
  origin: z.record(z.string(), z.unknown()),
});

/** The lists of a workspace, by name. */
export type RecordKinds = Readonly<
  Record<string, { schema: z.ZodType; most: number; id: readonly string[]; also?: string }>
>;

/** The lists of a workspace: the schema of a record, how many there may be, and what identifies one. */
export const recordKinds = {
  services: {
    schema: z.looseObject({ serviceId: Id, name: anyText() }),
    most: limits.services,
    id: ['serviceId'],
  },
  entities: {
    schema: z.looseObject({
      entityId: Id,
      canonicalId: z.string().max(256).regex(CANONICAL_ID).nullable(),
      name: anyText(),
      createdAt: Time,
      projectionLagSeconds: number(ranges.seconds),
    }),
    most: limits.entities,
    id: ['entityId'],
    also: 'canonicalId',
  },
  calls: { schema: Call, most: limits.calls, id: ['callSid'] },
  sessions: {
    schema: z.looseObject({ ...place, conversationId: Id }),
    most: limits.conversations,
    id: ['serviceId', 'entityId', 'channelKind'],
  },
  conversations: { schema: Conversation, most: limits.conversations, id: ['conversationId'] },
  faults: { schema: Fault, most: limits.faults, id: ['faultId'] },
  keys: { schema: Key, most: limits.apiKeys, id: ['token'], also: 'keyId' },
} as const satisfies RecordKinds;
