/**
 * A voice call. Its duration, state and activity are pure functions of its record and the time, without
 * timers. Its subscribers and events are in its channel (`channel.ts`).
 */

import type { CallDescription, TimelineStep } from '../resources/calls.ts';

/** A call's identifier within its workspace: as given, or `CA` and 32 hex digits when generated. */
export type CallSid = string & {
  /** For the type checker only: never set. */
  readonly __brand?: 'CallSid';
};

/** A step of a call's timeline as stored. */
export interface StoredStep extends TimelineStep {
  /** Set for a change of state that was announced when it was made. */
  readonly announced?: true;
}

/** A voice call as stored. */
export interface CallRecord extends CallDescription {
  readonly callSid: CallSid;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** In order of `atSeconds`. */
  readonly timeline: readonly StoredStep[];
  /** When it was hung up; null if it was not. */
  readonly endedAt: number | null;
}

/** The end of the call, past or future, in milliseconds; `Infinity` if nothing ends it. */
export function endsAt(call: CallRecord): number {
  const byLength =
    call.lengthSeconds === null ? Infinity : call.startedAt + call.lengthSeconds * 1000;
  return call.endedAt === null ? byLength : Math.min(call.endedAt, byLength);
}

/** A call is active from its start until its end or its length, whichever comes first (decided). */
export function isActive(call: CallRecord, now: number): boolean {
  return call.startedAt <= now && now < endsAt(call);
}

/** Whether a time is within the call. At exactly the time of hanging up, due work comes first. */
export function isWithin(call: CallRecord, at: number): boolean {
  return call.startedAt <= at && (call.endedAt === null ? at < endsAt(call) : at <= call.endedAt);
}

/** Milliseconds since the call began, up to its end. Never negative. */
function elapsedMs(call: CallRecord, now: number): number {
  return Math.max(0, Math.min(now, endsAt(call)) - call.startedAt);
}

/** Whole milliseconds, never negative. */
export function durationMs(call: CallRecord, now: number): number {
  return Math.round(elapsedMs(call, now));
}

/** Seconds, rounded to a millisecond, never negative (decided). */
export function durationSeconds(call: CallRecord, now: number): number {
  return durationMs(call, now) / 1000;
}

/** The time of a timeline step, in milliseconds. */
export function stepAt(call: CallRecord, step: StoredStep): number {
  return call.startedAt + step.atSeconds * 1000;
}

/** The last timeline state reached, `""` before the first (decided). */
export function currentState(call: CallRecord, now: number): string {
  const elapsed = elapsedMs(call, now) / 1000;
  let state = '';
  for (const step of call.timeline) {
    if (step.atSeconds > elapsed) break;
    state = step.state;
  }
  return state;
}

/** Oldest first, ties by `callSid` (decided). */
export function byAge(a: CallRecord, b: CallRecord): number {
  return a.startedAt - b.startedAt || (a.callSid < b.callSid ? -1 : a.callSid > b.callSid ? 1 : 0);
}

/** The call with a new state from a time on. Later steps of its timeline stay. */
export function inState(call: CallRecord, state: string, now: number): CallRecord {
  const atSeconds = (now - call.startedAt) / 1000;
  const later = call.timeline.findIndex((step) => step.atSeconds > atSeconds);
  const timeline = [...call.timeline];
  const step = { atSeconds, state, announced: true } as const;
  timeline.splice(later === -1 ? timeline.length : later, 0, step);
  return { ...call, timeline };
}

/** The time of the next timeline step after a time; null if there is none. */
export function nextStepAt(call: CallRecord, after: number): number | null {
  const step = call.timeline.find((one) => stepAt(call, one) > after);
  return step === undefined ? null : stepAt(call, step);
}
