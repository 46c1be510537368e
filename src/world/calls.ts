/**
 * What a voice call is. Its duration, its state and whether it is active are pure functions of the
 * record and a time: no timer keeps them.
 */
import type { Injection, Subscriber } from './channel.ts';

/** A call's identifier within its workspace: as given, or `CA` and 32 hex digits when generated. */
export type CallSid = string & { readonly __brand?: 'CallSid' };

/** One step of a call's timeline: from `atSeconds` after its start, it is in `state`. */
export interface TimelineStep {
  readonly atSeconds: number;
  readonly state: string;
}

/** A voice call as it is kept. Plain data: a shared store can write it as JSON. */
export interface CallRecord {
  readonly callSid: CallSid;
  readonly serviceId: string | null;
  readonly callerId: string;
  readonly direction: 'inbound' | 'outbound';
  readonly scenario: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** In order of `atSeconds`. */
  timeline: TimelineStep[];
  readonly lengthSeconds: number | null;
  /** When it was hung up; null while nobody did. */
  endedAt: number | null;
  subscribers: Subscriber[];
  /** Accepted and not yet received by anybody, oldest first. */
  queue: Injection[];
  /** Received, oldest first; the newest of them only, see `HISTORY` in `channel.ts`. */
  received: Injection[];
}

/** What is needed to place a call; everything has a default but the caller. */
export interface NewCall {
  readonly callSid?: CallSid;
  readonly serviceId?: string | null;
  /** `DEFAULT_CALLER` unless told. */
  readonly callerId?: string;
  readonly direction?: 'inbound' | 'outbound';
  readonly scenario?: string;
  readonly startedAt?: number;
  readonly timeline?: readonly TimelineStep[];
  readonly lengthSeconds?: number | null;
}

/** Who calls when nobody says who. */
export const DEFAULT_CALLER = '+15550100000';

/** The record of a call that begins. */
export function createCall(call: NewCall, callSid: CallSid, now: number): CallRecord {
  return {
    callSid,
    serviceId: call.serviceId ?? null,
    callerId: call.callerId ?? DEFAULT_CALLER,
    direction: call.direction ?? 'inbound',
    scenario: call.scenario ?? '',
    startedAt: call.startedAt ?? now,
    timeline: [...(call.timeline ?? [])].sort((a, b) => a.atSeconds - b.atSeconds),
    lengthSeconds: call.lengthSeconds ?? null,
    endedAt: null,
    subscribers: [],
    queue: [],
    received: [],
  };
}

/** When the call ends or ended, in milliseconds; `Infinity` when nothing ends it. */
export function endsAt(call: CallRecord): number {
  const byLength =
    call.lengthSeconds === null ? Infinity : call.startedAt + call.lengthSeconds * 1000;
  return call.endedAt === null ? byLength : Math.min(call.endedAt, byLength);
}

/** A call is active from its start until its end or its length, whichever comes first (decided). */
export function isActive(call: CallRecord, now: number): boolean {
  return call.startedAt <= now && now < endsAt(call);
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

/** Puts a call into a state from a time on. Steps of its timeline still to come still come. */
export function enterState(call: CallRecord, state: string, now: number): void {
  const atSeconds = (now - call.startedAt) / 1000;
  const later = call.timeline.findIndex((step) => step.atSeconds > atSeconds);
  call.timeline.splice(later === -1 ? call.timeline.length : later, 0, { atSeconds, state });
}
