/** Pages of the journal in memory, as they are read: without credentials. Loaded with the first that is read. */
import type { JournalEntry, JournalPage, NewJournalEntry } from '../model/journal.ts';
import { redacted } from '../model/redaction.ts';
import type { Shelf } from './shelves.ts';

/** The entries of a shelf. They are stored as they came, because few are ever read. */
export function pageOf(shelf: Shelf<NewJournalEntry>): JournalPage {
  const entries: JournalEntry[] = shelf
    .all()
    .map((entry, index) => ({ seq: shelf.idAt(index), ...redacted(entry) }));
  return { entries, evicted: shelf.evicted };
}
