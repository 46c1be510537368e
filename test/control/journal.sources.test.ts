// Only against the sources: it fills a journal by itself, with limits of its own.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  createJournal,
  type Journal,
  type JournalBounds,
  type JournalEntry,
} from '../../src/control/journal.ts';
import { journalRoutes } from '../../src/control/journal-routes.ts';
import { createOpenStreams } from '../../src/control/open-streams.ts';
import { createClock } from '../../src/world/clock.ts';
import { createIds } from '../../src/world/ids.ts';
import { limits } from '../../src/world/limits.ts';
import { createMemoryStore } from '../../src/world/memory-store.ts';
import { createWorld } from '../../src/world/world.ts';
import { emptyWorld, WS } from '../helpers/world.ts';

const entry = (workspaceId: string, more: Partial<JournalEntry> = {}): JournalEntry => ({
  seq: 0,
  at: 0,
  workspaceId,
  operation: 'inject',
  callSid: null,
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

const bounded = (bounds: Partial<JournalBounds>) =>
  createJournal({
    bounds: { entries: 1000, bytes: 1_000_000, totalBytes: 10_000_000, ...bounds },
  });
const seqs = (journal: Journal, workspaceId: string) =>
  journal.entries(workspaceId).map((one) => one.seq);

describe('the limits of the journal', () => {
  it('keep the newest entries of a workspace by count, and say that others were evicted', () => {
    const journal = bounded({ entries: 3 });
    for (const ws of ['a', 'b', 'a', 'a', 'a']) journal.write(entry(ws));
    expect(seqs(journal, 'a')).toEqual([3, 4, 5]);
    expect([journal.evicted('a'), journal.evicted('b'), journal.evicted('c')]).toEqual([1, 0, 0]);
  });

  it('keep them by bytes, too', () => {
    const journal = bounded({ bytes: 3100 });
    for (let i = 0; i < 10; i++) journal.write(entry('a', { requestBody: 'x'.repeat(600) }));
    expect(seqs(journal, 'a')).toEqual([8, 9, 10]);
    expect(journal.evicted('a')).toBe(7);
  });

  it.each(['path', 'requestBody', 'responseBody', 'requestId', 'callSid'])(
    'count the %s of an entry',
    (field) => {
      const journal = bounded({ bytes: 10_000 });
      for (let i = 0; i < 10; i++) journal.write(entry('a', { [field]: 'x'.repeat(4000) }));
      expect(journal.entries('a').length).toBeLessThanOrEqual(2);
    },
  );

  it('hold over many rounds', () => {
    const journal = bounded({ entries: 10 });
    for (let i = 0; i < 1000; i++) journal.write(entry('a'));
    expect(seqs(journal, 'a')).toEqual(Array.from({ length: 10 }, (_, i) => 991 + i));
  });

  it('are each workspace’s own: the load of one evicts nothing of another', () => {
    const journal = createJournal();
    journal.write(entry('quiet'));
    for (let i = 0; i <= limits.journalEntries; i++) journal.write(entry('busy'));
    expect([journal.evicted('busy'), journal.evicted('quiet')]).toEqual([1, 0]);
    expect(seqs(journal, 'quiet')).toEqual([1]);
  });

  it('evict from the largest workspace when all together are too many', () => {
    const journal = bounded({ totalBytes: 100_000 });
    for (let i = 0; i < 20; i++) journal.write(entry('small'));
    for (let i = 0; i < 500; i++) journal.write(entry(`large ${i % 2}`));
    expect(journal.evicted('small')).toBe(0);
    expect(journal.evicted('large 0')).toBeGreaterThan(100);
    expect(journal.entries('large 0').length).toBeLessThan(250);
  });

  it('keep the size of a body that is too long, and the start of a reason', () => {
    const journal = createJournal();
    const long = 'x'.repeat(limits.journalBodyBytes + 1);
    journal.write(entry('a', { requestBody: long, responseBody: long, why: long }));
    const [kept] = journal.entries('a');
    expect([kept?.requestBody, kept?.omittedBytes]).toEqual(['', long.length]);
    expect(kept?.responseBody).toBe(`(${long.length} bytes, too long to be kept)`);
    expect(kept?.why).toHaveLength(1001);
  });

  it('start anew for a workspace that is cleared', () => {
    const journal = bounded({ entries: 2 });
    for (const ws of ['a', 'a', 'b']) journal.write(entry(ws));
    journal.clear('a');
    expect([journal.entries('a'), journal.evicted('a')]).toEqual([[], 0]);
    expect(journal.entries('b')).toHaveLength(1);
  });
});

describe('a journal of a store', () => {
  it('has entries of workspaces that exist, and forgets them when they are removed', async () => {
    const store = createMemoryStore();
    const journal = createJournal({ store });
    const settings = { workspaceId: WS, name: '', sessionIdleSeconds: null };
    const world = createWorld({ clock: createClock('frozen'), ids: createIds('test'), store });
    journal.write(entry(WS));
    expect(journal.entries(WS)).toEqual([]);
    await world.putWorkspace(settings);
    journal.write(entry(WS));
    expect(journal.entries(WS)).toHaveLength(1);
    await world.removeWorkspace(WS);
    // A request that was under way when its workspace was removed.
    journal.write(entry(WS));
    await world.putWorkspace(settings);
    expect(journal.entries(WS)).toEqual([]);
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
  it('says how many made room, and never passes', async () => {
    const journal = bounded({ entries: 1 });
    const app = journalRoutes({
      world: emptyWorld(),
      journal,
      version: '0',
      operations: ['inject'],
      ready: () => true,
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
    journal.write(entry(WS));
    expect(await verify()).toMatchObject({ ok: true, count: 1, evicted: 0 });
    journal.write(entry(WS));
    expect(await verify()).toMatchObject({ ok: false, count: 1, evicted: 1 });
  });
});
