/**
 * What was asked and what was answered: every request that a contract route answered, limited for each
 * workspace and in total. Entries are rendered when somebody asks. No credential is ever in one.
 */
import { limits } from '../world/limits.ts';
import type { Store } from '../world/store.ts';

/** One exchange. */
export interface JournalEntry {
  /** One more than the one before, over all workspaces. */
  seq: number;
  /** The time of the workspace's clock, in milliseconds. */
  readonly at: number;
  /** Null where the path named none. */
  readonly workspaceId: string | null;
  readonly operation: string;
  readonly callSid: string | null;
  readonly method: string;
  readonly path: string;
  /** A character a byte (`packBytes`); empty when it was too long to be kept. */
  requestBody: string;
  /** The bytes of a request body that was too long to be kept; left out otherwise. */
  omittedBytes?: number;
  readonly status: number;
  responseBody: string;
  readonly requestId: string;
  /** How long the response took, in milliseconds of the host. */
  readonly ms: number;
  why: string | null;
  readonly faultId: string | null;
  readonly connection: string | null;
}

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

/** How much is kept. */
export interface JournalBounds {
  /** Entries of one workspace. */
  readonly entries: number;
  /** Bytes of one workspace's entries. */
  readonly bytes: number;
  /** Bytes of all entries. */
  readonly totalBytes: number;
}

/** What a journal is made of. */
export interface JournalParts {
  /** Default: the limits of `limits.ts`. */
  readonly bounds?: JournalBounds;
  /** How a request body is read. Default: as strict JSON in UTF-8. */
  readonly readBody?: ReadBody;
  /** With a store, only workspaces that exist in it have entries. Default: any workspace has. */
  readonly store?: Pick<Store, 'listen'>;
}

const defaultBounds: JournalBounds = {
  entries: limits.journalEntries,
  bytes: limits.journalBytes,
  totalBytes: limits.journalTotalBytes,
};

/** What an entry weighs besides its texts, roughly, in bytes. */
const ENTRY_BYTES = 400;
/** Characters of a reason that are kept. */
const WHY_LENGTH = 1000;

/** The bytes of a text, at the most. */
const textBytes = (text: string | null): number => (text === null ? 0 : 2 * text.length);

/** Everything that an entry holds, in bytes. */
function weigh(entry: JournalEntry): number {
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

/** Leaves out of an entry what is too long to be kept. */
function shorten(entry: JournalEntry): void {
  const { requestBody, responseBody, why } = entry;
  if (requestBody.length > limits.journalBodyBytes) {
    entry.omittedBytes = requestBody.length;
    entry.requestBody = '';
  }
  if (responseBody.length > limits.journalBodyBytes) {
    entry.responseBody = omitted(Buffer.byteLength(responseBody));
  }
  if (why !== null && why.length > WHY_LENGTH) entry.why = ownText(`${why.slice(0, WHY_LENGTH)}…`);
}

/** What stands for a body that was not kept. */
export function omitted(bytes: number): string {
  return `(${bytes} bytes, too long to be kept)`;
}

/** The journal. */
export interface Journal {
  /** Keeps an entry, and sets its `seq`: it is not the caller's any more. */
  write(entry: JournalEntry): void;
  /** A workspace's entries, oldest first. */
  entries(workspaceId: string): JournalEntry[];
  /** How many of a workspace's entries were evicted. */
  evicted(workspaceId: string): number;
  /** Forgets a workspace's entries, and that any were evicted. */
  clear(workspaceId: string): void;
  /** Reads a request body as the contract did. Does not throw. */
  readonly readBody: ReadBody;
}

/** One workspace's entries. */
interface Shelf {
  /** Those before `head` are evicted, and no longer referenced. */
  entries: (JournalEntry | undefined)[];
  head: number;
  bytes: number;
  evicted: number;
}

/** Shelves by the power of two that their bytes come to, so that one of the largest is found at once. */
function createSizes() {
  const classes: Set<Shelf>[] = Array.from({ length: 32 }, () => new Set());
  const classOf = (bytes: number) => 31 - Math.clz32(bytes);
  return {
    move(shelf: Shelf, from: number, to: number): void {
      if (from > 0 && to > 0 && classOf(from) === classOf(to)) return;
      if (from > 0) classes[classOf(from)]?.delete(shelf);
      if (to > 0) classes[classOf(to)]?.add(shelf);
    },
    /** One of the largest: no other is twice as large. */
    largest(): Shelf | undefined {
      const [shelf] = classes.findLast((one) => one.size > 0) ?? [];
      return shelf;
    },
  };
}

/** An empty journal. */
export function createJournal(parts: JournalParts = {}): Journal {
  const { bounds = defaultBounds, readBody = readUtf8, store } = parts;
  const shelves = new Map<string, Shelf>();
  const sizes = createSizes();
  const existing = store === undefined ? undefined : new Set<string>();
  let bytes = 0;
  let seq = 0;

  function resize(shelf: Shelf, by: number): void {
    bytes += by;
    shelf.bytes += by;
    sizes.move(shelf, shelf.bytes - by, shelf.bytes);
  }

  function evictOldest(shelf: Shelf): void {
    const { entries, head } = shelf;
    resize(shelf, -weigh(entries[head] as JournalEntry));
    entries[head] = undefined;
    shelf.head++;
    shelf.evicted++;
    if (shelf.head < 32 || shelf.head * 2 < entries.length) return;
    shelf.entries = entries.slice(shelf.head);
    shelf.head = 0;
  }

  function clear(workspaceId: string): void {
    const shelf = shelves.get(workspaceId);
    if (shelf === undefined) return;
    resize(shelf, -shelf.bytes);
    shelves.delete(workspaceId);
  }

  store?.listen((event) => {
    if (event.workspaceId === null) return;
    if (event.type === 'workspace.created') existing?.add(event.workspaceId);
    if (event.type !== 'workspace.removed') return;
    existing?.delete(event.workspaceId);
    clear(event.workspaceId);
  });

  return {
    write(entry) {
      entry.seq = ++seq;
      const { workspaceId } = entry;
      if (workspaceId === null || existing?.has(workspaceId) === false) return;
      shorten(entry);
      let shelf = shelves.get(workspaceId);
      if (shelf === undefined) {
        shelf = { entries: [], head: 0, bytes: 0, evicted: 0 };
        shelves.set(workspaceId, shelf);
      }
      shelf.entries.push(entry);
      resize(shelf, weigh(entry));
      while (shelf.entries.length - shelf.head > bounds.entries || shelf.bytes > bounds.bytes) {
        evictOldest(shelf);
      }
      while (bytes > bounds.totalBytes) evictOldest(sizes.largest() as Shelf);
    },
    entries(workspaceId) {
      const shelf = shelves.get(workspaceId);
      return shelf === undefined ? [] : (shelf.entries.slice(shelf.head) as JournalEntry[]);
    },
    evicted: (workspaceId) => shelves.get(workspaceId)?.evicted ?? 0,
    clear,
    readBody,
  };
}
