/**
 * The channel of a call: subscribers, queue, and received events. Pure functions: their results are committed
 * as a whole, so an accepted event is received exactly once, even if others join, leave or inject at the same
 * time.
 */

import { limits } from '../limits.ts';
import type { UnreadEvent } from '../live-subscribers.ts';
import type { CallRecord, CallSid } from './calls.ts';

/** A voice-agent process on the channel: simulated (declared), or live (with an open stream). */
export interface Subscriber {
  readonly subscriberId: string;
  readonly kind: 'simulated' | 'live';
  readonly joinedAt: number;
  /** Delay from a delivery to the response of a simulated agent; null for a live one, which responds itself. */
  readonly responseDelayMs: number | null;
  /** Connection number of a live subscriber: the end of an older connection must not detach it. */
  readonly lease?: number;
  /** Number of this join in the call, from 1: an id may join again. */
  readonly join: number;
}

/** One connection of a subscriber. */
export interface Connection {
  readonly subscriberId: string;
  /** Undefined for a simulated one. */
  readonly lease?: number | undefined;
}

/** A simulated agent that left. It gives no responses due after that. */
export interface Departure {
  readonly join: number;
  readonly at: number;
}

/** The part of a call that injections and subscribers change. Stays small, however many events were received. */
export interface ChannelRecord {
  readonly subscribers: readonly Subscriber[];
  /** Number of joins so far. */
  readonly joins: number;
  /** Simulated agents that left, oldest first; only the newest `limits.subscribers`. */
  readonly departed: readonly Departure[];
  /** Number of events in the queue. */
  readonly queued: number;
  /** When the task that announces responses is due, in milliseconds; null if it is not planned. */
  readonly respondsAt: number | null;
  /** Which responses are announced. There is more than one only if the clock was set back: earlier events first. */
  readonly announced?: readonly Announced[];
  /**
   * All responses to this event and to those before it are over: a search begins after it, or at the first event if it is
   * not known or no longer kept.
   */
  readonly respondedTo?: ReceivedRef;
}

/** A received event. */
export type ReceivedRef = Pick<Received, 'deliveredAt' | 'eventId'>;

/** The responses up to a time, to this event and to those that were received before it. */
export interface Announced extends ReceivedRef {
  readonly at: number;
}

/** A message that an operator or a system injects into a call. */
export interface NewInjection {
  /** The text. */
  readonly message: string;
  /** The sender. */
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
  /** Whether it was in the queue, or still is. */
  readonly queued: boolean;
}

/** A received event with its receivers. */
export interface Received extends Injection {
  readonly deliveredAt: number;
  /** The subscribers at the time of delivery. */
  readonly to: readonly Subscriber[];
}

const knownIds = new WeakMap<readonly Subscriber[], readonly string[]>();

/** The ids of some subscribers. Events with the same receivers share one list. */
export function idsOf(subscribers: readonly Subscriber[]): readonly string[] {
  let ids = knownIds.get(subscribers);
  if (ids === undefined) {
    ids = subscribers.map((one) => one.subscriberId);
    knownIds.set(subscribers, ids);
  }
  return ids;
}

/** A channel without subscribers. */
export const emptyChannel: ChannelRecord = {
  subscribers: [],
  joins: 0,
  departed: [],
  queued: 0,
  respondsAt: null,
};

/** When the first of some subscribers responds to a delivery, in milliseconds; null if none does. */
export function firstResponseAt(to: readonly Subscriber[], deliveredAt: number): number | null {
  let first: number | null = null;
  for (const { responseDelayMs } of to) {
    if (responseDelayMs === null) continue;
    const at = deliveredAt + responseDelayMs;
    if (first === null || at < first) first = at;
  }
  return first;
}

/** The channel with one more subscriber and an empty queue. */
export function joined(
  channel: ChannelRecord,
  newcomer: Omit<Subscriber, 'join'>,
): { readonly channel: ChannelRecord; readonly subscriber: Subscriber } {
  const joins = channel.joins + 1;
  const subscriber = { ...newcomer, join: joins };
  const subscribers = [...channel.subscribers, subscriber];
  return { channel: { ...channel, joins, queued: 0, subscribers }, subscriber };
}

/** The channel without a subscriber; undefined if it is not there. */
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

/** The result of taking events back from a subscriber. */
export interface TakenBack {
  /** The remaining log. */
  readonly received: readonly Received[];
  /** Events that nobody else received, oldest first, as queue items. */
  readonly back: readonly Injection[];
}

/**
 * Removes events that a connection of a subscriber did not read from the received events. Those that another connection
 * of it has taken over stay.
 */
export function takenBack(
  received: readonly Received[],
  { lease, subscriberId }: Connection,
  unread: readonly UnreadEvent[],
): TakenBack {
  const ids = new Set(unread.map((one) => one.eventId));
  const others = new Map<string, readonly Subscriber[]>();
  const takenOver = new Set<string>();
  for (const { eventId, to } of received) {
    if (!ids.has(eventId)) continue;
    const isOwn = (one: Subscriber): boolean => one.subscriberId === subscriberId;
    if (to.some((one) => isOwn(one) && one.lease !== lease)) takenOver.add(eventId);
    else
      others.set(
        eventId,
        to.filter((one) => !isOwn(one)),
      );
  }
  const back = unread
    .filter(({ eventId }) => !takenOver.has(eventId))
    // If the event is no longer kept, use what was known at delivery: whether others received it.
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

/**
 * Passes all events of a live subscriber to its new connection, so that an earlier one gives none of them back. Undefined
 * if it has none.
 */
export function takenOver(
  received: readonly Received[],
  subscriber: Subscriber,
): readonly Received[] | undefined {
  let isChanged = false;
  const mine = (one: Subscriber): boolean =>
    one.subscriberId === subscriber.subscriberId && one.kind === 'live';
  const after = received.map((one) => {
    if (!one.to.some(mine)) return one;
    isChanged = true;
    return { ...one, to: one.to.map((other) => (mine(other) ? subscriber : other)) };
  });
  return isChanged ? after : undefined;
}

/** Where a live subscriber resumes: after an event that it received, or after its join. */
export interface ResumePoint {
  readonly subscriberId: string;
  /** `START` if the subscriber has not seen an event yet. */
  readonly eventId: string;
}

/** The `eventId` for a subscriber that has not seen an event yet. */
export const START = '0';

/**
 * The events delivered to a live subscriber after the last one it saw. Null if that event was not delivered to
 * this subscriber, or is no longer kept.
 */
export function missed(
  { subscribers }: ChannelRecord,
  received: readonly Received[],
  callSid: CallSid,
  { subscriberId, eventId }: ResumePoint,
): readonly UnreadEvent[] | null {
  // Skip events of a simulated agent with the same id.
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

/** A call with its channel and logs, as read from the store. */
export interface CallDetails extends CallRecord, Pick<ChannelRecord, 'subscribers'> {
  readonly channel: ChannelRecord;
  /** Accepted and not received yet, oldest first. */
  readonly queue: readonly Injection[];
  /** Received events, oldest first; only the newest. */
  readonly received: readonly Received[];
}
