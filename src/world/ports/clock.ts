/**
 * Clocks: time is an input. Times are milliseconds since 1970, with a fraction down to the microsecond.
 */

import { checkNumber, checkWord, ranges } from '../checks.ts';
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

/**
 * A clock as data: where it stood when it was set, and how it runs since. Several processes that read the same
 * host time see the same time.
 */
export interface ClockPosition {
  /** Milliseconds since 1970 when it was set. */
  readonly anchor: number;
  /** The host's time when it was set, in milliseconds since 1970. */
  readonly anchorHost: number;
  readonly frozen: boolean;
  /** Speed relative to the host's, greater than 0; without effect while it is frozen. */
  readonly speed: number;
}

/** The time that a clock shows at a time of the host. */
export function timeAt({ anchor, anchorHost, frozen, speed }: ClockPosition, host: number): number {
  return frozen ? anchor : Math.min(anchor + (host - anchorHost) * speed, limits.clockLatestMs);
}

/** The state of a clock at a time of the host. */
export function stateAt(position: ClockPosition, host: number): ClockState {
  const now = timeAt(position, host);
  const stands = position.frozen || now >= limits.clockLatestMs;
  return {
    mode: stands ? 'frozen' : 'real',
    now,
    speed: stands ? 0 : position.speed,
    aheadMs: Math.round(now - host),
  };
}

/** The time that a clock shows after a change. */
export function timeAfter(position: ClockPosition, change: ClockChange, host: number): number {
  const { advanceMs = 0, aheadMs, mode, now: at, speed } = change;
  if (at !== undefined) return at + advanceMs;
  if (aheadMs !== undefined) return host + aheadMs + advanceMs;
  return (mode === 'real' && speed === undefined ? host : timeAt(position, host)) + advanceMs;
}

/** A clock after a change. */
export function changed(position: ClockPosition, change: ClockChange, host: number): ClockPosition {
  const { mode, speed = mode === 'real' ? 1 : position.speed } = change;
  return {
    anchor: timeAfter(position, change, host),
    anchorHost: host,
    frozen: mode === undefined ? position.frozen : mode === 'frozen',
    speed,
  };
}

/** A clock that follows the host. */
export const followingHost = (host: number): ClockPosition => ({
  anchor: host,
  anchorHost: host,
  frozen: false,
  speed: 1,
});

/** Makes a clock over a source of host time; default: `hostTime`. */
export function createClock(start: ClockStart = 'real', host: HostTime = hostTime): Clock {
  if (typeof start === 'object') checkNumber('clock.frozenAt', start.frozenAt, ranges.clockMs);
  else checkWord('clock', start, ['real', 'frozen']);
  const began = followingHost(host());
  if (start === 'real') return clockAt(began, host);
  const anchor = start === 'frozen' ? began.anchor : start.frozenAt;
  return clockAt({ ...began, anchor, frozen: true }, host);
}

function clockAt(start: ClockPosition, host: HostTime): Clock {
  let position = start;
  return {
    now: () => timeAt(position, host()),
    after: (change) => timeAfter(position, change, host()),
    state: () => stateAt(position, host()),
    set(change) {
      position = changed(position, change, host());
    },
    advance(ms) {
      const at = host();
      position = { ...position, anchor: timeAt(position, at) + ms, anchorHost: at };
    },
    fork: () => clockAt(position, host),
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
