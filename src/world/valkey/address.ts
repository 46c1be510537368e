/**
 * The address of the server that keeps a shared world, as a URL. The forms are those of the usual clients and tools of
 * Redis and Valkey.
 */
import { DEFAULT_PREFIX, EXPECTED_PREFIX, isPrefix } from './prefix.ts';
import { StoreError } from './store-error.ts';

/** How a client reaches the server. Fits the options of `createClient` of `@redis/client`. */
export interface AddressOptions {
  readonly socket:
    | { readonly host: string; readonly port: number; readonly tls?: true }
    | { readonly path: string; readonly tls: false };
  readonly username?: string;
  readonly password?: string;
  /** Number of the database. Default: 0. */
  readonly database?: number;
}

/** Where a shared world is kept. */
export interface StoreAddress {
  /** The URL without user and password, for messages. */
  readonly url: string;
  readonly options: AddressOptions;
  /** All keys of the world begin with it. */
  readonly prefix: string;
}

const DEFAULT_HOST = '127.0.0.1';
const DEFAULT_PORT = 6379;

const TCP_SCHEMES = ['redis:', 'rediss:', 'valkey:', 'valkeys:'];
const TLS_SCHEMES = ['rediss:', 'valkeys:'];
/** `redis-cli` has no form for a socket file; libraries have these. */
const FILE_SCHEMES = ['unix:', 'redis+unix:', 'valkey+unix:', 'redis+socket:'];

const EXPECTED =
  'expected a URL such as redis://127.0.0.1:6379, rediss://user:password@host:6380/0 (TLS), valkey://… or unix:///path/to/server.sock';

function invalid(why: string): StoreError {
  return new StoreError('invalid_address', why);
}

/** Decodes a part of the URL. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid('write a % in the user, the password or the path of the URL as %25');
  }
}

function credentials({ username, password }: URL): Pick<AddressOptions, 'username' | 'password'> {
  if (password === '') {
    if (username === '') return {};
    throw invalid('a user needs a password: redis://user:password@host');
  }
  return {
    ...(username !== '' && { username: decoded(username) }),
    password: decoded(password),
  };
}

/** The database of a URL: `/3` after a host, or `?db=3`. */
function database({ searchParams, pathname }: URL, isFile: boolean): number {
  if ([...searchParams.keys()].some((name) => name !== 'db')) {
    throw invalid('the URL can have no query besides ?db=<number>');
  }
  const path = isFile ? '' : pathname.replace(/^\//, '');
  const text = searchParams.get('db') ?? path;
  if (searchParams.has('db') && path !== '' && path !== text) {
    throw invalid('the URL names two databases');
  }
  if (!/^\d{0,5}$/.test(text)) {
    throw invalid('the database is a number: redis://host:6379/0, or ?db=0');
  }
  return Number(text);
}

/** A URL; undefined if it is not one. An empty host with credentials gets the default, which `URL` does not allow. */
function parseUrl(text: string): URL | undefined {
  const isFile = FILE_SCHEMES.some((scheme) => text.toLowerCase().startsWith(scheme));
  const whole = text.replace(
    /^([^/?#]*:\/\/[^/?#]*@)(?=[/:?]|$)/,
    `$1${isFile ? 'file' : DEFAULT_HOST}`,
  );
  return URL.canParse(whole) ? new URL(whole) : undefined;
}

/**
 * Reads an address. `prefix` names the world: all of its keys begin with it.
 *
 * @throws `StoreError` with the code `invalid_address`; its message does not repeat the text, which may hold a password
 */
export function parseAddress(text: string, prefix = DEFAULT_PREFIX): StoreAddress {
  if (!isPrefix(prefix)) throw invalid(`the prefix of the keys has ${EXPECTED_PREFIX}`);
  const url = parseUrl(text.trim());
  if (url === undefined) throw invalid(EXPECTED);
  const isFile = FILE_SCHEMES.includes(url.protocol);
  if (url.hash !== '') throw invalid('write a # in the password of the URL as %23');
  if (!isFile && !TCP_SCHEMES.includes(url.protocol)) throw invalid(EXPECTED);

  const db = database(url, isFile);
  const common = { ...credentials(url), ...(db !== 0 && { database: db }) };
  if (isFile) {
    const path = decoded(url.pathname);
    if (path.length < 2)
      throw invalid('expected the path of a socket: unix:///path/to/server.sock');
    const shown = `${url.protocol}//${path}${db === 0 ? '' : `?db=${db}`}`;
    return { url: shown, prefix, options: { socket: { path, tls: false }, ...common } };
  }
  const host = url.hostname === '' ? DEFAULT_HOST : url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = url.port === '' ? DEFAULT_PORT : Number(url.port);
  const name = host.includes(':') ? `[${host}]` : host;
  const isTls = TLS_SCHEMES.includes(url.protocol);
  return {
    url: `${url.protocol}//${name}:${port}/${db}`,
    prefix,
    options: { socket: { host, port, ...(isTls && { tls: true }) }, ...common },
  };
}
