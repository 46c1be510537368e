/** What was said in a call, and the states that it went through: functions of a call and the time. */
import { transcript } from './agent-responses.ts';
import { type CallRecord, currentState, endsAt, stepAt } from './calls.ts';
import type { CallDetails, Received } from './channel.ts';

/** A change of a call's state. */
export interface StateChange {
  /** `""` for the first state. */
  readonly from: string;
  readonly to: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** The changes of a call's state up to a time, oldest first. */
export function stateChanges(call: CallRecord, now: number): StateChange[] {
  const until = Math.min(now, endsAt(call));
  const changes: StateChange[] = [];
  for (const step of call.timeline) {
    const at = stepAt(call, step);
    if (at > until) break;
    changes.push({ from: changes.at(-1)?.to ?? '', to: step.state, at });
  }
  return changes;
}

/** One turn of a call: what a simulated agent said. */
export interface CallTurn {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly subscriberId: string;
  /** The messages of the incorporated events, one a line (decided). */
  readonly text: string;
  /** The events that it incorporated, at least one. */
  readonly events: readonly [Received, ...Received[]];
  /** The state of the call at that time. */
  readonly state: string;
  /** The changes of state since the turn before. */
  readonly changes: readonly StateChange[];
}

/** The turns of a call up to a time, oldest first. Only events that are still kept make one. */
export function callTurns(call: CallDetails, now: number): CallTurn[] {
  const events = new Map(call.received.map((event) => [event.eventId, event]));
  const changes = stateChanges(call, now);
  let seen = 0;
  return transcript(call, now).flatMap(({ at, incorporated, subscriberId }) => {
    const [first, ...others] = incorporated.flatMap((id) => events.get(id) ?? []);
    if (first === undefined) return [];
    const from = seen;
    while (seen < changes.length && (changes[seen] as StateChange).at <= at) seen++;
    const all = [first, ...others] as const;
    return {
      at,
      subscriberId,
      text: all.map(({ message }) => message).join('\n'),
      events: all,
      state: currentState(call, at),
      changes: changes.slice(from, seen),
    };
  });
}
