/**
 * What was asked and what was answered: every request that a contract route answered, limited for each
 * workspace and in total. Entries are rendered when somebody asks. No credential is ever in one.
 */

import { limits } from '../world/limits.ts';
import type { JournalLog, JournalPage, NewJournalEntry } from '../world/model/journal.ts';

/** Bytes as a text of one character each: ten thousand small buffers are a burden to the collector. */
export function packBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** A copy of a text that was cut out of a long one: V8 keeps all of a text while a part of it is used. */
export function ownText(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}

/** A request body as it was read. */
export interface BodyReading {
  readonly text: string;
  /** What the JSON says, integers over 2^53 as bigints; undefined when it is not JSON. */
  readonly value: unknown;
}

/** Reads a body's bytes. It does not throw. */
export type ReadBody = (bytes: Uint8Array) => BodyReading;

/** Reads strict JSON in UTF-8. */
const readUtf8: ReadBody = (bytes) => {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
  try {
    return { text, value: JSON.parse(text) };
  } catch {
    return { text, value: undefined };
  }
};

/** Characters of a reason that are kept. */
const WHY_LENGTH = 1000;

/** The entry without what is too long to be kept. */
function shortened(entry: NewJournalEntry): NewJournalEntry {
  const { requestBody, responseBody, why } = entry;
  const most = limits.journalBodyBytes;
  const isLong = why !== null && why.length > WHY_LENGTH;
  // Most entries are short, and kept as they are.
  if (requestBody.length <= most && responseBody.length <= most && !isLong) return entry;
  return {
    ...entry,
    ...(requestBody.length > most && { requestBody: '', omittedBytes: requestBody.length }),
    ...(responseBody.length > most && { responseBody: omitted(Buffer.byteLength(responseBody)) }),
    ...(isLong && { why: ownText(`${why.slice(0, WHY_LENGTH)}…`) }),
  };
}

/** What stands for a body that was not kept. */
export function omitted(bytes: number): string {
  return `(${bytes} bytes, too long to be kept)`;
}

/** The journal. */
export interface Journal {
  /** Keeps an entry of a workspace that exists: it is not the caller's any more. */
  write(entry: NewJournalEntry): void;
  /** A workspace's entries, oldest first, and how many were evicted. */
  read(workspaceId: string): Promise<JournalPage>;
  /** Forgets a workspace's entries, and that any were evicted. */
  clear(workspaceId: string): Promise<void>;
  /** Reads a request body as the contract did. Does not throw. */
  readonly readBody: ReadBody;
}

/** The journal over what a world keeps. `readBody` reads a request body. Default: strict JSON in UTF-8. */
export function createJournal(log: JournalLog, readBody: ReadBody = readUtf8): Journal {
  return {
    write: (entry) => log.write(shortened(entry)),
    read: (workspaceId) => log.read(workspaceId),
    clear: (workspaceId) => log.clear(workspaceId),
    readBody,
  };
}
