/**
 * The flags of the command: names, environment variables, defaults and checks of their values. Help, parsing
 * and the table in the README are made from these declarations.
 */
import { InvalidArgumentError, Option } from 'commander';
import { type AuthMode, authModes } from '../contract/auth.ts';
import type { WireSwitches } from '../contract/pydantic/switches.ts';
import { defaultSwitches } from '../contract/pydantic/switches.ts';
import { type LogMode, logModes } from '../http/log.ts';
import { isIn, ranges } from '../world/checks.ts';
import type { ClockStart } from '../world/ports/clock.ts';

/** The parsed flags of `start`. */
export interface StartFlags {
  readonly port: number;
  readonly host: string;
  readonly fixtures?: string;
  readonly workspace?: string;
  readonly auth: AuthMode;
  readonly seed?: string;
  readonly clock: ClockStart;
  readonly cors?: readonly string[];
  readonly allowHost?: readonly string[];
  readonly controlToken?: string;
  readonly import?: string;
  readonly exportOnExit?: string;
  readonly platformDocument?: string;
  readonly log: LogMode;
  readonly pydantic: WireSwitches['pydantic'];
  readonly python: WireSwitches['python'];
}

/** The parsed flags of `check`. */
export interface CheckFlags {
  readonly baseUrl: string;
  readonly workspace: string;
  readonly apiKey: string;
  readonly json?: boolean;
  readonly write?: boolean;
  readonly call?: string;
  readonly service?: string;
  readonly entity?: string;
  readonly timeout: number;
}

/** The default of `--port`. */
export const DEFAULT_PORT = 4010;

/** The environment variable of a flag: `--auth` is `SESSIONS_EMULATOR_AUTH`. */
export function variableOf(flag: string): string {
  return `SESSIONS_EMULATOR_${flag.replace(/^--/, '').replaceAll('-', '_').toUpperCase()}`;
}

function parsePort(text: string): number {
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

function parseUuid(text: string): string {
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

function parseClock(text: string): ClockStart {
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

function parseOrigins(text: string): string[] {
  const origins = text.split(',').map((origin) => origin.trim());
  const wrong = origins.find((origin) => origin !== '*' && !URL.canParse(origin));
  if (wrong !== undefined || origins.some((origin) => origin.endsWith('/'))) {
    throw new InvalidArgumentError(
      'Expected * or origins such as http://localhost:5173, without a path, separated by commas.',
    );
  }
  return origins;
}

function parseNames(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  const isName = (name: string) =>
    /^[\w.-]+$/.test(name) ||
    (/^\[?[\da-f:.]+\]?$/i.test(name) && URL.canParse(`http://[${name.replace(/^\[|\]$/g, '')}]`));
  if (!names.every(isName)) {
    throw new InvalidArgumentError(
      'Expected host names or addresses without a port, such as sessions.test or ::1.',
    );
  }
  return names;
}

function parseText(text: string): string {
  if (text === '') throw new InvalidArgumentError('Expected a value that is not empty.');
  return text;
}

function option(flags: string, about: string): Option {
  const name = /--[\w-]+/.exec(flags)?.[0] as string;
  return new Option(flags, about).env(variableOf(name));
}

function parseKnownPort(text: string): number {
  const port = parsePort(text);
  if (port === 0) throw new InvalidArgumentError('Expected the port of the emulator, not 0.');
  return port;
}

function parseCall(text: string): string {
  if (!/^[^/\s]+$/.test(text) || /^\.+$/.test(text)) {
    throw new InvalidArgumentError('Expected the sid of a call, without a slash or a space.');
  }
  return text;
}

function parseTimeout(text: string): number {
  const ms = Number(text);
  if (!/^\d+$/.test(text) || ms < 1 || ms > 600_000) {
    throw new InvalidArgumentError('Expected milliseconds from 1 to 600000.');
  }
  return ms;
}

const port = (about: string, parse: (text: string) => number, fallback = DEFAULT_PORT) =>
  option('-p, --port <number>', about).default(fallback).argParser(parse);
const host = (about: string) =>
  option('--host <address>', about).default('127.0.0.1').argParser(parseText);

/** Default values that differ between commands. */
interface Defaults {
  readonly port: number;
  readonly log: LogMode;
}

/** The flags of `start`, in the order help shows them. */
export function startOptions(defaults: Defaults = { port: DEFAULT_PORT, log: 'pretty' }): Option[] {
  return [
    port('port to listen on; 0 picks a free port', parsePort, defaults.port),
    host('address to listen on'),
    option('-f, --fixtures <file>', 'fixture file to load (default: built-in demo)').argParser(
      parseText,
    ),
    option(
      '--workspace <uuid>',
      'id to give to the first workspace of the fixture, so that your environment works unchanged',
    ).argParser(parseUuid),
    option('--auth <mode>', 'required credentials: any API key, a known API key, or none')
      .choices(authModes)
      .default('any'),
    option('--seed <text>', 'seed for generated ids: the same seed gives the same ids').argParser(
      parseText,
    ),
    option('--clock <start>', 'real, frozen, or an ISO time to freeze at (default offset: UTC)')
      .default('real')
      .argParser(parseClock),
    option(
      '--cors <origins>',
      'origins that browsers may call from: * or a comma-separated list (default: none)',
    ).argParser(parseOrigins),
    option(
      '--allow-host <names>',
      'host names that the control plane accepts besides loopback names, comma-separated',
    ).argParser(parseNames),
    option(
      '--control-token <token>',
      'Bearer token required by the control plane; none disables the check; required when --host is not loopback',
    ).argParser(parseText),
    option('--import <file>', 'snapshot file to load instead of a fixture')
      .argParser(parseText)
      .conflicts(['fixtures', 'workspace']),
    option(
      '--export-on-exit <file>',
      'file to write a snapshot to when the emulator stops; it contains credentials',
    ).argParser(parseText),
    option(
      '--platform-document <file>',
      'OpenAPI document from which operations that are not simulated respond',
    ).argParser(parseText),
    option('--log <mode>', 'log format').choices(logModes).default(defaults.log),
    option('--pydantic <version>', 'Pydantic version whose UUID error messages to reproduce')
      .choices(['2.12', '2.13'])
      .default(defaultSwitches.pydantic),
    option(
      '--python <version>',
      'Python version whose JSON error messages and status lines to reproduce',
    )
      .choices(['3.12', '3.13'])
      .default(defaultSwitches.python),
  ];
}

/** The flags of `exec`: those of `start`, by default silent and on a free port. */
export function execOptions(): Option[] {
  return [
    ...startOptions({ port: 0, log: 'silent' }),
    option(
      '--verify-on-exit',
      'fail if a fault rule never fired or a request matched no operation',
    ),
  ];
}

/** The flags of `health`; the same values as for `start` find the emulator. */
export function healthOptions(): Option[] {
  return [port('port of the emulator', parseKnownPort), host('address of the emulator')];
}

/**
 * The flags of `check`. The command itself checks the base URL and the key: an error of a parser here would
 * print the wrong value.
 */
export function checkOptions(): Option[] {
  const id = (flags: string, about: string, variable: string) =>
    new Option(flags, about).env(variable).argParser(parseUuid);
  return [
    new Option('--base-url <url>', 'server to check; a path prefix is kept')
      .env('AMIGO_BASE_URL')
      .makeOptionMandatory(),
    id('--workspace <uuid>', 'workspace to use', 'AMIGO_WORKSPACE_ID').makeOptionMandatory(),
    new Option('--api-key <key>', 'API key of the workspace; it is never printed')
      .env('AMIGO_API_KEY')
      .makeOptionMandatory(),
    new Option('--json', 'print one JSON object, for CI'),
    new Option('--write', 'also inject and start, only for the ids given here'),
    new Option('--call <sid>', 'call that --write may inject into').argParser(parseCall),
    id(
      '--service <uuid>',
      'service that --write may start a session for; needs --entity',
      'AMIGO_SERVICE_ID',
    ),
    id(
      '--entity <uuid>',
      'entity that --write may start a session for; needs --service',
      'AMIGO_ENTITY_ID',
    ),
    new Option('--timeout <ms>', 'milliseconds to wait for each response')
      .default(10_000)
      .argParser(parseTimeout),
  ];
}

/** The flags as a Markdown table, for the README. */
export function flagsTable(): string {
  const rows = startOptions().map(({ long, description, defaultValue, argChoices, envVar }) => {
    const values = argChoices === undefined ? '' : ` (${argChoices.join(', ')})`;
    const fallback = defaultValue === undefined ? '' : `\`${defaultValue}\``;
    return `| \`${long}\` | \`${envVar}\` | ${fallback} | ${description}${values} |`;
  });
  return ['| Flag | Variable | Default | What it does |', '|---|---|---|---|', ...rows].join('\n');
}
