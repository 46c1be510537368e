/**
 * A call's channel: who listens, what waits, who received what. All pure functions: what they return
 * is committed as a whole, which is why an accepted event is received exactly once, whatever joins,
 * leaves or injects at the same moment.
 */

import { limits } from '../limits.ts';
import type { UnreadEvent } from '../live-subscribers.ts';
import type { AgentResponse } from './agent-responses.ts';
import { type CallRecord, type CallSid, endsAt } from './calls.ts';

/** A voice-agent process on the channel: simulated (declared), or live (it holds a stream open). */
export interface Subscriber {
  readonly subscriberId: string;
  readonly kind: 'simulated' | 'live';
  readonly joinedAt: number;
  /** How long after a delivery a simulated agent responds; null for a live one, who speaks itself. */
  readonly responseDelayMs: number | null;
  /** The number of a live one's connection: the end of an older connection must not detach it. */
  readonly lease?: number;
  /** Whether it came back: then it received again what its connection before had not passed on. */
  readonly resumed?: true;
  /** Which joining of the call this is, from 1: an id may come back. */
  readonly join: number;
}

/** A simulated agent that left: what it would have responded later, it does not. */
export interface Departure {
  readonly join: number;
  readonly at: number;
}

/** The part of a call that injections and subscribers change. Small, however much was received. */
export interface ChannelRecord {
  readonly subscribers: readonly Subscriber[];
  /** How many joined so far. */
  readonly joins: number;
  /** The simulated agents that left, oldest first; the newest `limits.subscribers` of them. */
  readonly departed: readonly Departure[];
  /** How many events wait in the queue. */
  readonly queued: number;
  /** When the task that announces responses is planned, in milliseconds; null when it is not. */
  readonly respondsAt: number | null;
  /** The last response that was announced: of others at the same instant, those after it were not yet. */
  readonly announced?: Pick<AgentResponse, 'at' | 'eventId' | 'join'>;
}

/** What an operator or a system says into a call. */
export interface NewInjection {
  /** What it says. */
  readonly message: string;
  /** Who says it. */
  readonly sender: string;
  /** What kind of event it is. */
  readonly eventType: 'external_event' | 'guidance';
}

/** An accepted event. */
export interface Injection extends NewInjection {
  /** Its id, `evt_…`. */
  readonly eventId: string;
  /** When it was accepted, in milliseconds since 1970. */
  readonly injectedAt: number;
  /** Whether it waited, or waits, in the queue. */
  readonly queued: boolean;
}

/** An event that was received, and by whom. */
export interface Received extends Injection {
  readonly deliveredAt: number;
  /** The subscribers at that moment. */
  readonly to: readonly Subscriber[];
}

const knownIds = new WeakMap<readonly Subscriber[], readonly string[]>();

/** The ids of some subscribers: one list for all events that went to the same ones. */
export function idsOf(subscribers: readonly Subscriber[]): readonly string[] {
  let ids = knownIds.get(subscribers);
  if (ids === undefined) {
    ids = subscribers.map((one) => one.subscriberId);
    knownIds.set(subscribers, ids);
  }
  return ids;
}

/** A channel that nobody has joined. */
export const emptyChannel: ChannelRecord = {
  subscribers: [],
  joins: 0,
  departed: [],
  queued: 0,
  respondsAt: null,
};

/** When the first of some subscribers responds to a delivery, in milliseconds; null when none does. */
export function firstResponseAt(to: readonly Subscriber[], deliveredAt: number): number | null {
  let first: number | null = null;
  for (const { responseDelayMs } of to) {
    if (responseDelayMs === null) continue;
    const at = deliveredAt + responseDelayMs;
    if (first === null || at < first) first = at;
  }
  return first;
}

/** The channel with one subscriber more, to which the queue drains. */
export function joined(
  channel: ChannelRecord,
  newcomer: Omit<Subscriber, 'join'>,
): { readonly channel: ChannelRecord; readonly subscriber: Subscriber } {
  const joins = channel.joins + 1;
  const subscriber = { ...newcomer, join: joins };
  const subscribers = [...channel.subscribers, subscriber];
  return { channel: { ...channel, joins, queued: 0, subscribers }, subscriber };
}

/** The channel without a subscriber; undefined when it is not there. */
export function left(
  channel: ChannelRecord,
  subscriberId: string,
  now: number,
): ChannelRecord | undefined {
  const leaving = channel.subscribers.find((one) => one.subscriberId === subscriberId);
  if (leaving === undefined) return undefined;
  const subscribers = channel.subscribers.filter((one) => one !== leaving);
  if (leaving.kind === 'live') return { ...channel, subscribers };
  const departed = [...channel.departed, { join: leaving.join, at: now }];
  return { ...channel, subscribers, departed: departed.slice(-limits.subscribers) };
}

/** What was received, without what a subscriber did not read of it. */
export interface TakenBack {
  /** What is left of the log. */
  readonly received: readonly Received[];
  /** What nobody else received, oldest first, as it waits in a queue. */
  readonly back: readonly Injection[];
}

/** Takes events out of what a subscriber received: it did not read them. */
export function takenBack(
  received: readonly Received[],
  subscriberId: string,
  unread: readonly UnreadEvent[],
): TakenBack {
  const ids = new Set(unread.map((one) => one.eventId));
  const others = new Map<string, readonly Subscriber[]>();
  for (const { eventId, to } of received) {
    if (ids.has(eventId)) {
      others.set(
        eventId,
        to.filter((one) => one.subscriberId !== subscriberId),
      );
    }
  }
  const back = unread
    // Of an event that is not kept any more it is known only whether somebody else got it at the time.
    .filter(({ alone, eventId }) => (others.get(eventId)?.length ?? (alone ? 0 : 1)) === 0)
    .map(({ eventId, message, sender, eventType, injectedAt }) => ({
      eventId,
      message,
      sender,
      eventType,
      injectedAt,
      queued: true,
    }));
  const gone = new Set(back.map((one) => one.eventId));
  const left = received
    .filter((one) => !gone.has(one.eventId))
    .map((one) => {
      const to = others.get(one.eventId);
      return to === undefined ? one : { ...one, to };
    });
  return { received: left, back };
}

/** Where a live subscriber goes on: after an event that it received, or after it joined. */
export interface ResumePoint {
  readonly subscriberId: string;
  /** `START` for a subscriber that has not seen an event yet. */
  readonly eventId: string;
}

/** The `eventId` of a subscriber that has not seen an event yet. */
export const START = '0';

/**
 * What was delivered to a live subscriber after the event that it saw last. Null when that is not known: the
 * event was not delivered to this subscriber, or is not kept any more.
 */
export function missed(
  { subscribers }: ChannelRecord,
  received: readonly Received[],
  callSid: CallSid,
  { subscriberId, eventId }: ResumePoint,
): readonly UnreadEvent[] | null {
  // Those of a simulated agent by that id are not its own.
  const mine = received.filter(({ to }) =>
    to.some((one) => one.subscriberId === subscriberId && one.kind === 'live'),
  );
  if (eventId === START) {
    const isThere = subscribers.some((one) => one.subscriberId === subscriberId);
    return isThere || mine.length > 0 ? mine.map((one) => asReceived(one, callSid)) : null;
  }
  const last = mine.findIndex((one) => one.eventId === eventId);
  return last === -1 ? null : mine.slice(last + 1).map((one) => asReceived(one, callSid));
}

/** An event as a subscriber receives it. */
function asReceived(
  { eventId, message, sender, eventType, injectedAt, queued, to }: Received,
  callSid: CallSid,
): UnreadEvent {
  const alone = to.length === 1;
  return { eventId, callSid, message, sender, eventType, injectedAt, queued, alone };
}

/** A call with its channel and logs, as it is read. */
export interface CallDetails extends CallRecord, Pick<ChannelRecord, 'subscribers'> {
  readonly channel: ChannelRecord;
  /** Accepted and not yet received by anybody, oldest first. */
  readonly queue: readonly Injection[];
  /** Received, oldest first; the newest of them only. */
  readonly received: readonly Received[];
}

/** What has become of an event: a call that ended keeps what was still queued as `expired` (decided). */
export function injectionStatus(
  call: CallRecord,
  injection: Injection | Received,
  now: number,
): 'delivered' | 'queued' | 'expired' {
  if ('to' in injection) return 'delivered';
  return now < endsAt(call) ? 'queued' : 'expired';
}
