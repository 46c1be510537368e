/** Parsers of the values of flags. Each throws an `InvalidArgumentError` that says what is expected. */
import { InvalidArgumentError } from 'commander';
import { isIn, ranges } from '../world/checks.ts';
import type { ClockStart } from '../world/ports/clock.ts';
import { EXPECTED_PREFIX, isPrefix } from '../world/valkey/prefix.ts';

/** A port, or 0. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (text.startsWith('tcp://')) {
    throw new InvalidArgumentError(
      'Kubernetes sets this variable for a Service of that name: set "enableServiceLinks: false" in the pod.',
    );
  }
  if (!/^\d+$/.test(text) || port > 65_535) {
    throw new InvalidArgumentError('Expected a port from 0 to 65535; 0 picks a free one.');
  }
  return port;
}

/** A UUID, made lower-case. */
export function parseUuid(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) {
    throw new InvalidArgumentError(
      'Expected a UUID, such as 11111111-1111-4111-8111-111111111111.',
    );
  }
  return text.toLowerCase();
}

/** Parses an ISO time; without an offset it is UTC, on every machine. NaN when there is no such time. */
function parseTime(text: string): number {
  const [, day, time, offset] =
    /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?)?$/.exec(text) ?? [];
  // JavaScript takes the 30th of February for the 2nd of March.
  const midnight = Date.parse(`${day}T00:00Z`);
  if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(`${day}T`)) {
    return Number.NaN;
  }
  return Date.parse(`${day}T${time ?? '00:00'}${offset ?? 'Z'}`);
}

/** How a clock begins. */
export function parseClock(text: string): ClockStart {
  if (text === 'real' || text === 'frozen') return text;
  const at = parseTime(text);
  if (Number.isNaN(at)) {
    throw new InvalidArgumentError(
      'Expected real, frozen, or an ISO time such as 2026-03-01T09:30:00Z.',
    );
  }
  if (!isIn(at, ranges.clockMs)) {
    throw new InvalidArgumentError('Expected a time from 1970 to the start of the year 9000.');
  }
  return { frozenAt: at };
}

/** Origins, separated by commas. */
export function parseOrigins(text: string): string[] {
  const origins = text.split(',').map((origin) => origin.trim());
  const wrong = origins.find((origin) => origin !== '*' && !URL.canParse(origin));
  if (wrong !== undefined || origins.some((origin) => origin.endsWith('/'))) {
    throw new InvalidArgumentError(
      'Expected * or origins such as http://localhost:5173, without a path, separated by commas.',
    );
  }
  return origins;
}

/** Host names and addresses, separated by commas, or `*`. */
export function parseNames(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  const isName = (name: string) =>
    /^(\*|[\w.-]+)$/.test(name) ||
    (/^\[?[\da-f:.]+\]?$/i.test(name) && URL.canParse(`http://[${name.replace(/^\[|\]$/g, '')}]`));
  if (!names.every(isName)) {
    throw new InvalidArgumentError(
      'Expected * or host names or addresses without a port, such as sessions.test or ::1.',
    );
  }
  return names;
}

/** Any text that is not empty. */
export function parseText(text: string): string {
  if (text === '') throw new InvalidArgumentError('Expected a value that is not empty.');
  return text;
}

/** A port that is not 0. */
export function parseKnownPort(text: string): number {
  const port = parsePort(text);
  if (port === 0) throw new InvalidArgumentError('Expected the port of the emulator, not 0.');
  return port;
}

/** The sid of a call, as it stands in a path. */
export function parseCall(text: string): string {
  if (!/^[^/\s]+$/.test(text) || /^\.+$/.test(text)) {
    throw new InvalidArgumentError('Expected the sid of a call, without a slash or a space.');
  }
  return text;
}

/** Milliseconds, up to ten minutes. */
export function parseTimeout(text: string): number {
  const ms = Number(text);
  if (!/^\d+$/.test(text) || ms < 1 || ms > 600_000) {
    throw new InvalidArgumentError('Expected milliseconds from 1 to 600000.');
  }
  return ms;
}

/** The prefix of a shared world's keys. */
export function parsePrefix(text: string): string {
  if (!isPrefix(text)) throw new InvalidArgumentError(`Expected ${EXPECTED_PREFIX}.`);
  return text;
}
