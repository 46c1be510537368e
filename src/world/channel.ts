/**
 * A call's channel: who listens, what waits, who received what. These functions change a call's
 * record and nothing else, so that a store can run each as one atomic step: that is why an accepted
 * event is received exactly once, whatever joins, leaves or injects at the same moment.
 */
import { type CallRecord, endsAt } from './calls.ts';
import { limits } from './limits.ts';
import type { UnreadEvent } from './outlets.ts';

/** How many received events a call's record keeps: a long soak must not fill the memory. */
export const HISTORY = limits.receivedEvents;
/** How many more come before the oldest make room: making it for each would copy the list each time. */
const SLACK = 1.25;

/** A voice-agent process on the channel: simulated (declared), or live (it holds a stream open). */
export interface Subscriber {
  readonly subscriberId: string;
  readonly kind: 'simulated' | 'live';
  readonly joinedAt: number;
  /** How long after a delivery a simulated agent responds; null for a live one, who speaks itself. */
  readonly responseDelayMs: number | null;
  /** The number of a live one's connection: the end of an older connection must not detach it. */
  readonly lease?: number;
}

/** What an operator or a system says into a call. */
export interface NewInjection {
  readonly message: string;
  readonly sender: string;
  readonly eventType: 'external_event' | 'guidance';
}

/** One subscriber's receipt of one event. */
export interface Delivery {
  readonly subscriberId: string;
  readonly deliveredAt: number;
  /** When the simulated agent's response incorporates it; null when none will. */
  respondsAt: number | null;
}

/** An accepted event as the call's record keeps it. */
export interface Injection extends NewInjection {
  readonly eventId: string;
  readonly injectedAt: number;
  /** Whether it waited in the queue before it was received. */
  readonly queued: boolean;
  readonly deliveries: Delivery[];
}

function receive(call: CallRecord, injection: Injection): void {
  call.received.push(injection);
  // With many subscribers each event holds many deliveries: fewer events are kept.
  const most = Math.floor(limits.deliveries / Math.max(1, injection.deliveries.length));
  const kept = Math.max(1, Math.min(HISTORY, most));
  if (call.received.length >= kept * SLACK) call.received = call.received.slice(-kept);
}

function deliverTo(subscriber: Subscriber, now: number): Delivery {
  return {
    subscriberId: subscriber.subscriberId,
    deliveredAt: now,
    respondsAt: subscriber.responseDelayMs === null ? null : now + subscriber.responseDelayMs,
  };
}

/** Publishes an event: to everyone who listens at this moment, or to the queue when nobody does. */
export function publish(
  call: CallRecord,
  event: NewInjection,
  eventId: string,
  now: number,
): Injection {
  const queued = call.subscribers.length === 0;
  const injection: Injection = {
    eventId,
    message: event.message,
    sender: event.sender,
    eventType: event.eventType,
    injectedAt: now,
    queued,
    deliveries: call.subscribers.map((subscriber) => deliverTo(subscriber, now)),
  };
  if (queued) call.queue.push(injection);
  else receive(call, injection);
  return injection;
}

/** A subscriber joins; what waits drains to it, in order, before anything newer. Answers what drained. */
export function join(call: CallRecord, subscriber: Subscriber, now: number): Injection[] {
  call.subscribers.push(subscriber);
  const drained = call.queue;
  call.queue = [];
  handOver(call, subscriber, drained, now);
  return drained;
}

/** A subscriber leaves, and with it the responses it had not yet given. False when it was not there. */
export function leave(call: CallRecord, subscriberId: string, now: number): boolean {
  const left = call.subscribers.find((one) => one.subscriberId === subscriberId);
  if (left === undefined) return false;
  call.subscribers = call.subscribers.filter((one) => one !== left);
  if (left.kind === 'live') return true;
  for (const { deliveries } of call.received) {
    for (const delivery of deliveries) {
      if (delivery.subscriberId !== subscriberId) continue;
      if (delivery.respondsAt !== null && delivery.respondsAt > now) delivery.respondsAt = null;
    }
  }
  return true;
}

/**
 * Takes events out of what a subscriber received: it did not read them. Returns those that nobody else
 * received, in the same order, as they wait in a queue.
 */
export function takeBack(
  call: CallRecord,
  subscriberId: string,
  unread: readonly UnreadEvent[],
): Injection[] {
  if (unread.length === 0) return [];
  const ids = new Set(unread.map((one) => one.eventId));
  const kept = new Map<string, Injection>();
  for (const one of call.received) if (ids.has(one.eventId)) kept.set(one.eventId, one);
  const back: Injection[] = [];
  for (const { eventId, message, sender, eventType, injectedAt, alone } of unread) {
    const injection = kept.get(eventId);
    if (injection === undefined) {
      // The record has forgotten it, and with it who else got it.
      if (!alone) continue;
    } else {
      const { deliveries } = injection;
      const mine = deliveries.findIndex((one) => one.subscriberId === subscriberId);
      if (mine !== -1) deliveries.splice(mine, 1);
      if (deliveries.length > 0) continue;
    }
    back.push({ eventId, message, sender, eventType, injectedAt, queued: true, deliveries: [] });
  }
  const gone = new Set(back.map((one) => one.eventId));
  call.received = call.received.filter((one) => !gone.has(one.eventId));
  return back;
}

/** Hands events that wait in no queue to one subscriber. */
export function handOver(
  call: CallRecord,
  subscriber: Subscriber,
  injections: readonly Injection[],
  now: number,
): void {
  for (const injection of injections) {
    injection.deliveries.push(deliverTo(subscriber, now));
    receive(call, injection);
  }
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
 * What was delivered to a subscriber after the event that it saw last. Null when that is not known: the
 * event was not delivered to this subscriber, or is not kept any more.
 */
export function missed(
  call: CallRecord,
  { subscriberId, eventId }: ResumePoint,
): UnreadEvent[] | null {
  const { callSid } = call;
  const isLive = call.subscribers.some((one) => one.subscriberId === subscriberId);
  // A live subscriber's deliveries plan no response; those of a simulated agent by that id are not its own.
  const mine = call.received.filter(({ deliveries }) =>
    deliveries.some((one) => one.subscriberId === subscriberId && one.respondsAt === null),
  );
  const last = eventId === START ? -1 : mine.findIndex((one) => one.eventId === eventId);
  if (eventId === START ? !isLive && mine.length === 0 : last === -1) return null;
  return mine.slice(last + 1).map(({ deliveries, ...injection }) => ({
    ...injection,
    callSid,
    alone: deliveries.length === 1,
  }));
}

/** What has become of an event: a call that ended keeps what was still queued as `expired` (decided). */
export function injectionStatus(
  call: CallRecord,
  injection: Injection,
  now: number,
): 'delivered' | 'queued' | 'expired' {
  if (injection.deliveries.length > 0) return 'delivered';
  return now < endsAt(call) ? 'queued' : 'expired';
}

/** When the agent's response incorporated the event, in milliseconds; null while or where none did. */
export function incorporatedAt(call: CallRecord, injection: Injection, now: number): number | null {
  let first: number | null = null;
  for (const { respondsAt } of injection.deliveries) {
    if (respondsAt === null || respondsAt > now || respondsAt >= endsAt(call)) continue;
    if (first === null || respondsAt < first) first = respondsAt;
  }
  return first;
}

/** A response of a simulated agent: when, whose, and which events it took up. */
export interface AgentResponse {
  readonly at: number;
  readonly subscriberId: string;
  readonly incorporated: string[];
}

/**
 * The call's transcript up to a time: each simulated agent responds its delay after a delivery
 * (decided); what reached it in the same instant makes one response.
 */
export function transcript(call: CallRecord, now: number): AgentResponse[] {
  const responses = new Map<string, AgentResponse>();
  for (const { eventId, deliveries } of call.received) {
    for (const { subscriberId, respondsAt: at } of deliveries) {
      if (at === null || at > now || at >= endsAt(call)) continue;
      const key = `${subscriberId} ${at}`;
      const response = responses.get(key);
      if (response === undefined) responses.set(key, { at, subscriberId, incorporated: [eventId] });
      else response.incorporated.push(eventId);
    }
  }
  return [...responses.values()].sort((a, b) => a.at - b.at);
}
