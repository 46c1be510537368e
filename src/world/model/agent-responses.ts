/** Responses of simulated agents: a function of a call, its channel and the time. */
import { type CallRecord, isWithin } from './calls.ts';
import type {
  Announced,
  CallDetails,
  ChannelRecord,
  Received,
  ReceivedRef,
  Subscriber,
} from './channel.ts';

/** One response of a simulated agent to one event. */
export interface AgentResponse {
  readonly at: number;
  readonly subscriberId: string;
  readonly eventId: string;
}

/**
 * Whether an agent, by the number of its join, responds at a time: it has not left, and the call has not ended by then
 * (decided). Ending or leaving at exactly the time of a response comes after the response, which may already be announced.
 */
function responding(
  call: CallRecord,
  { departed, subscribers }: ChannelRecord,
): (join: number, at: number) => boolean {
  const leftAt = new Map(departed.map((one) => [one.join, one.at]));
  for (const { join } of subscribers) leftAt.set(join, Infinity);
  return (join, at) => at <= (leftAt.get(join) ?? -Infinity) && isWithin(call, at);
}

/** When an agent that is still there responds to a delivery; NaN if it never does. */
const responseAt = ({ deliveredAt }: Received, { responseDelayMs }: Subscriber): number =>
  responseDelayMs === null ? Number.NaN : deliveredAt + responseDelayMs;

const inOrder = (responses: AgentResponse[]): AgentResponse[] =>
  responses.sort((a, b) => a.at - b.at);

/** All responses up to a time, in order of time. */
function responsesUntil(call: CallDetails, to: number): AgentResponse[] {
  const responds = responding(call, call.channel);
  const found: AgentResponse[] = [];
  for (const delivery of call.received) {
    for (const agent of delivery.to) {
      const at = responseAt(delivery, agent);
      if (at > to || !responds(agent.join, at)) continue;
      found.push({ at, subscriberId: agent.subscriberId, eventId: delivery.eventId });
    }
  }
  return inOrder(found);
}

/**
 * Index of a delivery, -1 if it is not kept. From the end, which most are near to. A busy call asks thousands of times a
 * second: so a loop, and times are compared sooner than ids.
 */
function indexOf(received: readonly Received[], { deliveredAt, eventId }: ReceivedRef): number {
  for (let index = received.length - 1; index >= 0; index--) {
    const one = received[index] as Received;
    if (one.deliveredAt === deliveredAt && one.eventId === eventId) return index;
  }
  return -1;
}

/** What simulated agents respond next. */
export interface NextResponses {
  /** In order of time. At the same time, a later event is responded to after earlier ones. */
  readonly due: readonly AgentResponse[];
  /** The channel once they are announced. Its `respondsAt` is the time of the first response after them. */
  readonly channel: ChannelRecord;
}

/**
 * The responses up to a time that are not announced yet. A busy call asks for each of its responses, so nothing is made
 * of the others, and only events that may still be responded to are looked at.
 */
export function nextResponses(
  call: CallRecord,
  channel: ChannelRecord,
  received: readonly Received[],
  to: number,
): NextResponses {
  const { announced = [], respondedTo } = channel;
  const responds = responding(call, channel);
  const before = announced.map((one) => ({ at: one.at, upTo: indexOf(received, one) }));
  const due: AgentResponse[] = [];
  let next = Infinity;
  let over = respondedTo === undefined ? -1 : indexOf(received, respondedTo);
  for (let index = over + 1; index < received.length; index++) {
    const delivery = received[index] as Received;
    let last = -Infinity;
    for (const { at, upTo } of before) if (index <= upTo) last = Math.max(last, at);
    let isOver = true;
    for (const agent of delivery.to) {
      const at = responseAt(delivery, agent);
      if (at > to && at > last) isOver = false;
      // Most are later than one that was found before.
      if (!(at > last && at < next && responds(agent.join, at))) continue;
      if (at > to) next = at;
      else due.push({ at, subscriberId: agent.subscriberId, eventId: delivery.eventId });
    }
    // Whatever happens to the call and its agents.
    if (isOver && over === index - 1) over = index;
  }
  return {
    due: inOrder(due),
    channel: {
      ...channel,
      respondsAt: next === Infinity ? null : next,
      ...announcedUpTo(announced, received, to),
      ...(over >= 0 && { respondedTo: refOf(received[over] as Received) }),
    },
  };
}

const refOf = ({ deliveredAt, eventId }: Received): ReceivedRef => ({ deliveredAt, eventId });

function announcedUpTo(
  announced: readonly Announced[],
  received: readonly Received[],
  to: number,
): Pick<ChannelRecord, 'announced'> {
  const newest = received.at(-1);
  if (newest === undefined) return {};
  // Earlier events were announced up to a later time, which the clock has not reached again.
  const later = announced.filter((one) => one.at > to);
  const isKnown = later.some((one) => one.eventId === newest.eventId);
  return { announced: isKnown ? later : [...later, { ...refOf(newest), at: to }] };
}

/** A response of a simulated agent: its time, the agent, and the events it incorporated. */
export interface TranscriptLine {
  readonly at: number;
  readonly subscriberId: string;
  readonly incorporated: readonly string[];
}

/** The transcript of a call up to a time. Events that reach an agent at the same time get one response. */
export function transcript(call: CallDetails, now: number): TranscriptLine[] {
  const responses = new Map<string, { at: number; subscriberId: string; incorporated: string[] }>();
  for (const { at, subscriberId, eventId } of responsesUntil(call, now)) {
    const key = `${subscriberId} ${at}`;
    const response = responses.get(key);
    if (response === undefined) responses.set(key, { at, subscriberId, incorporated: [eventId] });
    else response.incorporated.push(eventId);
  }
  return [...responses.values()];
}

/** When an agent's response first incorporated each event, in milliseconds, by event id. */
export function incorporations(call: CallDetails, now: number): ReadonlyMap<string, number> {
  const first = new Map<string, number>();
  for (const { at, eventId } of responsesUntil(call, now)) {
    if (!first.has(eventId)) first.set(eventId, at);
  }
  return first;
}
