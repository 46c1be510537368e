/** Responses of simulated agents: a function of a call, its channel and the time. */
import { type CallRecord, isWithin } from './calls.ts';
import type { CallDetails, ChannelRecord, Received } from './channel.ts';

/** One response of a simulated agent to one event. */
export interface AgentResponse {
  readonly at: number;
  readonly subscriberId: string;
  /** Number of the agent's join. */
  readonly join: number;
  readonly eventId: string;
}

/**
 * The responses between two times, both included, in order of time. A simulated agent responds its delay after
 * a delivery, unless it has left or the call has ended by then (decided). Ending or leaving at exactly the time
 * of a response comes after the response, which may already be announced.
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

/** The responses not announced yet. At the same time, a later event is answered after earlier ones. */
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

/** A response of a simulated agent: its time, the agent, and the events it incorporated. */
export interface TranscriptLine {
  readonly at: number;
  readonly subscriberId: string;
  readonly incorporated: readonly string[];
}

/** The transcript of a call up to a time. Events that reach an agent at the same time get one response. */
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

/** When an agent's response first incorporated each event, in milliseconds, by event id. */
export function incorporations(call: CallDetails, now: number): ReadonlyMap<string, number> {
  const first = new Map<string, number>();
  const { channel, received } = call;
  for (const { at, eventId } of responsesWithin(call, channel, received, -Infinity, now)) {
    if (!first.has(eventId)) first.set(eventId, at);
  }
  return first;
}
