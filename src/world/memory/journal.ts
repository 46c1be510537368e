/** The journal of a world in this process. */
import {
  entryBytes,
  type JournalEntry,
  type JournalLog,
  type NewJournalEntry,
} from '../journal.ts';
import { limits } from '../limits.ts';
import { type ShelfLimits, Shelves } from './shelves.ts';

const defaultLimits: ShelfLimits = {
  items: limits.journalEntries,
  bytes: limits.journalBytes,
  totalBytes: limits.journalTotalBytes,
};

/** The journal, and what only the store that owns it does. */
export interface MemoryJournal extends JournalLog {
  drop(workspaceId: string): void;
}

/** An empty journal. `exists` tells which workspaces have entries. */
export function createMemoryJournal(
  exists: (workspaceId: string) => boolean,
  most: ShelfLimits = defaultLimits,
): MemoryJournal {
  const shelves = new Shelves<JournalEntry>(most);
  let seq = 0;
  return {
    write(entry: NewJournalEntry) {
      const { workspaceId } = entry;
      const numbered = entry as JournalEntry & { seq: number };
      // It is not the caller's any more: a copy of each would cost the collector.
      numbered.seq = ++seq;
      if (workspaceId === null || !exists(workspaceId)) return;
      shelves.add(workspaceId, numbered, entryBytes(entry), seq);
    },
    async read(workspaceId) {
      const shelf = shelves.of(workspaceId);
      return { entries: shelf?.all() ?? [], evicted: shelf?.evicted ?? 0 };
    },
    async clear(workspaceId) {
      shelves.clear(workspaceId);
    },
    drop: (workspaceId) => void shelves.clear(workspaceId),
  };
}
