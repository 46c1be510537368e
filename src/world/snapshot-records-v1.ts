/** What the records of a snapshot of version 1 must be, where they differ from today's. */
import { z } from 'zod';
import { ranges } from './checks.ts';
import { number, someText } from './fixture-parts.ts';
import { limits } from './limits.ts';
import {
  areDifferent,
  callFields,
  conversationFields,
  Due,
  Id,
  injectionFields,
  place,
  type RecordKinds,
  recordKinds,
  subscriberFields,
  Time,
} from './snapshot-records.ts';

const Injection = z.looseObject({
  ...injectionFields,
  // Each that was there once, not only those that are there now.
  deliveries: z
    .array(
      z.looseObject({ subscriberId: someText(), deliveredAt: Time, respondsAt: Due.nullable() }),
    )
    .max(limits.subscribers),
});

const Call = z.looseObject({
  ...callFields,
  subscribers: z
    .array(z.looseObject(subscriberFields))
    .max(limits.subscribers)
    .refine((all) => areDifferent(all.map((one) => one.subscriberId)), {
      error: 'Expected subscribers with different ids',
    }),
  queue: z.array(Injection).max(limits.queuedEvents),
  // The record kept a quarter more before it forgot the oldest; at first it kept twice as many.
  received: z.array(Injection).max(2 * limits.receivedEvents),
});

const Session = z.looseObject({
  ...place,
  conversationId: Id,
  createdAt: Time,
  lastActivityAt: Time,
  idleSeconds: number(ranges.someSeconds).nullable(),
  closedAt: Due.nullable(),
});

/** The lists of a workspace of version 1. */
export const oldRecordKinds = {
  ...recordKinds,
  calls: { ...recordKinds.calls, schema: Call },
  sessions: { ...recordKinds.sessions, schema: Session },
  conversations: { ...recordKinds.conversations, schema: z.looseObject(conversationFields) },
} as const satisfies RecordKinds;
