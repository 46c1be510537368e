/** What a failed command or connection means, in words that say what to do. */
import { errorCode, errorMessage } from '../error-message.ts';
import { StoreError, type StoreErrorCode } from './store-error.ts';

/** A text in an error of the server, and what it means. The first that fits counts. */
const replies: readonly (readonly [RegExp, StoreErrorCode, string])[] = [
  [/\bWRONGPASS\b|invalid password/, 'refused_credentials', 'refuses the user or the password'],
  [/\bNOAUTH\b/, 'refused_credentials', 'needs a password: redis://:password@host'],
  [
    /without any password configured/,
    'refused_credentials',
    'has no password, but the URL has one',
  ],
  [
    /\bDENIED\b/,
    'refused_credentials',
    'is in protected mode: without a password it accepts connections of its own machine only',
  ],
  [
    /\bNOPERM\b|user executing the script can't/,
    'no_permission',
    'does not permit this user what a world needs',
  ],
  [
    /\bNOPROTO\b|unknown command/,
    'wrong_version',
    'is too old, or lacks a command: use Redis 6.2 or newer, or Valkey 7.2 or newer',
  ],
  [/\bLOADING\b/, 'loading', 'is still loading its data'],
  [/\bREADONLY\b/, 'read_only', 'is a replica, which only reads: use the address of its primary'],
  [/\bMASTERDOWN\b/, 'read_only', 'is a replica without a connection to its primary'],
  [/\bOOM\b/, 'full', 'is out of memory (maxmemory)'],
  [/\bMISCONF\b/, 'full', 'accepts no writes, because it cannot write to its disk'],
  [/\bMOVED\b|\bCLUSTERDOWN\b|\bCROSSSLOT\b/, 'other', 'is part of a cluster: use a single server'],
  [/max number of clients/, 'other', 'accepts no more connections (maxclients)'],
  [/\bNOREPLICAS\b/, 'other', 'accepts no writes, because it has too few replicas'],
  [/\bBUSY\b/, 'other', 'is busy with a script of somebody else'],
];

/** The class names of the client's own errors for a connection that is gone. */
const LOST =
  /^(SocketClosedUnexpectedly|ClientOffline|ClientClosed|DisconnectsClient|SocketTimeout)Error$/;

/** The system's words for errors of a socket. */
const systemErrors: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refuses the connection: nothing listens there',
  ENOENT: 'does not exist',
  EACCES: 'may not be opened by this user',
  ENOTFOUND: 'has a host name that is not known',
  EAI_AGAIN: 'has a host name that could not be looked up',
  ECONNRESET: 'closed the connection; does it expect TLS (rediss://), or does it not?',
  EPROTO: 'does not use TLS: use redis:// or valkey://',
  ERR_SSL_WRONG_VERSION_NUMBER: 'does not use TLS: use redis:// or valkey://',
};

/** The system's code of an error; of several addresses that were tried, of the first. */
function systemCode(error: unknown): string | undefined {
  const first = error instanceof AggregateError ? error.errors[0] : undefined;
  return errorCode(first) ?? errorCode(error);
}

/**
 * What an error of `@redis/client` means. `url` has no credentials. An error of the server that is not known keeps its
 * text; the client's own errors do not hold commands or credentials.
 */
export function toStoreError(error: unknown, url: string): StoreError {
  if (error instanceof StoreError) return error;
  const say = (code: StoreErrorCode, what: string) => new StoreError(code, `${url} ${what}`);
  const { name } = (error as Error).constructor;
  if (LOST.test(name)) return say('lost', 'closed the connection, or does not respond');
  if (name === 'ConnectionTimeoutError') {
    // A server without TLS waits for the rest of what it takes for a command.
    const isTls = /^\w+s:/.test(url);
    return say('unreachable', isTls ? 'does not respond: does it use TLS?' : 'does not respond');
  }
  const message = errorMessage(error);
  const isReply =
    /^(Simple|Blob|Multi)?Error(Reply)?$/.test(name) && systemCode(error) === undefined;
  for (const [pattern, code, what] of isReply ? replies : []) {
    if (pattern.test(message)) {
      const detail = code === 'no_permission' ? ` (${message.split('\n', 1)[0]})` : '';
      return say(code, `${what}${detail}`);
    }
  }
  if (isReply) return say('other', `failed: ${message}`);
  const code = systemCode(error);
  const known = code === undefined ? undefined : systemErrors[code];
  return say('unreachable', known ?? `cannot be reached: ${message || code}`);
}
