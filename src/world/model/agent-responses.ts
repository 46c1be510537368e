/** What simulated agents respond to what they received: a function of a call, its channel and the time. */
import { type CallRecord, isWithin } from './calls.ts';
import type { CallDetails, ChannelRecord, Received } from './channel.ts';

/** One response of a simulated agent to one event. */
export interface AgentResponse {
  readonly at: number;
  readonly subscriberId: string;
  /** Which joining of the call the agent is. */
  readonly join: number;
  readonly eventId: string;
}

/**
 * The responses between two times, both included, in order of time: each simulated agent responds its
 * delay after a delivery, unless it has left or the call has ended by then (decided). Hanging up or leaving at
 * the very instant of a response comes after it: it may have been announced.
 */
export function responsesWithin(
  call: CallRecord,
  channel: ChannelRecord,
  received: readonly Received[],
  from: number,
  to: number,
): AgentResponse[] {
  const leftAt = new Map(channel.departed.map((one) => [one.join, one.at]));
  for (const { join } of channel.subscribers) leftAt.set(join, Infinity);
  const found: AgentResponse[] = [];
  for (const { eventId, deliveredAt, to: receivers } of received) {
    for (const { join, responseDelayMs, subscriberId } of receivers) {
      if (responseDelayMs === null) continue;
      const at = deliveredAt + responseDelayMs;
      if (at < from || at > to || !isWithin(call, at)) continue;
      if (at <= (leftAt.get(join) ?? -Infinity)) found.push({ at, subscriberId, join, eventId });
    }
  }
  return found.sort((a, b) => a.at - b.at);
}

/** Of responses in order, those that were not announced yet. An event that comes later responds after others of its instant. */
export function unannounced(
  responses: readonly AgentResponse[],
  { announced }: ChannelRecord,
): readonly AgentResponse[] {
  if (announced === undefined) return responses;
  const last = responses.findIndex(
    ({ at, eventId, join }) =>
      at === announced.at && eventId === announced.eventId && join === announced.join,
  );
  return last === -1 ? responses : responses.slice(last + 1);
}

/** A response of a simulated agent: when, whose, and which events it took up. */
export interface TranscriptLine {
  readonly at: number;
  readonly subscriberId: string;
  readonly incorporated: readonly string[];
}

/** A call's transcript up to a time: what reached an agent in the same instant makes one response. */
export function transcript(call: CallDetails, now: number): TranscriptLine[] {
  const responses = new Map<string, { at: number; subscriberId: string; incorporated: string[] }>();
  for (const { at, subscriberId, eventId } of responsesWithin(
    call,
    call.channel,
    call.received,
    -Infinity,
    now,
  )) {
    const key = `${subscriberId} ${at}`;
    const response = responses.get(key);
    if (response === undefined) responses.set(key, { at, subscriberId, incorporated: [eventId] });
    else response.incorporated.push(eventId);
  }
  return [...responses.values()];
}

/** When the agents' first response incorporated each event, in milliseconds, by event id. */
export function incorporations(call: CallDetails, now: number): ReadonlyMap<string, number> {
  const first = new Map<string, number>();
  const { channel, received } = call;
  for (const { at, eventId } of responsesWithin(call, channel, received, -Infinity, now)) {
    if (!first.has(eventId)) first.set(eventId, at);
  }
  return first;
}
