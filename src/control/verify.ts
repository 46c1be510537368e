/** How many requests were like this, and if not as expected, which came nearest. */
import { type Journal, type JournalEntry, unpackText } from './journal.ts';
import { type Difference, differences } from './subset.ts';

/** What a request, and its answer, is held against. What is left out may be anything. */
export interface RequestPattern {
  readonly operation?: string | undefined;
  readonly status?: number | undefined;
  readonly callSid?: string | undefined;
  /** What the body holds at least. */
  readonly body?: unknown;
}

/** How many there should be: at least one unless told. */
export interface ExpectedCount {
  readonly exactly?: number | undefined;
  readonly atLeast?: number | undefined;
  readonly atMost?: number | undefined;
}

/** A request that was nearly like it. */
export interface NearMiss {
  readonly entry: JournalEntry;
  readonly differences: readonly Difference[];
}

/** What a verification came to. */
export interface Verdict {
  /** Never true where entries had to make room: they might have told otherwise. */
  readonly ok: boolean;
  readonly count: number;
  /** In words: `at least 1`. */
  readonly expected: string;
  readonly evicted: number;
  /** The nearest three, nearest first; none when it is as expected. */
  readonly nearest: readonly NearMiss[];
}

const NEAREST_SHOWN = 3;

/** A text as JSON where it is some, else as it is; null when it is empty. */
export function asJson(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A request's body as JSON where it is some, else as text. */
export const bodyOf = (entry: JournalEntry): unknown => asJson(unpackText(entry.requestBody));

/** In what an entry differs from a pattern; empty when it fits. */
export function misses(entry: JournalEntry, pattern: RequestPattern): Difference[] {
  return [
    ...differences(pattern.operation, entry.operation, 'operation'),
    ...differences(pattern.status, entry.status, 'status'),
    ...differences(pattern.callSid, entry.callSid, 'call_sid'),
    ...differences(pattern.body, bodyOf(entry), 'body'),
  ];
}

/** Verifies how many of a workspace's requests fit a pattern. */
export function verify(
  journal: Journal,
  workspaceId: string,
  { exactly, atLeast, atMost, ...pattern }: RequestPattern & ExpectedCount,
): Verdict {
  const judged = journal
    .entries(workspaceId)
    .map((entry) => ({ entry, differences: misses(entry, pattern) }));
  const count = judged.filter((one) => one.differences.length === 0).length;
  const least = exactly ?? atLeast ?? (atMost === undefined ? 1 : 0);
  const most = exactly ?? atMost ?? Infinity;
  const expected =
    exactly !== undefined
      ? `exactly ${exactly}`
      : most === Infinity
        ? `at least ${least}`
        : `${least} to ${most}`;
  const evicted = journal.evicted(workspaceId);
  const ok = evicted === 0 && count >= least && count <= most;
  const nearest = judged
    .filter((one) => one.differences.length > 0)
    .sort((a, b) => a.differences.length - b.differences.length || b.entry.seq - a.entry.seq)
    .slice(0, NEAREST_SHOWN);
  return { ok, count, expected, evicted, nearest: ok ? [] : nearest };
}
