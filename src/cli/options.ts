/**
 * The flags of the command: names, environment variables, defaults and checks of their values. Help, parsing
 * and the table in `docs/flags.md` are made from these declarations.
 */
import { Option } from 'commander';
import { type AuthMode, authModes } from '../contract/auth.ts';
import type { WireSwitches } from '../contract/pydantic/switches.ts';
import { defaultSwitches } from '../contract/pydantic/switches.ts';
import { type LogMode, logModes } from '../http/log.ts';
import type { ClockStart } from '../world/ports/clock.ts';
import { DEFAULT_PREFIX } from '../world/valkey/prefix.ts';
import {
  parseClock,
  parseKnownPort,
  parseNames,
  parseOrigins,
  parsePort,
  parsePrefix,
  parseText,
  parseUuid,
} from './parsers.ts';

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
  readonly store?: string;
  readonly storePrefix: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly watch?: boolean;
  readonly log: LogMode;
  readonly pydantic: WireSwitches['pydantic'];
  readonly python: WireSwitches['python'];
}

/** The parsed flags of the commands of `store`. */
export interface StoreFlags {
  readonly store: string;
  readonly storePrefix: string;
}

/** The parsed flags of `health`. */
export interface HealthFlags {
  readonly port: number;
  readonly host: string;
  readonly tlsCert?: string;
}

/** The default of `--port`. */
export const DEFAULT_PORT = 4010;

/** The environment variable of a flag: `--auth` is `SESSIONS_EMULATOR_AUTH`. */
export function variableOf(flag: string): string {
  return `SESSIONS_EMULATOR_${flag.replace(/^--/, '').replaceAll('-', '_').toUpperCase()}`;
}

function option(flags: string, about: string): Option {
  const name = /--[\w-]+/.exec(flags)?.[0] as string;
  return new Option(flags, about).env(variableOf(name));
}

const port = (about: string, parse: (text: string) => number, fallback = DEFAULT_PORT) =>
  option('-p, --port <number>', about).default(fallback).argParser(parse);
const host = (about: string) =>
  option('--host <address>', about).default('127.0.0.1').argParser(parseText);

const tlsCert = (about: string) => option('--tls-cert <file>', about).argParser(parseText);
/** The flag `--config`; `config-file.ts` reads the file. */
export const config = () =>
  option('--config <file>', 'JSON file with flags by their long names; flags and variables win');

/** The flag `--store`. */
export const storeFlag = (about: string): Option =>
  // Its form is checked later: the error of a parser would print a password.
  option('--store <url>', about).argParser(parseText);
/** The flag `--store-prefix`. */
export const storePrefixFlag = (): Option =>
  option('--store-prefix <name>', 'name of the shared world: all of its keys begin with it')
    .default(DEFAULT_PREFIX)
    .argParser(parsePrefix);

/** Default values that differ between commands. */
interface Defaults {
  readonly port: number;
  readonly log: LogMode;
}

/** The flags of `start` that `exec` has, too. */
function serverOptions(defaults: Defaults): Option[] {
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
      'host names that the control plane accepts besides loopback names, comma-separated; * (all) needs a token',
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
    storeFlag(
      'Redis or Valkey server that keeps the world, which several emulators then share (default: memory)',
    ),
    storePrefixFlag(),
    tlsCert('PEM certificate: serve HTTPS instead of HTTP; needs --tls-key'),
    option('--tls-key <file>', 'PEM key of the certificate').argParser(parseText),
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
    config(),
  ];
}

/** The flags of `start`, in the order help shows them. */
export function startOptions(): Option[] {
  return [
    ...serverOptions({ port: DEFAULT_PORT, log: 'pretty' }),
    option('--watch', 'load the file of --fixtures or --import again when it changes').conflicts(
      'store',
    ),
  ];
}

/** The flags of `exec`: those of `start`, by default silent and on a free port. */
export function execOptions(): Option[] {
  return [
    ...serverOptions({ port: 0, log: 'silent' }),
    option(
      '--verify-on-exit',
      'fail if a fault rule never fired or a request matched no operation',
    ),
    option(
      '--log-file <file>',
      'file for the log, which is pretty if --log is silent; replaced if it exists',
    ).argParser(parseText),
    option('--hold', 'keep the emulator open after the command failed, until Ctrl+C'),
  ];
}

/** The flags of `health`; the same values as for `start` find the emulator. */
export function healthOptions(): Option[] {
  return [
    port('port of the emulator', parseKnownPort),
    host('address of the emulator'),
    tlsCert('certificate of the emulator: ask over HTTPS'),
    config(),
  ];
}

/** The flags as a Markdown table, for `docs/flags.md`. */
export function flagsTable(): string {
  const rows = startOptions().map(({ long, description, defaultValue, argChoices, envVar }) => {
    const values = argChoices === undefined ? '' : ` (${argChoices.join(', ')})`;
    const fallback = defaultValue === undefined ? '' : `\`${defaultValue}\``;
    return `| \`${long}\` | \`${envVar}\` | ${fallback} | ${description}${values} |`;
  });
  return ['| Flag | Variable | Default | What it does |', '|---|---|---|---|', ...rows].join('\n');
}
