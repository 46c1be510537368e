/** What an attack is, and what it reports. */
import { bytesOf, type WireRequest } from './client.ts';

/** What an attack is started with. */
export interface Effort {
  /** The same seed makes the same requests. */
  readonly seed: string;
  /** The size of the run: 1 is the full one of ten minutes. */
  readonly scale: number;
  /** Aborted when the user stops the run: the attack then ends with what it has done. */
  readonly signal: AbortSignal;
  /** Called with what is done and with the whole, in the unit of the attack. */
  tell?(done: number, whole: number): void;
}

/** One kind of error, however often it was seen. */
export interface Failure {
  /** The attack that found it. */
  readonly attack: string;
  readonly what: string;
  /** How often. */
  count: number;
  /** The smallest request that shows it; undefined when it is not about one request. */
  request?: WireRequest | undefined;
}

/** What an attack came to. */
export interface Outcome {
  /** Requests, steps, races, connections: the name of the attack says which. */
  readonly done: number;
  readonly failures: readonly Failure[];
  /** What was measured, by name. */
  readonly figures: Readonly<Record<string, string | number>>;
}

/** An attack. */
export interface Attack {
  readonly name: string;
  /** What `done` counts. */
  readonly unit: string;
  /** One line for the help. */
  readonly about: string;
  run(effort: Effort): Promise<Outcome>;
}

/** Collects failures of an attack; the same `what` is one failure. */
export function createFailures(attack: string) {
  const byWhat = new Map<string, Failure>();
  return {
    /** Adds one. Resolves with whether it is the first of its kind. */
    add(what: string, request?: WireRequest): boolean {
      const known = byWhat.get(what);
      if (known !== undefined) {
        known.count++;
        return false;
      }
      byWhat.set(what, { attack, what, count: 1, request });
      return true;
    },
    /** Puts a smaller request in place of the one that was found. */
    shrunk(what: string, request: WireRequest): void {
      const known = byWhat.get(what);
      if (known !== undefined) known.request = request;
    },
    all: (): Failure[] => [...byWhat.values()],
    count: (): number => [...byWhat.values()].reduce((sum, one) => sum + one.count, 0),
  };
}
/** A list of failures that grows. */
export type Failures = ReturnType<typeof createFailures>;

/** A request as a shell line that sends exactly its bytes. `PORT` stands for the port. */
export function pasteable(request: WireRequest): string {
  let text = '';
  for (const byte of bytesOf(request)) {
    const char = String.fromCharCode(byte);
    if (byte === 0x0d) text += '\\r';
    else if (byte === 0x0a) text += '\\n';
    else if (char === '\\' || char === '%') text += char + char;
    else if (byte < 0x20 || byte > 0x7e || char === "'") {
      text += `\\${byte.toString(8).padStart(3, '0')}`;
    } else text += char;
  }
  const whole =
    text.length <= 4_000 ? text : `${text.slice(0, 4_000)}… (${text.length} characters)`;
  return `printf '${whole}' | nc 127.0.0.1 PORT`;
}
