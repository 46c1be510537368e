/** The log: for a person, for a program, or nothing. Each line has the time of the host. Never a credential. */
import { hostTime } from '../world/ports/clock.ts';

/** How the log is written. */
export type LogMode = 'pretty' | 'json' | 'silent';

/** All modes. */
export const logModes: readonly LogMode[] = ['pretty', 'json', 'silent'];

/** One request with its response. */
export interface RequestEntry {
  /** HTTP method. */
  readonly method: string;
  /** The path alone: a query may hold what no log should. */
  readonly path: string;
  /** Status of the response. */
  readonly status: number;
  /** How long the response took, in milliseconds. */
  readonly ms: number;
  /** `X-Request-Id` of the response. */
  readonly requestId: string;
  /** Why it was refused, in one line. */
  readonly why?: string;
}

/** Where entries go. */
export interface Log {
  /** Takes a request that got its response. */
  request(entry: RequestEntry): void;
  /** A fault of the emulator's own, with its stack. */
  fault(error: unknown, requestId: string): void;
  /** Something that concerns no single request, in one line, such as a lost store. Default: it is not logged. */
  note?(text: string): void;
}

/** A log that writes nothing. */
export const silentLog: Log = { request() {}, fault() {} };

/** Strips what could break a line or a terminal out of text that a client chose. */
function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '\ufffd');
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** The time of the host, in UTC. */
const timeNow = (): string => new Date(hostTime()).toISOString();

/** A line of the JSON log: what happened, when, and more. */
export const jsonLine = (event: string, more: object): string =>
  JSON.stringify({ event, at: timeNow(), ...more });

/** The line in place of lines that were dropped because nobody read the log. */
export function droppedLine(mode: LogMode, count: number): string {
  if (mode === 'json') return jsonLine('dropped', { lines: count });
  return `${count} ${count === 1 ? 'line was' : 'lines were'} dropped here: nobody read the log`;
}

/** A log in the given mode over a sink that takes whole lines. `color` is for terminals. */
export function createLog(mode: LogMode, write: (line: string) => void, color = false): Log {
  if (mode === 'silent') return silentLog;
  if (mode === 'json') {
    return {
      request: ({ requestId, ...entry }) =>
        write(
          jsonLine('request', {
            ...entry,
            ms: Number(entry.ms.toFixed(3)),
            request_id: requestId,
          }),
        ),
      fault: (error, requestId) =>
        write(jsonLine('fault', { request_id: requestId, stack: stackOf(error) })),
      note: (text) => write(jsonLine('note', { text })),
    };
  }
  const paint = (code: number, text: string): string =>
    color ? `\u001b[${code}m${text}\u001b[0m` : text;
  /** A line for a person has the time of day only. */
  const timed = (line: string): void => write(`${paint(2, timeNow().slice(11))} ${line}`);
  const hue = (status: number): number => (status < 400 ? 32 : status < 500 ? 33 : 31);
  return {
    request({ method, path, status, ms, requestId, why }) {
      const reason = why === undefined ? '' : `  ${oneLine(why)}`;
      const shown = paint(hue(status), String(status));
      timed(
        `${method.padEnd(6)} ${oneLine(path)} ${shown} ${ms.toFixed(1)} ms ${paint(2, requestId)}${reason}`,
      );
    },
    fault: (error, requestId) => timed(`${requestId} failed:\n${stackOf(error)}`),
    note: (text) => timed(oneLine(text)),
  };
}
