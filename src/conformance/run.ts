/** Sends the checks to a server one by one, and reports what was found. */
import { version } from '../version.ts';
import { aroundChecks } from './around.ts';
import type { Ask, Check, Reply, Target } from './check.ts';
import { refusingChecks } from './invalid-requests.ts';
import { whyAbsent } from './published.ts';
import { readingChecks } from './reading.ts';
import { writingChecks } from './writing.ts';

/** After this many failed requests at the beginning, the rest is not sent. */
const WITHOUT_RESPONSE = 2;
const BODY_SHOWN = 60;
const FOUND_SHOWN = 300;

/** The result of a check that was not sent, because the server cannot be reached. */
export const NOT_ASKED = 'not sent: the server cannot be reached';

/** The server to check. */
export interface Server {
  /** With its path prefix, if any, and without a slash at the end. */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** Timeout for a complete response, in milliseconds. */
  readonly timeoutMs: number;
  readonly fetch: typeof fetch;
}

/** A check with its result. */
export interface Finding {
  readonly name: string;
  readonly request: string;
  /** Whether no difference was found. */
  readonly ok: boolean;
  /** Set if nothing was compared; `found` says why. */
  readonly skipped?: true;
  readonly expected: string;
  readonly found: string;
}

/** The checks for a target: the read-only ones first, then the writing ones it allows. */
export function checksOf(target: Target): Check[] {
  return [
    ...readingChecks(target),
    ...refusingChecks(target),
    ...aroundChecks(target),
    ...writingChecks(target),
  ];
}

/** The start of a text, on one line. Control characters are removed, since they could control the terminal. */
function excerpt(text: string, length: number): string {
  const line = text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
  return line.length > length ? `${line.slice(0, length)}…` : line;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function send({ baseUrl, apiKey, timeoutMs, fetch }: Server, ask: Ask): Promise<Reply> {
  const headers: Record<string, string> = {
    accept: ask.accept ?? 'application/json',
    'user-agent': `sessions-emulator-check/${version}`,
  };
  if (ask.anonymous !== true) headers.authorization = `Bearer ${apiKey}`;
  if (ask.body !== undefined) headers['content-type'] = 'application/json';
  const response = await fetch(baseUrl + ask.path, {
    method: ask.method,
    headers,
    body: ask.body ?? null,
    // The contract has no redirects, and the key must not go to another server.
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parse(text) };
}

/** Why there was no response. The cause that `fetch` wraps is more useful than `fetch failed`. */
function reasonOf(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no response in ${timeoutMs} ms`;
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  const code = 'code' in cause ? `${cause.code}` : '';
  // If several addresses failed, the error has a code but no message.
  return cause.message.includes(code) ? cause.message : `${code} ${cause.message}`.trim();
}

function requestLine({ method, path, body, anonymous }: Ask): string {
  const tail = anonymous === true ? ' without credentials' : '';
  return `${method} ${path}${body === undefined ? '' : ` ${excerpt(body, BODY_SHOWN)}`}${tail}`;
}

/** Makes a text safe for the report: removes the key first, then cuts, so that no part of the key is left. */
function cleaner(apiKey: string): (text: string) => string {
  const forms = [apiKey, JSON.stringify(apiKey).slice(1, -1), encodeURIComponent(apiKey)];
  return (text) =>
    excerpt(
      forms.reduce((rest, form) => rest.replaceAll(form, '[key]'), text),
      FOUND_SHOWN,
    );
}

/** Runs every check. Removes the key from texts of the server. `onDone` is told how many have run. */
export async function runChecks(
  server: Server,
  checks: readonly Check[],
  onDone: (count: number) => void = () => undefined,
): Promise<Finding[]> {
  const clean = cleaner(server.apiKey);
  const findings: Finding[] = [];
  let hasResponse = false;

  type Found = Pick<Finding, 'ok' | 'skipped' | 'found'>;
  const skip = (found: string): Found => ({ ok: true, skipped: true, found });

  async function find(ask: Ask | string, { expected, optional }: Check): Promise<Found> {
    if (!hasResponse && findings.length >= WITHOUT_RESPONSE) return { ok: false, found: NOT_ASKED };
    if (typeof ask === 'string') return skip(ask);
    try {
      const reply = await send(server, ask);
      hasResponse = true;
      const absent = optional === true ? whyAbsent(reply) : undefined;
      if (absent !== undefined) return skip(absent);
      const differences = expected.differences(reply);
      const ok = differences.length === 0;
      return { ok, found: ok ? `${reply.status}` : clean(differences.join('; ')) };
    } catch (error) {
      return { ok: false, found: clean(`no response: ${reasonOf(error, server.timeoutMs)}`) };
    }
  }

  for (const check of checks) {
    const { name, expected } = check;
    const ask = typeof check.ask === 'function' ? check.ask() : check.ask;
    const request = typeof ask === 'string' ? 'not sent' : requestLine(ask);
    const { ok, found, skipped } = await find(ask, check);
    const finding = { name, request, ok, expected: expected.says, found };
    findings.push(skipped === true ? { ...finding, skipped } : finding);
    onDone(findings.length);
  }
  return findings;
}
