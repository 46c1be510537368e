/** Journal in memory. */

import { limits } from '../limits.ts';
import { entryBytes, type JournalLog, type NewJournalEntry } from '../model/journal.ts';
import { type ShelfLimits, Shelves } from './shelves.ts';

const defaultLimits: ShelfLimits = {
  items: limits.journalEntries,
  bytes: limits.journalBytes,
  totalBytes: limits.journalTotalBytes,
};

/** The journal, with methods for the store that owns it. */
export interface MemoryJournal extends JournalLog {
  write(entry: NewJournalEntry): void;
  drop(workspaceId: string): void;
}

/** Makes an empty journal. `exists` tells whether a workspace exists and so can have entries. */
export function createMemoryJournal(
  exists: (workspaceId: string) => boolean,
  most: ShelfLimits = defaultLimits,
): MemoryJournal {
  const shelves = new Shelves<NewJournalEntry>(most);
  let seq = 0;
  return {
    write(entry: NewJournalEntry) {
      const { workspaceId } = entry;
      seq++;
      if (workspaceId === null || !exists(workspaceId)) return;
      // Stored without a copy, to save garbage collection.
      shelves.add(workspaceId, entry, entryBytes(entry), seq);
    },
    async read(workspaceId) {
      const shelf = shelves.of(workspaceId);
      if (shelf === undefined) return { entries: [], evicted: 0 };
      return (await import('./journal-page.ts')).pageOf(shelf);
    },
    async clear(workspaceId) {
      shelves.clear(workspaceId);
    },
    drop: (workspaceId) => void shelves.clear(workspaceId),
  };
}
