/**
 * Time as an input: everything timed asks a `Clock`.
 * Times are milliseconds since the Unix epoch, with a fraction down to the microsecond.
 */

import { checkNumber, ranges } from '../checks.ts';
import { limits } from '../limits.ts';
import { type HostTime, hostTime } from './host-time.ts';

export { type HostTime, hostTime } from './host-time.ts';

/** How a clock runs: `speed` 1 is the host's pace, 60 an hour a minute, 0 frozen. */
export interface ClockState {
  readonly mode: 'real' | 'frozen';
  readonly now: number;
  readonly speed: number;
  /** How far it is ahead of the host, in whole milliseconds. */
  readonly aheadMs: number;
}

/** What can be said to a clock; what is left out stays as it is. */
export interface ClockChange {
  readonly mode?: 'real' | 'frozen';
  /** Milliseconds since 1970. */
  readonly now?: number;
  /** How many times as fast as the host's, more than 0. */
  readonly speed?: number;
  /** Milliseconds to move by, from where it then is. */
  readonly advanceMs?: number;
  /** Milliseconds that it is ahead of the host. */
  readonly aheadMs?: number;
}

/** A clock as data: how it runs, and where it is. One that goes with the host says how far it is ahead. */
export type ClockSetting =
  | { readonly mode: 'real'; readonly speed: 1; readonly aheadMs: number }
  | { readonly mode: 'real' | 'frozen'; readonly speed: number; readonly now: number };

/** A clock's state as data that can be kept. */
export function settingOf({ mode, now, speed, aheadMs }: ClockState): ClockSetting {
  return mode === 'real' && speed === 1 ? { mode, speed, aheadMs } : { mode, speed, now };
}

/** The change that brings a clock to a setting. */
export function changeTo(setting: ClockSetting): ClockChange {
  if ('aheadMs' in setting) return setting;
  const { mode, now, speed } = setting;
  // A frozen clock has no speed of its own to keep.
  return speed > 0 ? { mode, now, speed } : { mode, now };
}

/**
 * A clock that runs with the host's, or stands still until it is moved by hand. One that runs into
 * `limits.clockLatestMs` stands still there.
 */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  state(): ClockState;
  /** Changes mode, time or speed. */
  set(change: ClockChange): void;
  /** What `set` with this change would make the time. */
  after(change: ClockChange): number;
  /** Moves the time by so many milliseconds; negative only on a user's own demand. */
  advance(ms: number): void;
  /** Another clock that begins as this one is now and then goes its own way. */
  fork(): Clock;
}

/** Where a clock begins: the host's time running, the host's time standing, or a given time standing. */
export type ClockStart =
  | 'real'
  | 'frozen'
  | {
      /** Milliseconds since 1970, up to the year 9000. */
      readonly frozenAt: number;
    };

/** A clock over a source of host time, `hostTime` unless a test hands in another. */
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
 * The original's text form of a time (decided after Python's `datetime.isoformat()`): UTC, six
 * fraction digits or none, `+00:00`.
 */
export function isoTime(ms: number): string {
  const micros = Math.floor(ms * 1000);
  const fraction = ((micros % 1_000_000) + 1_000_000) % 1_000_000;
  const seconds = new Date((micros - fraction) / 1000).toISOString().slice(0, -5);
  return fraction === 0
    ? `${seconds}+00:00`
    : `${seconds}.${String(fraction).padStart(6, '0')}+00:00`;
}
