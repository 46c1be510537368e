/** What a world keeps of the requests that were answered. No credential is ever in it. */

/** One request and its response. */
export interface JournalEntry {
  /** One more than the one before, over all workspaces. */
  readonly seq: number;
  /** The time of the workspace's clock, in milliseconds. */
  readonly at: number;
  /** Null where the path named none. */
  readonly workspaceId: string | null;
  readonly operation: string;
  readonly callSid: string | null;
  readonly method: string;
  readonly path: string;
  /** A character a byte; empty when it was too long to be kept. */
  readonly requestBody: string;
  /** The bytes of a request body that was too long to be kept; left out otherwise. */
  readonly omittedBytes?: number;
  readonly status: number;
  readonly responseBody: string;
  readonly requestId: string;
  /** How long the response took, in milliseconds of the host. */
  readonly ms: number;
  readonly why: string | null;
  readonly faultId: string | null;
  readonly connection: string | null;
}

/** An entry before it is numbered. */
export type NewJournalEntry = Omit<JournalEntry, 'seq'>;

/** A workspace's entries. */
export interface JournalPage {
  /** Oldest first. */
  readonly entries: readonly JournalEntry[];
  /** How many were evicted. */
  readonly evicted: number;
}

/** The journal of a store: each workspace has limits of its own, and there is one for all together. */
export interface JournalLog {
  /** Keeps an entry of a workspace that exists. */
  write(entry: NewJournalEntry): void;
  read(workspaceId: string): Promise<JournalPage>;
  /** Forgets a workspace's entries, and that any were evicted. */
  clear(workspaceId: string): Promise<void>;
}

/** What an entry weighs besides its texts, roughly, in bytes. */
const ENTRY_BYTES = 400;

const textBytes = (text: string | null): number => (text === null ? 0 : 2 * text.length);

/** Everything that an entry holds, in bytes. */
export function entryBytes(entry: NewJournalEntry): number {
  return (
    ENTRY_BYTES +
    // A character a byte, both.
    entry.requestBody.length +
    entry.path.length +
    textBytes(entry.responseBody) +
    textBytes(entry.callSid) +
    textBytes(entry.requestId) +
    textBytes(entry.why)
  );
}
