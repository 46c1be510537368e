/** Journal entries: requests with their responses, without credentials. */

import type { MaybePromise } from '../maybe-promise.ts';
import type { ConnectionFault } from './faults.ts';
import type { OperationName } from './operation-names.ts';

/** The headers of a request: the first of each, by lower-case name. */
export type JournalHeaders = Readonly<Record<string, string | undefined>>;

/** What describes a request and its response, besides their bodies. */
export interface RequestDescription {
  /** Name of the operation; null if none has that path and method. */
  readonly operation: OperationName | null;
  /** HTTP method. */
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  /** What stood behind the `?` of the path, without credentials; empty without one. */
  readonly query: string;
  /** The call in the path; null when it has none. */
  readonly callSid: string | null;
  /** Status of the response. */
  readonly status: number;
  /** `X-Request-Id` of the response. */
  readonly requestId: string;
  /** Why it was refused, in one line, for people; null when it was not. */
  readonly why: string | null;
  /** The fault rule that fired; null when none did. */
  readonly faultId: string | null;
}

/** One request and its response, as stored. */
export interface JournalEntry extends RequestDescription {
  /** Sequence number over all workspaces. Increases by one. */
  readonly seq: number;
  /** The time of the workspace's clock, in milliseconds. */
  readonly at: number;
  /** Null if the path has none. */
  readonly workspaceId: string | null;
  /** As received. `read` of a journal returns them, and the query, without credentials. */
  readonly headers: JournalHeaders;
  /** One character per byte; empty if the body was too long to keep. */
  readonly requestBody: string;
  /** Size of a request body that was too long to keep; otherwise left out. */
  readonly omittedBytes?: number;
  readonly responseBody: string;
  /** Time to the response, in milliseconds of the host. */
  readonly ms: number;
  readonly connection: ConnectionFault | null;
}

/** An entry without its number. */
export type NewJournalEntry = Omit<JournalEntry, 'seq'>;

/** The entries of a workspace. */
export interface JournalPage {
  /** Oldest first. */
  readonly entries: readonly JournalEntry[];
  /** Number of evicted entries. */
  readonly evicted: number;
}

/** The journal of a store. Limited per workspace, and in total. */
export interface JournalLog {
  /** Adds an entry to a workspace that exists. It can be read when this returns, or resolves. */
  write(entry: NewJournalEntry): MaybePromise<void>;
  read(workspaceId: string): Promise<JournalPage>;
  /** Removes a workspace's entries, and resets its count of evicted ones. */
  clear(workspaceId: string): Promise<void>;
}

/** Approximate size of an entry besides its texts, in bytes. */
const ENTRY_BYTES = 400;

/** Approximate size of a header besides its text, in bytes. */
const HEADER_BYTES = 24;

/** Approximate size of headers in bytes: a loop, because it is done for each request. */
function headerBytes(headers: JournalHeaders): number {
  let bytes = 0;
  for (const name in headers) bytes += HEADER_BYTES + name.length + (headers[name]?.length ?? 0);
  return bytes;
}

const textBytes = (text: string | null): number => (text === null ? 0 : 2 * text.length);

/** Approximate total size of an entry, in bytes. */
export function entryBytes(entry: NewJournalEntry): number {
  return (
    ENTRY_BYTES +
    // Both bodies have one character per byte.
    entry.requestBody.length +
    entry.path.length +
    entry.query.length +
    headerBytes(entry.headers) +
    textBytes(entry.responseBody) +
    textBytes(entry.callSid) +
    textBytes(entry.requestId) +
    textBytes(entry.why)
  );
}
