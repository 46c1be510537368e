/** Verifies the number of matching requests; if it fails, finds the nearest misses. */
import type { JournalEntry } from '../world/model/journal.ts';
import type { OperationName } from '../world/model/operation-names.ts';
import { type Journal, omitted } from './journal.ts';
import { asJson } from './json-text.ts';
import { type Difference, differences } from './subset.ts';

/** A pattern of requests as it was received: the operation may be unknown. */
export interface GivenPattern extends Omit<RequestPattern, 'operation'> {
  readonly operation?: string | undefined;
}

/** A pattern of requests and their responses. A field left out matches anything. */
export interface RequestPattern {
  /** Name of the operation. */
  readonly operation?: OperationName | undefined;
  /** Status of the response. */
  readonly status?: number | undefined;
  /** The call in the path. */
  readonly callSid?: string | undefined;
  /** The `X-Request-Id` of the response, which is the client's own if it sent one. */
  readonly requestId?: string | undefined;
  /** The `traceparent` header of the request (W3C Trace Context), or its trace id alone. */
  readonly traceparent?: string | undefined;
  /**
   * Fields that the body has with these values, at any depth; it may have more. Lists are compared whole. A value may be a
   * regular expression for a text, or an asymmetric matcher such as `expect.any(String)`.
   */
  readonly body?: unknown;
}

/** The expected number of requests: `exactly` alone, or `atLeast` and `atMost`. Default: at least one. */
export interface ExpectedCount {
  /** This many, from 0. */
  readonly exactly?: number | undefined;
  /** This many or more. Default: 0 with `atMost`, else 1. */
  readonly atLeast?: number | undefined;
  /** This many or fewer. Default: no limit. */
  readonly atMost?: number | undefined;
}

/** A request that almost matched. */
export interface NearMiss {
  readonly entry: JournalEntry;
  readonly differences: readonly Difference[];
}

/** The result of a verification. */
export interface VerifyResult {
  /** Never true if entries were evicted or bodies not kept that could change the result. */
  readonly ok: boolean;
  readonly count: number;
  /** In words: `at least 1`. */
  readonly expected: string;
  readonly evicted: number;
  /** At most three, nearest first; empty if `ok`. */
  readonly nearest: readonly NearMiss[];
}

const NEAREST_SHOWN = 3;

/** The bytes of an entry's request body, which is stored as one character per byte. */
const bytesOf = (entry: JournalEntry): Buffer => Buffer.from(entry.requestBody, 'latin1');

/** A request's body as text; null if there is none. Does not throw. */
export function bodyText(journal: Journal, entry: JournalEntry): string | null {
  if (entry.omittedBytes !== undefined) return omitted(entry.omittedBytes);
  return entry.requestBody === '' ? null : journal.readBody(bytesOf(entry)).text;
}

/** A request's body as JSON if it is JSON, else as text; null if there is none. Does not throw. */
export function bodyOf(journal: Journal, entry: JournalEntry): unknown {
  if (entry.omittedBytes !== undefined) return omitted(entry.omittedBytes);
  const text = bodyText(journal, entry);
  return text === null ? null : asJson(text);
}

/** A request's body as the contract parsed it: for comparison, not for display. */
function bodyRead(journal: Journal, entry: JournalEntry): unknown {
  if (entry.omittedBytes !== undefined) return omitted(entry.omittedBytes);
  if (entry.requestBody === '') return null;
  const { text, value } = journal.readBody(bytesOf(entry));
  return value === undefined ? text : value;
}

/** The `traceparent` of a request, or its trace id if that is what a pattern gives. */
function traceOf({ headers }: JournalEntry, given: string | undefined): string | undefined {
  const { traceparent } = headers;
  return given?.includes('-') === false ? traceparent?.split('-')[1] : traceparent;
}

/** The differences between an entry and a pattern; empty if it matches. */
export function misses(journal: Journal, entry: JournalEntry, pattern: GivenPattern): Difference[] {
  const found = [
    ...differences(pattern.operation, entry.operation, 'operation'),
    ...differences(pattern.status, entry.status, 'status'),
    ...differences(pattern.callSid, entry.callSid, 'call_sid'),
    ...differences(pattern.requestId, entry.requestId, 'request_id'),
    ...differences(pattern.traceparent, traceOf(entry, pattern.traceparent), 'traceparent'),
  ];
  if (pattern.body === undefined) return found;
  return [...found, ...differences(pattern.body, bodyRead(journal, entry), 'body')];
}

/** An expected count in words. */
function inWords({ exactly, atLeast, atMost }: ExpectedCount): string {
  if (exactly !== undefined) return `exactly ${exactly}`;
  if (atMost === undefined) return `at least ${atLeast ?? 1}`;
  return `${atLeast ?? 0} to ${atMost}`;
}

/** Verifies how many of a workspace's requests match a pattern. */
export async function verify(
  journal: Journal,
  workspaceId: string,
  { exactly, atLeast, atMost, ...pattern }: GivenPattern & ExpectedCount,
): Promise<VerifyResult> {
  const { entries, evicted } = await journal.read(workspaceId);
  const judged = entries.map((entry) => ({ entry, differences: misses(journal, entry, pattern) }));
  const count = judged.filter((one) => one.differences.length === 0).length;
  // These match except for a body that was not kept, so whether they match is unknown.
  const undecided = judged.filter(
    (one) =>
      one.entry.omittedBytes !== undefined &&
      one.differences.length > 0 &&
      one.differences.every(({ path }) => path === 'body'),
  ).length;
  const least = exactly ?? atLeast ?? (atMost === undefined ? 1 : 0);
  const most = exactly ?? atMost ?? Infinity;
  const ok = evicted === 0 && count >= least && count + undecided <= most;
  const nearest = judged
    .filter((one) => one.differences.length > 0)
    .sort((a, b) => a.differences.length - b.differences.length || b.entry.seq - a.entry.seq)
    .slice(0, NEAREST_SHOWN);
  const expected = inWords({ exactly, atLeast, atMost });
  return { ok, count, expected, evicted, nearest: ok ? [] : nearest };
}
