/**
 * The flags of the command, declared once: what they are called, their environment variables, their
 * defaults and what makes a value good. Help, parsing and the table in the README come from here.
 */
import { InvalidArgumentError, Option } from 'commander';
import { type AuthMode, authModes } from '../contract/auth.ts';
import type { WireSwitches } from '../contract/pydantic/switches.ts';
import { defaultSwitches } from '../contract/pydantic/switches.ts';
import { type LogMode, logModes } from '../http/log.ts';
import { isIn, ranges } from '../world/checks.ts';
import type { ClockStart } from '../world/ports/clock.ts';

/** What the flags of `start` come to. */
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
  readonly log: LogMode;
  readonly pydantic: WireSwitches['pydantic'];
  readonly python: WireSwitches['python'];
}

/** What the flags of `check` come to. */
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

/** The port that is listened on unless told. */
export const DEFAULT_PORT = 4010;

/** The environment variable of a flag: `--auth` is `SESSIONS_EMULATOR_AUTH`. */
export function variableOf(flag: string): string {
  return `SESSIONS_EMULATOR_${flag.replace(/^--/, '').replaceAll('-', '_').toUpperCase()}`;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (text.startsWith('tcp://')) {
    throw new InvalidArgumentError(
      'Kubernetes sets this for a Service of that name: say "enableServiceLinks: false" in the pod.',
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

/** An ISO time; without an offset it is UTC, on every machine. NaN when there is no such time. */
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
      'Expected * or origins such as http://localhost:5173, without a path, commas between.',
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
  if (text === '') throw new InvalidArgumentError('Expected a text that is not empty.');
  return text;
}

function option(flags: string, about: string): Option {
  const name = /--[\w-]+/.exec(flags)?.[0] as string;
  return new Option(flags, about).env(variableOf(name));
}

function parseKnownPort(text: string): number {
  const port = parsePort(text);
  if (port === 0) throw new InvalidArgumentError('Expected the port that was picked.');
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

/** What is the case unless told. */
interface Defaults {
  readonly port: number;
  readonly log: LogMode;
}

/** The flags of `start`, in the order help shows them. */
export function startOptions(defaults: Defaults = { port: DEFAULT_PORT, log: 'pretty' }): Option[] {
  return [
    port('port to listen on; 0 picks a free one', parsePort, defaults.port),
    host('address to listen on'),
    option(
      '-f, --fixtures <file>',
      'the world to begin with (the demo world unless told)',
    ).argParser(parseText),
    option(
      '--workspace <uuid>',
      "id that the fixture's first workspace takes, so that your environment works unchanged",
    ).argParser(parseUuid),
    option('--auth <mode>', 'credentials asked for: any token, known keys only, or none')
      .choices(authModes)
      .default('any'),
    option('--seed <text>', 'makes every generated id reproducible').argParser(parseText),
    option('--clock <start>', 'real, frozen, or an ISO time to stand still at (UTC unless it says)')
      .default('real')
      .argParser(parseClock),
    option(
      '--cors <origins>',
      'origins that a browser may call from: * or some, with commas (none unless told)',
    ).argParser(parseOrigins),
    option(
      '--allow-host <names>',
      'host names besides loopback ones that reach the control plane, with commas',
    ).argParser(parseNames),
    option(
      '--control-token <token>',
      'what the control plane asks for as a Bearer token; none asks for nothing; needed when --host is not loopback',
    ).argParser(parseText),
    option('--import <file>', 'a snapshot to begin with, instead of a fixture')
      .argParser(parseText)
      .conflicts(['fixtures', 'workspace']),
    option(
      '--export-on-exit <file>',
      'where to write a snapshot, credentials included, when it stops',
    ).argParser(parseText),
    option('--log <mode>', 'how to log').choices(logModes).default(defaults.log),
    option('--pydantic <version>', 'whose wording of UUID errors')
      .choices(['2.12', '2.13'])
      .default(defaultSwitches.pydantic),
    option('--python <version>', 'whose wording of JSON errors and of status lines')
      .choices(['3.12', '3.13'])
      .default(defaultSwitches.python),
  ];
}

/** The flags of `exec`: those of `start`, quiet and on a free port unless told. */
export function execOptions(): Option[] {
  return [
    ...startOptions({ port: 0, log: 'silent' }),
    option(
      '--verify-on-exit',
      'fail when a fault rule never fired, or a request hit a path that no operation has',
    ),
  ];
}

/** The flags of `health`, which asks the emulator that the same flags would start. */
export function healthOptions(): Option[] {
  return [port('port to ask', parseKnownPort), host('address to ask')];
}

/**
 * The flags of `check`. The base URL and the key are looked at by the command itself: a parser here
 * would have a wrong value printed.
 */
export function checkOptions(): Option[] {
  const id = (flags: string, about: string, variable: string) =>
    new Option(flags, about).env(variable).argParser(parseUuid);
  return [
    new Option('--base-url <url>', 'the server to check; a path prefix is kept')
      .env('AMIGO_BASE_URL')
      .makeOptionMandatory(),
    id('--workspace <uuid>', 'the workspace to ask', 'AMIGO_WORKSPACE_ID').makeOptionMandatory(),
    new Option('--api-key <key>', 'a key of the workspace; it is never printed')
      .env('AMIGO_API_KEY')
      .makeOptionMandatory(),
    new Option('--json', 'write one JSON object, for CI'),
    new Option('--write', 'also inject and start, for the ids that are named here'),
    new Option('--call <sid>', 'a call that --write may inject into').argParser(parseCall),
    id(
      '--service <uuid>',
      'the service that --write may start a session of; with --entity',
      'AMIGO_SERVICE_ID',
    ),
    id('--entity <uuid>', 'whom --write may start it with; with --service', 'AMIGO_ENTITY_ID'),
    new Option('--timeout <ms>', 'how long an answer may take')
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
