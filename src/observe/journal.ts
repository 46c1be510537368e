/**
 * The journal: every request to a contract route with its response, limited per workspace and in total. Entries
 * are rendered only when they are read. No entry holds a credential.
 */

import { limits } from '../world/limits.ts';
import type { MaybePromise } from '../world/maybe-promise.ts';
import type { WorldEvent } from '../world/model/events.ts';
import type { JournalLog, JournalPage, NewJournalEntry } from '../world/model/journal.ts';
import { createRequestCounts, type RequestCounts } from './request-counts.ts';

/** Bytes as a text, one character per byte: many small buffers would slow down garbage collection. */
export function packBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** Copies a text cut from a longer one: otherwise V8 keeps the whole long text in memory. */
export function ownText(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}

/** A parsed request body. */
export interface BodyReading {
  readonly text: string;
  /** The JSON value, with integers over 2^53 as bigints; undefined if it is not JSON. */
  readonly value: unknown;
}

/** Parses the bytes of a body. Must not throw. */
export type ReadBody = (bytes: Uint8Array) => BodyReading;

/** Parses strict JSON in UTF-8. */
const readUtf8: ReadBody = (bytes) => {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
  try {
    return { text, value: JSON.parse(text) };
  } catch {
    return { text, value: undefined };
  }
};

/** Maximum length of a reason in the journal, in characters. */
const WHY_LENGTH = 1000;
/** The same in an event. */
const EVENT_WHY_LENGTH = 300;

/** A reason, cut to a length. */
const cut = (why: string, most: number): string =>
  why.length > most ? ownText(`${why.slice(0, most)}…`) : why;

/** The entry with bodies and reasons cut to their limits. */
function shortened(entry: NewJournalEntry): NewJournalEntry {
  const { requestBody, responseBody, why } = entry;
  const most = limits.journalBodyBytes;
  const isLong = why !== null && why.length > WHY_LENGTH;
  // Most entries are short and kept as they are.
  if (requestBody.length <= most && responseBody.length <= most && !isLong) return entry;
  return {
    ...entry,
    ...(requestBody.length > most && { requestBody: '', omittedBytes: requestBody.length }),
    ...(responseBody.length > most && { responseBody: omitted(Buffer.byteLength(responseBody)) }),
    ...(isLong && { why: cut(why, WHY_LENGTH) }),
  };
}

/** The event that announces an entry: what is shown of a request in a list. */
export function answered(entry: NewJournalEntry): WorldEvent {
  const { why } = entry;
  return {
    type: 'request.answered',
    at: entry.at,
    workspaceId: entry.workspaceId,
    operation: entry.operation,
    method: entry.method,
    path: entry.path,
    status: entry.status,
    requestId: entry.requestId,
    ms: entry.ms,
    callSid: entry.callSid ?? undefined,
    why: why === null ? undefined : cut(why, EVENT_WHY_LENGTH),
    faultId: entry.faultId ?? undefined,
    connection: entry.connection ?? undefined,
  };
}

/** Placeholder for a body that was not kept. */
export function omitted(bytes: number): string {
  return `(${bytes} bytes, too long to be kept)`;
}

/** The journal. */
export interface Journal {
  /** Adds an entry to a workspace that exists. The caller must not change it afterwards. */
  write(entry: NewJournalEntry): MaybePromise<void>;
  /** A workspace's entries, oldest first, and the number of evicted ones. */
  read(workspaceId: string): Promise<JournalPage>;
  /** Removes a workspace's entries, and resets its count of evicted ones. */
  clear(workspaceId: string): Promise<void>;
  /** What was written in this process since it started. */
  readonly counts: RequestCounts;
  /** Parses a request body as the contract does. Does not throw. */
  readonly readBody: ReadBody;
}

/** Makes a journal over the log of a store. `readBody` default: strict JSON in UTF-8. */
export function createJournal(log: JournalLog, readBody: ReadBody = readUtf8): Journal {
  const counts = createRequestCounts();
  return {
    counts,
    write(entry) {
      counts.add(entry);
      return log.write(shortened(entry));
    },
    read: (workspaceId) => log.read(workspaceId),
    clear: (workspaceId) => log.clear(workspaceId),
    readBody,
  };
}
