/**
 * Valid values of the world: number ranges built from the limits, and checks of the input of the world's
 * operations. The zod schemas of fixtures and the control plane use the same ranges (`fixture-parts.ts`), so
 * every entry point refuses the same values.
 */
import { limits } from './limits.ts';

/** A range of allowed numbers. */
export interface NumberRange {
  readonly least: number;
  readonly most: number;
  /** Whether it must be a whole number; default: false. */
  readonly whole?: boolean;
  /** Whether it must be greater than `least`; default: false. */
  readonly more?: boolean;
}

const MS = 1000;
const spanMs = limits.spanSeconds * MS;

/** The allowed numbers, by kind. */
export const ranges = {
  /** A time span in seconds. */
  seconds: { least: 0, most: limits.spanSeconds },
  /** A time span in seconds, greater than 0. */
  someSeconds: { least: 0, more: true, most: limits.spanSeconds },
  /** A time span in milliseconds. */
  spanMs: { least: 0, most: spanMs },
  /** A delay of a response or a token, in milliseconds. */
  delayMs: { least: 0, most: limits.delayMs },
  /** Speed of a clock relative to the host's; 0 is stopped. */
  speed: { least: 0, most: limits.clockSpeed },
  /** Speed of a running clock relative to the host's, greater than 0. */
  someSpeed: { least: 0, more: true, most: limits.clockSpeed },
  /** A time a clock can show, in milliseconds since 1970. */
  clockMs: { least: limits.clockEarliestMs, most: limits.clockLatestMs },
  /** A time in a record: up to one span before or after the times a clock can show. */
  recordMs: { least: limits.clockEarliestMs - spanMs, most: limits.clockLatestMs + spanMs },
  /** A count. */
  count: { least: 0, most: Number.MAX_SAFE_INTEGER, whole: true },
  /** A count, at least 1. */
  someCount: { least: 1, most: Number.MAX_SAFE_INTEGER, whole: true },
  /** Any whole number. */
  anyWhole: { least: Number.MIN_SAFE_INTEGER, most: Number.MAX_SAFE_INTEGER, whole: true },
  /** The response status of a fault rule. */
  faultStatus: { least: 200, most: 599, whole: true },
  /** The close code of a WebSocket. */
  closeCode: { least: 1000, most: 4999, whole: true },
  probability: { least: 0, most: 1 },
  /** The sigma of a lognormal delay. */
  sigma: { least: 0, most: 10 },
  /** The reported duration of a tool call, in milliseconds. */
  toolMs: { least: 0, most: 3_600_000 },
  subscribers: { least: 0, most: limits.subscribers, whole: true },
  /** The number of calls that one request places. */
  placed: { least: 1, most: limits.calls, whole: true },
} as const satisfies Record<string, NumberRange>;

/** A range in words: `a whole number from 0 to 1000`. */
export function rangeText({ least, most, whole, more }: NumberRange): string {
  const kind = whole ? 'a whole number' : 'a number';
  return more ? `${kind} more than ${least}, up to ${most}` : `${kind} from ${least} to ${most}`;
}

/** Whether a value is a number in a range. */
export function isIn(value: unknown, { least, most, whole, more }: NumberRange): value is number {
  if (typeof value !== 'number' || !(value >= least && value <= most)) return false;
  return !(more && value === least) && !(whole && !Number.isInteger(value));
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a value is a UUID in the hyphenated form, in any case. */
export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}

/** A value for an error message: short, and without the contents of objects. */
function shown(value: unknown): string {
  if (typeof value === 'string') {
    return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  }
  if (typeof value === 'object' && value !== null)
    return Array.isArray(value) ? 'a list' : 'an object';
  return String(value);
}

/** Throws a `TypeError` if the value has the wrong type, else a `RangeError`. */
export function refuse(name: string, expected: string, value: unknown, type?: string): never {
  const message = `${name}: expected ${expected}, found ${shown(value)}`;
  const found: string = typeof value;
  throw type !== undefined && found !== type ? new TypeError(message) : new RangeError(message);
}

/** Returns the value if it is a number in the range. Throws a `TypeError` or a `RangeError`. */
export function checkNumber(name: string, value: unknown, range: NumberRange): number {
  return isIn(value, range) ? value : refuse(name, rangeText(range), value, 'number');
}

/** Returns a UUID in lower case. Throws a `TypeError` or a `RangeError`. */
export function checkUuid(name: string, value: unknown): string {
  return isUuid(value) ? value.toLowerCase() : refuse(name, 'a UUID', value, 'string');
}

/** Returns the value if it is one of `words`. Throws a `RangeError`. */
export function checkWord<T extends string>(name: string, value: unknown, words: readonly T[]): T {
  const found = words.find((word) => word === value);
  return found ?? refuse(name, words.map((word) => JSON.stringify(word)).join(' or '), value);
}

/** Yields to the event loop: waiting requests, signals, timers. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

/** Counts units of work, and yields to the event loop after each `limits.workAtOnce` of them. */
export function pacer(): (units?: number) => Promise<void> | undefined {
  let done = 0;
  return (units = 1) => {
    done += units;
    if (done < limits.workAtOnce) return undefined;
    done = 0;
    return breathe();
  };
}
