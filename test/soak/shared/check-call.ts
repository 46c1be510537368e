/** What must hold of a call after the races over it. */
import type { Failures } from '../attack.ts';
import { type CallRun, type Injection, messagesOf } from './calls.ts';
import type { Follower } from './follower.ts';
import type { NumberedEvents } from './numbered-events.ts';

/** Counts over all calls, for the report. */
export interface Tally {
  /** Injections that were accepted. */
  accepted: number;
  delivered: number;
  queued: number;
  expired: number;
  /** Injections without a response, or with a 503. */
  unknown: number;
  /** Of these, those that had their effect. */
  unknown_done: number;
  /**
   * Delivered to subscribers that had gone when it reached them: they left by closing their socket, or their connection
   * broke and the call ended before they were back.
   */
  not_read: number;
  /** How often a subscriber came back after its connection broke. */
  returns: number;
}

/** A tally of nothing. */
export const emptyTally = (): Tally => ({
  accepted: 0,
  delivered: 0,
  queued: 0,
  expired: 0,
  unknown: 0,
  unknown_done: 0,
  not_read: 0,
  returns: 0,
});

/** Compares what was said, recorded and received. */
export function checkCall(
  run: CallRun,
  record: readonly Injection[],
  events: NumberedEvents,
  failures: Failures,
  tally: Tally,
): void {
  const byMessage = new Map(record.map((one) => [one.message, one]));
  if (byMessage.size !== record.length) failures.add('an injection had its effect twice');
  checkSaid(run, byMessage, failures, tally);
  checkReceived(run, byMessage, events, failures);
  checkLost(run, record, failures, tally);
  for (const one of run.followers) tally.returns += one.returns;
  const ends = events.count('call.ended', run.callSid);
  if (ends !== 1) failures.add(`a call has ${ends} events of its end`);
}

function checkSaid(
  { said }: CallRun,
  byMessage: ReadonlyMap<string, Injection>,
  failures: Failures,
  tally: Tally,
): void {
  for (const { message, outcome } of said) {
    const kept = byMessage.get(message);
    if (outcome === 'unknown') {
      tally.unknown++;
      if (kept !== undefined) tally.unknown_done++;
    } else if (outcome === 'refused') {
      if (kept !== undefined) failures.add('a refused event is in the record');
      continue;
    } else {
      tally.accepted++;
      if (kept === undefined) failures.add('an accepted event is lost: it is not in the record');
      if (outcome === 'queued_no_subscriber' && kept?.queued === false) {
        failures.add('an event said to be queued never was');
      }
    }
    if (kept === undefined) continue;
    if (kept.status === 'queued') failures.add('an event of an ended call still waits');
    if (kept.status === 'expired') tally.expired++;
    else if (kept.queued) tally.queued++;
    else tally.delivered++;
    if (kept.queued && kept.delivered_to.length > 1) {
      failures.add('a queued event was delivered to more than one');
    }
  }
  const messages = new Set(said.map(({ message }) => message));
  if ([...byMessage.keys()].some((message) => !messages.has(message))) {
    failures.add('the record has an event that nobody sent');
  }
}

/** Whether each subscriber received only what was delivered to it, once, in order, and after nobody who was before it. */
function checkReceived(
  { callSid, followers }: CallRun,
  byMessage: ReadonlyMap<string, Injection>,
  events: NumberedEvents,
  failures: Failures,
): void {
  /** When each message was first received. */
  const firstAt = new Map<string, number>();
  for (const { received } of followers) {
    for (const { at, data } of received) {
      firstAt.set(data.message, Math.min(at, firstAt.get(data.message) ?? at));
    }
  }
  for (const one of followers) {
    const messages = messagesOf(one);
    if (new Set(messages).size !== messages.length) {
      failures.add('a live subscriber received an event twice');
    }
    for (const message of messages) {
      const name = byMessage.get(message)?.delivered_to.find((id) => one.names.includes(id));
      if (name === undefined) {
        failures.add('a subscriber received an event that was not delivered to it');
        continue;
      }
      const asked = one.asked[one.names.indexOf(name)] ?? 0;
      if (asked > (firstAt.get(message) ?? asked)) {
        failures.add('a subscriber received an event that one before it had received');
      }
    }
    if (!events.isInOrder(callSid, messages)) {
      failures.add('a subscriber received events out of order');
    }
  }
}

/** Whether a subscriber may have missed something because it went away by itself, or came back too late. */
const isExcused = (one: Follower | undefined): boolean =>
  one === undefined || one.end !== 'call ended' || one.missedTheEnd;

function checkLost(
  { followers }: CallRun,
  record: readonly Injection[],
  failures: Failures,
  tally: Tally,
): void {
  const byName = new Map(followers.flatMap((one) => one.names.map((name) => [name, one] as const)));
  const received = new Map(followers.map((one) => [one, new Set(messagesOf(one))]));
  for (const { delivered_to, message, status } of record) {
    if (status !== 'delivered') continue;
    const live = delivered_to.filter((name) => !name.startsWith('agent-'));
    for (const name of live) {
      const one = byName.get(name);
      if (one === undefined || received.get(one)?.has(message)) continue;
      if (!isExcused(one))
        failures.add('a live subscriber misses an event that was delivered to it');
    }
    const isRead = [...received.values()].some((messages) => messages.has(message));
    if (!isRead && live.length === delivered_to.length) tally.not_read++;
  }
}
