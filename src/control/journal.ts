/**
 * What was asked and what was answered: every request that a contract route answered, bounded by
 * count and by bytes. Entries keep references and are rendered when somebody asks. No credential is
 * ever in one.
 */

/** One exchange. */
export interface JournalEntry {
  /** One more than the one before. */
  seq: number;
  /** The time of the workspace's clock, in milliseconds. */
  readonly at: number;
  /** Null where the path named none. */
  readonly workspaceId: string | null;
  readonly operation: string;
  readonly callSid: string | null;
  readonly method: string;
  readonly path: string;
  /** A character a byte (`packBytes`). */
  readonly requestBody: string;
  readonly status: number;
  readonly responseBody: string;
  readonly requestId: string;
  /** How long the answer took, in milliseconds of the host. */
  readonly ms: number;
  readonly why: string | null;
  readonly faultId: string | null;
  readonly connection: string | null;
}

/** Bytes as a text of one character each: ten thousand small buffers are a burden to the collector. */
export function packBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** The text that packed bytes are in UTF-8. */
export function unpackText(packed: string): string {
  return Buffer.from(packed, 'latin1').toString();
}

/** How much is kept. */
export interface JournalBounds {
  readonly entries: number;
  readonly bytes: number;
}

const defaultBounds: JournalBounds = { entries: 10_000, bytes: 16 * 1024 * 1024 };

/** What an entry weighs besides its bodies, roughly, in bytes. */
const ENTRY_BYTES = 400;

/** The journal. */
export interface Journal {
  /** Keeps an entry, and sets its `seq`: it is not the caller's any more. */
  write(entry: JournalEntry): void;
  /** A workspace's entries, oldest first. */
  entries(workspaceId: string): JournalEntry[];
  /** How many of a workspace's entries had to make room. */
  evicted(workspaceId: string): number;
  /** Forgets a workspace's entries, and that any were evicted. */
  clear(workspaceId: string): void;
}

/** An empty journal. */
export function createJournal(bounds: JournalBounds = defaultBounds): Journal {
  let entries: JournalEntry[] = [];
  /** The entries before this place have made room. */
  let head = 0;
  let bytes = 0;
  let seq = 0;
  const evictions = new Map<string, number>();

  const weigh = (entry: JournalEntry): number =>
    ENTRY_BYTES + entry.requestBody.length + entry.responseBody.length;

  function evict(): void {
    const entry = entries[head++] as JournalEntry;
    bytes -= weigh(entry);
    if (entry.workspaceId !== null) {
      evictions.set(entry.workspaceId, (evictions.get(entry.workspaceId) ?? 0) + 1);
    }
    if (head < bounds.entries) return;
    entries = entries.slice(head);
    head = 0;
  }

  return {
    write(entry) {
      entry.seq = ++seq;
      entries.push(entry);
      bytes += weigh(entry);
      while (entries.length - head > bounds.entries || bytes > bounds.bytes) evict();
    },
    entries: (workspaceId) =>
      entries.slice(head).filter((entry) => entry.workspaceId === workspaceId),
    evicted: (workspaceId) => evictions.get(workspaceId) ?? 0,
    clear(workspaceId) {
      entries = entries.slice(head).filter((entry) => entry.workspaceId !== workspaceId);
      head = 0;
      bytes = entries.reduce((sum, entry) => sum + weigh(entry), 0);
      evictions.delete(workspaceId);
    },
  };
}
