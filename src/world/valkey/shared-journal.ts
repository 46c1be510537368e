/** The journal of a world on a server: a list for each workspace. */
import type { JournalEntry, JournalLog, NewJournalEntry } from '../model/journal.ts';
import type { Keys } from './keys.ts';
import type { Link } from './link.ts';
import { CLEAR_JOURNAL } from './load-scripts.ts';

/** Parses an entry: its number, a space, and JSON. */
function readEntry(line: string): JournalEntry {
  const space = line.indexOf(' ');
  const entry = JSON.parse(line.slice(space + 1)) as NewJournalEntry;
  return { seq: Number(line.slice(0, space)), ...entry };
}

/** Reads the journal. `flushed` resolves when all entries that were written before are on the server. */
export function createSharedJournal(
  link: Link,
  keys: Keys,
  flushed: () => Promise<void>,
  write: JournalLog['write'],
): JournalLog {
  return {
    write,
    async read(workspaceId) {
      await flushed();
      const [lines, evicted] = await Promise.all([
        link.command(['LRANGE', keys.journal(workspaceId), '0', '-1']) as Promise<string[]>,
        link.command(['HGET', keys.evictions, workspaceId]) as Promise<string | null>,
      ]);
      return { entries: lines.map(readEntry), evicted: Number(evicted ?? 0) };
    },
    async clear(workspaceId) {
      await flushed();
      await link.run(CLEAR_JOURNAL, [keys.base, workspaceId]);
    },
  };
}
