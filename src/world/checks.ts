/**
 * What a value of the world must be: ranges built from the limits, and the checks that the world's
 * operations make of what they are given. The zod schemas of fixtures and of the control plane are built
 * from the same ranges (`fixture-parts.ts`), so every entry point refuses the same values.
 */
import { limits } from './limits.ts';

/** The numbers that are allowed. */
export interface NumberRange {
  readonly least: number;
  readonly most: number;
  /** Whether it must be a whole number; default: false. */
  readonly whole?: boolean;
  /** Whether it must be more than `least`; default: false. */
  readonly more?: boolean;
}

const MS = 1000;
const spanMs = limits.spanSeconds * MS;

/** The allowed numbers, by what they are. */
export const ranges = {
  /** A time span in seconds. */
  seconds: { least: 0, most: limits.spanSeconds },
  /** A time span in seconds that is not empty. */
  someSeconds: { least: 0, more: true, most: limits.spanSeconds },
  /** A time span in milliseconds. */
  spanMs: { least: 0, most: spanMs },
  /** A delay of a response or a token, in milliseconds. */
  delayMs: { least: 0, most: limits.delayMs },
  /** How many times as fast as the host's a clock runs; 0 stands still. */
  speed: { least: 0, most: limits.clockSpeed },
  /** The same, of a clock that runs. */
  someSpeed: { least: 0, more: true, most: limits.clockSpeed },
  /** A time that a clock can show, in milliseconds since 1970. */
  clockMs: { least: limits.clockEarliestMs, most: limits.clockLatestMs },
  /** A time of a record: up to one span before or after what a clock can show. */
  recordMs: { least: limits.clockEarliestMs - spanMs, most: limits.clockLatestMs + spanMs },
  /** How often, how many. */
  count: { least: 0, most: Number.MAX_SAFE_INTEGER, whole: true },
  /** The same, at least one. */
  someCount: { least: 1, most: Number.MAX_SAFE_INTEGER, whole: true },
  /** The status that a fault rule responds with. */
  faultStatus: { least: 200, most: 599, whole: true },
  probability: { least: 0, most: 1 },
  /** The sigma of a lognormal delay. */
  sigma: { least: 0, most: 10 },
  /** How long a tool says it took, in milliseconds. */
  toolMs: { least: 0, most: 3_600_000 },
  subscribers: { least: 0, most: limits.subscribers, whole: true },
  /** How many calls one request places. */
  placed: { least: 1, most: limits.calls, whole: true },
} as const satisfies Record<string, NumberRange>;

/** A range as people read it: `a whole number from 0 to 1000`. */
export function rangeText({ least, most, whole, more }: NumberRange): string {
  const kind = whole ? 'a whole number' : 'a number';
  return more ? `${kind} more than ${least}, up to ${most}` : `${kind} from ${least} to ${most}`;
}

/** Whether a value is a number of a range. */
export function isIn(value: unknown, { least, most, whole, more }: NumberRange): value is number {
  if (typeof value !== 'number' || !(value >= least && value <= most)) return false;
  return !(more && value === least) && !(whole && !Number.isInteger(value));
}

/** What a text must be, in the words of a refusal. */
export const textRule = `a text of at most ${limits.textLength} characters, without a lone surrogate`;
/** The same, of a text that says something. */
export const someTextRule = `a text of 1 to ${limits.textLength} characters, without a lone surrogate`;

/** Whether a text is one that every reader can take: bounded, and without half a character. */
export function isText(value: unknown, least = 0): value is string {
  if (typeof value !== 'string' || value.length < least) return false;
  return value.length <= limits.textLength && value.isWellFormed();
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a value is a UUID in the hyphenated form, in any case. */
export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}

/** A value as a refusal shows it: short, and never what an object holds. */
function shown(value: unknown): string {
  if (typeof value === 'string') {
    return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  }
  if (typeof value === 'object' && value !== null)
    return Array.isArray(value) ? 'a list' : 'an object';
  return String(value);
}

/**
 * Refuses a value of the typed API: a `TypeError` where it is of another type than it should be, else a
 * `RangeError`.
 */
export function refuse(name: string, expected: string, value: unknown, type?: string): never {
  const message = `${name}: expected ${expected}, found ${shown(value)}`;
  const found: string = typeof value;
  throw type !== undefined && found !== type ? new TypeError(message) : new RangeError(message);
}

/** A number of a range. Throws a `TypeError` or a `RangeError` that says what would be right. */
export function checkNumber(name: string, value: unknown, range: NumberRange): number {
  return isIn(value, range) ? value : refuse(name, rangeText(range), value, 'number');
}

/** A text, of at least so many characters. Throws a `TypeError` or a `RangeError`. */
export function checkText(name: string, value: unknown, least = 0): string {
  if (isText(value, least)) return value;
  return refuse(name, least === 0 ? textRule : someTextRule, value, 'string');
}

/** A UUID, in lower case. Throws a `TypeError` or a `RangeError`. */
export function checkUuid(name: string, value: unknown): string {
  return isUuid(value) ? value.toLowerCase() : refuse(name, 'a UUID', value, 'string');
}

/** One of some words. Throws a `RangeError`. */
export function checkWord<T extends string>(name: string, value: unknown, words: readonly T[]): T {
  if ((words as readonly unknown[]).includes(value)) return value as T;
  return refuse(name, words.map((word) => JSON.stringify(word)).join(' or '), value);
}

/** Checks a value that may be null or left out. */
export function ifGiven<T>(
  name: string,
  value: T | null | undefined,
  check: (name: string, value: T) => unknown,
): void {
  if (value !== null && value !== undefined) check(name, value);
}

/** A check of one number, for `ifGiven`. */
export const numberIn =
  (range: NumberRange) =>
  (name: string, value: unknown): number =>
    checkNumber(name, value, range);

/** A check of a text that says something, for `ifGiven`. */
export const someText = (name: string, value: unknown): string => checkText(name, value, 1);

/** A list of at most so many. Throws a `TypeError` or a `RangeError`. */
export function checkList(name: string, value: unknown, most: number): readonly unknown[] {
  if (!Array.isArray(value)) return refuse(name, 'a list', value, 'a list');
  return value.length <= most
    ? value
    : refuse(name, `at most ${most} items`, `${value.length} items`);
}

/** The way to the first value that is nested deeper than allowed; undefined when there is none. */
export function tooDeep(
  data: unknown,
  most: number = limits.jsonDepth,
): readonly (string | number)[] | undefined {
  interface Step {
    readonly value: object;
    readonly depth: number;
    readonly key: string | number;
    readonly from: Step | undefined;
  }
  // A list of its own, not the call stack: what is looked for is what would overflow that.
  const open: Step[] = [];
  const enter = (value: unknown, depth: number, key: string | number, from?: Step): void => {
    if (typeof value === 'object' && value !== null) open.push({ value, depth, key, from });
  };
  enter(data, 1, '');
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    if (step.depth > most) {
      const path: (string | number)[] = [];
      for (let at: Step = step; at.from !== undefined; at = at.from) path.unshift(at.key);
      return path;
    }
    const { value, depth } = step;
    if (Array.isArray(value)) value.forEach((one, i) => void enter(one, depth + 1, i, step));
    else for (const [key, one] of Object.entries(value)) enter(one, depth + 1, key, step);
  }
  return undefined;
}

/** JSON that is not nested too deep. Throws a `RangeError`. */
export function checkDepth(name: string, value: unknown): void {
  if (tooDeep(value) !== undefined) {
    throw new RangeError(
      `${name}: expected JSON of at most ${limits.jsonDepth} levels, found more of them`,
    );
  }
}

/** Lets everything else have its turn: requests that wait, signals, timers. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

/** Counts work done, and lets everything else have its turn after each `limits.workAtOnce` of it. */
export function pacer(): (units?: number) => Promise<void> | undefined {
  let done = 0;
  return (units = 1) => {
    done += units;
    if (done < limits.workAtOnce) return undefined;
    done = 0;
    return breathe();
  };
}
