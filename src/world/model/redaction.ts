/** Removes credentials from what the journal kept of a request. Loaded when a journal is read. */
import type { JournalHeaders } from './journal.ts';

const REDACTED = '[redacted]';

/** Names of what may hold a credential. The value itself is not looked at. */
const SECRET = /auth|cookie|credential|key|passw|secret|session-?id|signature|token/i;
/** Headers with a credential and no such name: the key of a WebSocket is one of its subprotocols. */
const SECRET_TOO: ReadonlySet<string> = new Set(['sec-websocket-protocol']);
/** Names that only look like it. */
const HARMLESS: ReadonlySet<string> = new Set([
  'continuation_token',
  'idempotency-key',
  'sec-websocket-key',
]);

const isSecret = (name: string): boolean =>
  SECRET_TOO.has(name) || (SECRET.test(name) && !HARMLESS.has(name));

/** Headers without credentials: the value of any name that may have one is replaced. */
export function redactedHeaders(headers: JournalHeaders): Readonly<Record<string, string>> {
  const shown: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    // The page that a request came from may have a credential in its query.
    const safe = name === 'referer' ? value.replace(/\?.*/s, '') : value;
    shown[name] = isSecret(name) ? REDACTED : String(safe);
  }
  return shown;
}

/** The name of a parameter, decoded; as it stands if it cannot be. */
function nameOf(parameter: string): string {
  const [name = ''] = parameter.split('=', 1);
  try {
    return decodeURIComponent(name.replaceAll('+', ' '));
  } catch {
    return name;
  }
}

/** A query without credentials. */
export function redactedQuery(query: string): string {
  if (query === '') return query;
  return query
    .split('&')
    .map((one) => (isSecret(nameOf(one)) ? `${one.split('=', 1)[0]}=${REDACTED}` : one))
    .join('&');
}

/** An entry without credentials in its headers and its query. */
export const redacted = <T extends { readonly headers: JournalHeaders; readonly query: string }>(
  entry: T,
): T => ({
  ...entry,
  headers: redactedHeaders(entry.headers),
  query: redactedQuery(entry.query),
});
