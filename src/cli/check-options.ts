/** The flags of `check`. Loaded for it alone: no start needs them. */
import { Option } from 'commander';
import { config } from './options.ts';
import { parseCall, parseText, parseTimeout, parseUuid } from './parsers.ts';

/** The parsed flags of `check`. */
export interface CheckFlags {
  readonly baseUrl: string;
  readonly workspace: string;
  readonly apiKey: string;
  readonly json?: boolean;
  /** File for the results as JUnit XML. */
  readonly junit?: string;
  readonly write?: boolean;
  readonly call?: string;
  readonly service?: string;
  readonly entity?: string;
  readonly keys?: boolean;
  readonly timeout: number;
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
    new Option('--junit <file>', 'also write the results to a file, as JUnit XML').argParser(
      parseText,
    ),
    new Option('--write', 'also inject, start and take turns, only for the ids given here'),
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
    new Option('--keys', 'let --write issue an API key, rotate it and delete it'),
    new Option('--timeout <ms>', 'milliseconds to wait for each response')
      .default(10_000)
      .argParser(parseTimeout),
    config(),
  ];
}
