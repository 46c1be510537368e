// Only against the sources: it fills a journal by itself, with limits of its own.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { journalRoutes } from '../../src/control/journal-routes.ts';
import { createJournal, type Journal } from '../../src/observe/journal.ts';
import { createOpenStreams } from '../../src/observe/open-streams.ts';
import { limits } from '../../src/world/limits.ts';
import { createMemoryJournal } from '../../src/world/memory/journal.ts';
import type { ShelfLimits } from '../../src/world/memory/shelves.ts';
import type { NewJournalEntry } from '../../src/world/model/journal.ts';
import { emptyWorld, seededWorld, WS } from '../helpers/world.ts';

const entry = (workspaceId: string, more: Partial<NewJournalEntry> = {}): NewJournalEntry => ({
  at: 0,
  workspaceId,
  operation: 'inject',
  callSid: null,
  query: '',
  headers: {},
  method: 'POST',
  path: '/',
  requestBody: '',
  status: 200,
  responseBody: '',
  requestId: 'r',
  ms: 0,
  why: null,
  faultId: null,
  connection: null,
  ...more,
});

/** A journal in memory, in which every workspace exists. */
const journalOf = (most?: ShelfLimits) => createJournal(createMemoryJournal(() => true, most));
const bounded = (most: Partial<ShelfLimits>) =>
  journalOf({ items: 1000, bytes: 1_000_000, totalBytes: 10_000_000, ...most });
const entries = async (journal: Journal, workspaceId: string) =>
  (await journal.read(workspaceId)).entries;
const seqs = async (journal: Journal, workspaceId: string) =>
  (await entries(journal, workspaceId)).map((one) => one.seq);
const evicted = async (journal: Journal, workspaceId: string) =>
  (await journal.read(workspaceId)).evicted;

describe('the limits of the journal', () => {
  it('keep the newest entries of a workspace by count, and count evicted ones', async () => {
    const journal = bounded({ items: 3 });
    for (const ws of ['a', 'b', 'a', 'a', 'a']) await journal.write(entry(ws));
    expect(await seqs(journal, 'a')).toEqual([3, 4, 5]);
    expect([
      await evicted(journal, 'a'),
      await evicted(journal, 'b'),
      await evicted(journal, 'c'),
    ]).toEqual([1, 0, 0]);
  });

  it('keep them by bytes, too', async () => {
    const journal = bounded({ bytes: 3100 });
    for (let i = 0; i < 10; i++) await journal.write(entry('a', { requestBody: 'x'.repeat(600) }));
    expect(await seqs(journal, 'a')).toEqual([8, 9, 10]);
    expect(await evicted(journal, 'a')).toBe(7);
  });

  it('count the headers and the query of a request, too', async () => {
    for (const more of [{ headers: { cookie: 'x'.repeat(1600) } }, { query: 'x'.repeat(1600) }]) {
      const journal = bounded({ bytes: 6300 });
      for (let i = 0; i < 10; i++) await journal.write(entry('a', more));
      expect(await seqs(journal, 'a')).toEqual([8, 9, 10]);
    }
  });

  it.each(['path', 'requestBody', 'responseBody', 'requestId', 'callSid'])(
    'count the %s of an entry',
    async (field) => {
      const journal = bounded({ bytes: 10_000 });
      for (let i = 0; i < 10; i++) await journal.write(entry('a', { [field]: 'x'.repeat(4000) }));
      expect((await entries(journal, 'a')).length).toBeLessThanOrEqual(2);
    },
  );

  it('hold over many rounds', async () => {
    const journal = bounded({ items: 10 });
    for (let i = 0; i < 1000; i++) await journal.write(entry('a'));
    expect(await seqs(journal, 'a')).toEqual(Array.from({ length: 10 }, (_, i) => 991 + i));
  });

  it('are per workspace: one does not evict entries of another', async () => {
    const journal = journalOf();
    await journal.write(entry('quiet'));
    for (let i = 0; i <= limits.journalEntries; i++) await journal.write(entry('busy'));
    expect([await evicted(journal, 'busy'), await evicted(journal, 'quiet')]).toEqual([1, 0]);
    expect(await seqs(journal, 'quiet')).toEqual([1]);
  });

  it('evict from the largest workspace over the total limit', async () => {
    const journal = bounded({ totalBytes: 100_000 });
    for (let i = 0; i < 20; i++) await journal.write(entry('small'));
    for (let i = 0; i < 500; i++) await journal.write(entry(`large ${i % 2}`));
    expect(await evicted(journal, 'small')).toBe(0);
    expect(await evicted(journal, 'large 0')).toBeGreaterThan(100);
    expect((await entries(journal, 'large 0')).length).toBeLessThan(250);
  });

  it('keep the size of a body that is too long, and the start of a reason', async () => {
    const journal = journalOf();
    const long = 'x'.repeat(limits.journalBodyBytes + 1);
    await journal.write(entry('a', { requestBody: long, responseBody: long, why: long }));
    const [kept] = await entries(journal, 'a');
    expect([kept?.requestBody, kept?.omittedBytes]).toEqual(['', long.length]);
    expect(kept?.responseBody).toBe(`(${long.length} bytes, too long to be kept)`);
    expect(kept?.why).toHaveLength(1001);
  });

  it('start again for a workspace that is cleared', async () => {
    const journal = bounded({ items: 2 });
    for (const ws of ['a', 'a', 'b']) await journal.write(entry(ws));
    await journal.clear('a');
    expect([await entries(journal, 'a'), await evicted(journal, 'a')]).toEqual([[], 0]);
    expect(await entries(journal, 'b')).toHaveLength(1);
  });
});

describe('a journal of a store', () => {
  it('has entries of workspaces that exist, and forgets them when they are removed', async () => {
    const world = await seededWorld({ workspaces: [] });
    const journal = createJournal(world.journal);
    await journal.write(entry(WS));
    expect(await entries(journal, WS)).toEqual([]);
    await world.freshWorkspace({ workspace_id: WS });
    await journal.write(entry(WS));
    expect(await entries(journal, WS)).toHaveLength(1);
    await world.removeWorkspace(WS);
    // A request that was under way when its workspace was removed.
    await journal.write(entry(WS));
    await world.freshWorkspace({ workspace_id: WS });
    expect(await entries(journal, WS)).toEqual([]);
  });
});

describe('4,096 injects of 1 MiB', () => {
  it('end in 10 MiB at the most', { timeout: 60_000 }, () => {
    const script = fileURLToPath(new URL('../helpers/journal-load.ts', import.meta.url));
    const options = ['--import', 'tsx', '--expose-gc', '--max-old-space-size=200', script];
    const out = execFileSync(process.execPath, options, { encoding: 'utf8' });
    expect(JSON.parse(out)).toMatchObject({ entries: 4096, evicted: 0 });
    expect(JSON.parse(out).megabytes).toBeLessThan(10);
  });
});

describe('a verification over evicted entries', () => {
  it('reports the evicted entries, and never passes', async () => {
    const journal = bounded({ items: 1 });
    const app = journalRoutes({
      world: await emptyWorld(),
      journal,
      version: '0',
      operations: ['inject'],
      streams: createOpenStreams(new AbortController().signal),
    });
    const verify = async () => {
      const answer = await app.request(`/workspaces/${WS}/journal/verify`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"operation":"inject","exactly":1}',
      });
      return answer.json();
    };
    await journal.write(entry(WS));
    expect(await verify()).toMatchObject({ ok: true, count: 1, evicted: 0 });
    await journal.write(entry(WS));
    expect(await verify()).toMatchObject({ ok: false, count: 1, evicted: 1 });
  });
});
