/** Operations as curl commands to paste into a shell. */
import { exampleOf, type Values } from './examples.ts';
import type { PlacedOperation, Schemas } from './openapi.ts';

/** What the commands are about. */
export interface CurlWorld {
  /** Scheme, host and port of the emulator. */
  readonly origin: string;
  /** Ids of the world, by the name of the parameter that takes them. */
  readonly values: Values;
  /** API key to send, or a shell variable. */
  readonly apiKey: string;
  /** Whether the control plane requires a token. */
  readonly hasToken: boolean;
}

/** Text as one word of a shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** The variable for an id that the world does not have. */
const variableOf = (name: string): string => name.toUpperCase();

/** The word of a URL. `path` starts with `/`. Ids that the world does not have are variables. */
function urlOf(path: string, { origin, values }: CurlWorld): string {
  const parts = path.split(/\{(\w+)\}/).map((part, index) => {
    if (index % 2 === 0) return part.replaceAll("'", '%27');
    const value = values[part];
    return value === undefined
      ? `'"$${variableOf(part)}"'`
      : encodeURIComponent(value).replaceAll("'", '%27');
  });
  return `'${origin.replaceAll("'", '%27')}${parts.join('')}'`.replace(/''$/, '');
}

function authorizationOf(path: string, { apiKey, hasToken }: CurlWorld): string[] {
  if (!path.startsWith('/_emulator/')) return [`-H "Authorization: Bearer ${apiKey}"`];
  return hasToken ? ['-H "Authorization: Bearer $SESSIONS_EMULATOR_CONTROL_TOKEN"'] : [];
}

function command(flags: string, path: string, more: string[], world: CurlWorld): string {
  const parts = [`curl${flags} ${urlOf(path, world)}`, ...authorizationOf(path, world), ...more];
  return parts.join(' \\\n  ');
}

/** The command that reads a path. */
export const curlTo = (path: string, world: CurlWorld): string => command('', path, [], world);

const IS_JSON = "-H 'Content-Type: application/json'";
/** Longest JSON on one line. */
const SHORT = 70;

function body(value: unknown): string[] {
  const line = JSON.stringify(value);
  return [IS_JSON, `-d ${quoted(line.length > SHORT ? JSON.stringify(value, null, 2) : line)}`];
}

/** What makes something of which a world may have none: a POST whose response has its id. */
const MADE_BY: Readonly<Record<string, { path: string; body: (values: Values) => object }>> = {
  conversation_id: {
    path: '/v1/{workspace_id}/sessions/start',
    body: ({ service_id, entity_id }) => ({ service_id, entity_id, channel_kind: 'web' }),
  },
  fault_id: {
    path: '/_emulator/workspaces/{ws}/faults',
    body: () => ({ operation: 'inject', status: 503, times: 1 }),
  },
};

/** A command that sets the variable of an id, if there is a way to make one. */
function preparation(name: string, world: CurlWorld): string[] {
  const made = MADE_BY[name];
  if (made === undefined) return [];
  const post = command(' -s -X POST', made.path, body(made.body(world.values)), world);
  return [`${variableOf(name)}=$(${post} |\n  sed 's/.*"${name}":"\\([^"]*\\)".*/\\1/')`];
}

/** A command. */
export interface Curl {
  readonly text: string;
  /** Names of parameters of which the world has no value; the command uses shell variables instead. */
  readonly unknown: readonly string[];
}

/** The command for an operation. `base` is the path before those of its document. */
export function curlOf(
  { method, path, operation, beside }: PlacedOperation,
  base: string,
  world: CurlWorld,
  schemas: Schemas,
): Curl {
  const { parameters = [], requestBody, responses = {} } = operation;
  const missing = [...path.matchAll(/\{(\w+)\}/g)]
    .map(([, name]) => name as string)
    .filter((name) => world.values[name] === undefined);
  const query = parameters
    .filter((one) => one.in === 'query' && one.required)
    .map(({ name, schema = {} }) => {
      const value = exampleOf(schema, schemas, world.values, name);
      return `${name}=${encodeURIComponent(String(value))}`;
    });
  const full = base + path + (query.length === 0 ? '' : `?${query.join('&')}`);

  const isStream = Object.values(responses).some(
    ({ content = {} }) => 'text/event-stream' in content,
  );
  const flags = `${isStream ? ' -N' : ''}${method === 'get' ? '' : ` -X ${method.toUpperCase()}`}`;
  const json = requestBody?.content?.['application/json'];
  const example = json && (json.example ?? exampleOf(json.schema ?? {}, schemas, world.values));
  // A body without fields of its own is what a GET of the same path returns.
  const isCopy = beside.get !== undefined && JSON.stringify(example) === '{}';
  const sent = example === undefined ? [] : isCopy ? [IS_JSON, '-d @-'] : body(example);
  const text = [
    ...missing.flatMap((name) => preparation(name, world)),
    `${isCopy ? `${command(' -s', full, [], world)} |\n` : ''}${command(flags, full, sent, world)}`,
  ].join('\n');
  return { text, unknown: missing.filter((name) => MADE_BY[name] === undefined) };
}
