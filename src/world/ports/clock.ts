/**
 * Clocks: time is an input. Times are milliseconds since 1970, with a fraction down to the microsecond.
 */

import { checkNumber, ranges } from '../checks.ts';
import { limits } from '../limits.ts';
import { type HostTime, hostTime } from './host-time.ts';

export { type HostTime, hostTime } from './host-time.ts';

/** The state of a clock: `speed` 1 is the host's speed, 60 is one hour per minute, 0 is stopped. */
export interface ClockState {
  readonly mode: 'real' | 'frozen';
  readonly now: number;
  readonly speed: number;
  /** Milliseconds ahead of the host, a whole number. */
  readonly aheadMs: number;
}

/** A change of a clock; fields left out stay as they are. */
export interface ClockChange {
  readonly mode?: 'real' | 'frozen';
  /** Milliseconds since 1970. */
  readonly now?: number;
  /** Speed relative to the host's, greater than 0. */
  readonly speed?: number;
  /** Milliseconds to advance, applied after the other changes. */
  readonly advanceMs?: number;
  /** Milliseconds ahead of the host. */
  readonly aheadMs?: number;
}

/** A clock as data. One that follows the host stores how far it is ahead, any other its time. */
export type ClockSetting =
  | {
      readonly kind: 'host';
      readonly mode: 'real';
      readonly speed: 1;
      readonly aheadMs: number;
    }
  | {
      readonly kind: 'own';
      readonly mode: 'real' | 'frozen';
      readonly speed: number;
      readonly now: number;
    };

/** The state of a clock as a setting that can be stored. */
export function settingOf({ mode, now, speed, aheadMs }: ClockState): ClockSetting {
  return mode === 'real' && speed === 1
    ? { kind: 'host', mode, speed, aheadMs }
    : { kind: 'own', mode, speed, now };
}

/** The change that applies a setting to a clock. */
export function changeTo(setting: ClockSetting): ClockChange {
  if (setting.kind === 'host') {
    const { mode, speed, aheadMs } = setting;
    return { mode, speed, aheadMs };
  }
  const { mode, now, speed } = setting;
  // A frozen clock has no speed of its own.
  return speed > 0 ? { mode, now, speed } : { mode, now };
}

/** A clock that runs, or is stopped and moved by hand. It stops when it reaches `limits.clockLatestMs`. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  state(): ClockState;
  /** Changes mode, time or speed. */
  set(change: ClockChange): void;
  /** The time after `set` with this change, without changing anything. */
  after(change: ClockChange): number;
  /** Advances the time by milliseconds; negative only if a user asks for it. */
  advance(ms: number): void;
  /** A copy of this clock that then runs on its own. */
  fork(): Clock;
}

/** Start of a clock: following the host, stopped at the host's time, or stopped at a given time. */
export type ClockStart =
  | 'real'
  | 'frozen'
  | {
      /** Milliseconds since 1970, up to the year 9000. */
      readonly frozenAt: number;
    };

/** Makes a clock over a source of host time; default: `hostTime`. */
export function createClock(start: ClockStart = 'real', host: HostTime = hostTime): Clock {
  if (typeof start === 'object') checkNumber('clock.frozenAt', start.frozenAt, ranges.clockMs);
  let anchorHost = host();
  let anchor = typeof start === 'object' ? start.frozenAt : anchorHost;
  let frozen = start !== 'real';
  let speed = 1;

  const now = (): number =>
    frozen ? anchor : Math.min(anchor + (host() - anchorHost) * speed, limits.clockLatestMs);
  function after({ advanceMs = 0, aheadMs, mode, now: at, speed }: ClockChange): number {
    if (at !== undefined) return at + advanceMs;
    if (aheadMs !== undefined) return host() + aheadMs + advanceMs;
    return (mode === 'real' && speed === undefined ? host() : now()) + advanceMs;
  }

  return {
    now,
    after,
    state() {
      const at = now();
      const stands = frozen || at >= limits.clockLatestMs;
      return {
        mode: stands ? 'frozen' : 'real',
        now: at,
        speed: stands ? 0 : speed,
        aheadMs: Math.round(at - host()),
      };
    },
    set(change) {
      const at = after(change);
      anchorHost = host();
      anchor = at;
      if (change.mode !== undefined) frozen = change.mode === 'frozen';
      if (change.speed !== undefined) speed = change.speed;
      else if (change.mode === 'real') speed = 1;
    },
    advance(ms) {
      const at = now() + ms;
      anchorHost = host();
      anchor = at;
    },
    fork() {
      const fork = createClock(frozen ? { frozenAt: now() } : 'real', host);
      if (!frozen) fork.set({ now: now(), speed });
      return fork;
    },
  };
}

/**
 * A time in the text format of the real API (decided after Python's `datetime.isoformat()`): UTC, six fraction
 * digits or none, `+00:00`.
 */
export function isoTime(ms: number): string {
  const micros = Math.floor(ms * 1000);
  const fraction = ((micros % 1_000_000) + 1_000_000) % 1_000_000;
  const seconds = new Date((micros - fraction) / 1000).toISOString().slice(0, -5);
  return fraction === 0
    ? `${seconds}+00:00`
    : `${seconds}.${String(fraction).padStart(6, '0')}+00:00`;
}
