/** That the attack on a shared world would find what it looks for. */
import { describe, expect, it } from 'vitest';
import { createFailures } from '../attack.ts';
import type { CallRun, Injection, Said } from './calls.ts';
import { checkCall, emptyTally } from './check-call.ts';
import type { Follower, FollowerEnd } from './follower.ts';
import { numberedEvents } from './numbered-events.ts';

const delivered = (message: string, ...to: string[]): Injection => ({
  event_id: `evt_${message}`,
  message,
  status: 'delivered',
  queued: false,
  delivered_to: to,
});
const said = (message: string, outcome: Said['outcome'] = 'delivered'): Said => ({
  message,
  outcome,
});

/** A subscriber that received messages, the first at `firstAt` and each a millisecond after the one before. */
function subscriber(
  name: string,
  messages: readonly string[],
  { askedAt = 0, firstAt = 10, end = 'call ended' as FollowerEnd, missedTheEnd = false } = {},
): Follower {
  return {
    names: [name],
    asked: [askedAt],
    received: messages.map((message, at) => ({
      event: 'injection',
      id: `${name}/evt_${message}`,
      data: { message },
      at: firstAt + at,
    })),
    returns: 0,
    isLeaving: false,
    end,
    missedTheEnd,
    over: Promise.resolve(),
    until: () => Promise.resolve(true),
    stay: () => undefined,
    leave: () => undefined,
  };
}

const injection = (type: string, message: string) => ({
  event: `injection.${type}`,
  data: { call_sid: 'call', message },
});
const ended = { event: 'call.ended', data: { call_sid: 'call' } };

interface Seen {
  readonly said: readonly Said[];
  readonly record: readonly Injection[];
  readonly followers?: readonly Follower[];
  readonly events?: readonly { readonly event: string; readonly data: object }[];
}

function check({ said, record, followers = [], events = [] }: Seen) {
  const failures = createFailures('test');
  const tally = emptyTally();
  const run: CallRun = { callSid: 'call', said, followers };
  checkCall(run, record, numberedEvents([...events, ended]), failures, tally);
  return { tally, failures: failures.all().map(({ what }) => what) };
}

const a = (messages: string[], more = {}) => subscriber('a', messages, more);
const b = (messages: string[], more = {}) => subscriber('b', messages, more);

describe('the checks of a shared world', () => {
  it('find nothing where each event was received once, in order', () => {
    const seen = check({
      said: [said('1'), said('2'), said('3', 'unknown'), said('4', 'refused')],
      record: [delivered('1', 'a', 'b'), delivered('2', 'a', 'b')],
      followers: [a(['1', '2']), b(['1', '2'])],
      events: [injection('delivered', '1'), injection('delivered', '2')],
    });
    expect(seen.failures).toEqual([]);
    expect(seen.tally).toMatchObject({ accepted: 2, delivered: 2, unknown: 1, unknown_done: 0 });
  });

  it.each<[string, Seen]>([
    ['an accepted event is lost: it is not in the record', { said: [said('1')], record: [] }],
    [
      'a live subscriber misses an event that was delivered to it',
      { said: [said('1')], record: [delivered('1', 'a')], followers: [a([])] },
    ],
    [
      'an injection had its effect twice',
      {
        said: [said('1', 'unknown')],
        record: [delivered('1', 'agent-1'), delivered('1', 'agent-1')],
      },
    ],
    [
      'a live subscriber received an event twice',
      { said: [said('1')], record: [delivered('1', 'a')], followers: [a(['1', '1'])] },
    ],
    [
      'a subscriber received an event that one before it had received',
      {
        said: [said('1')],
        record: [delivered('1', 'a', 'b')],
        followers: [a(['1'], { firstAt: 10 }), b(['1'], { askedAt: 20, firstAt: 30 })],
      },
    ],
    [
      'a queued event was delivered to more than one',
      {
        said: [said('1', 'queued_no_subscriber')],
        record: [{ ...delivered('1', 'a', 'b'), queued: true }],
        followers: [a(['1']), b(['1'])],
      },
    ],
    [
      'a subscriber received events out of order',
      {
        said: [said('1'), said('2')],
        record: [delivered('1', 'a'), delivered('2', 'a')],
        followers: [a(['2', '1'])],
        events: [injection('delivered', '1'), injection('delivered', '2')],
      },
    ],
    [
      'a refused event is in the record',
      { said: [said('1', 'refused')], record: [delivered('1', 'agent-1')] },
    ],
    ['a call has 2 events of its end', { said: [], record: [], events: [ended] }],
  ])('find that %s', (what, seen) => {
    expect(check(seen).failures).toEqual([what]);
  });

  it('count what a subscriber had left before it was read', () => {
    const { failures, tally } = check({
      said: [said('1')],
      record: [delivered('1', 'a')],
      followers: [a([], { end: 'left' })],
    });
    expect(failures).toEqual([]);
    expect(tally.not_read).toBe(1);
  });

  it('accept that what was not read comes later to another subscriber', () => {
    const { failures } = check({
      said: [said('1'), said('2')],
      record: [delivered('2', 'b'), { ...delivered('1', 'b'), queued: true }],
      followers: [a([], { end: 'left' }), b(['2', '1'])],
      events: [
        injection('delivered', '1'),
        injection('delivered', '2'),
        injection('requeued', '1'),
        injection('drained', '1'),
      ],
    });
    expect(failures).toEqual([]);
  });
});
