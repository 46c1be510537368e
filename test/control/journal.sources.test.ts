// Only against the sources: it fills a journal by itself, with limits of its own.
import { describe, expect, it } from 'vitest';
import { createJournal } from '../../src/control/journal.ts';
import { journalRoutes } from '../../src/control/journal-routes.ts';
import { createOpenStreams } from '../../src/control/open-streams.ts';
import { emptyWorld, WS } from '../helpers/world.ts';

const entry = (workspaceId: string, body = '') => ({
  seq: 0,
  at: 0,
  workspaceId,
  operation: 'inject',
  callSid: null,
  method: 'POST',
  path: '/',
  requestBody: body,
  status: 200,
  responseBody: '',
  requestId: 'r',
  ms: 0,
  why: null,
  faultId: null,
  connection: null,
});

describe('the bounds of the journal', () => {
  it('keep the newest entries by count, and say of whose some made room', () => {
    const journal = createJournal({ entries: 3, bytes: 1_000_000 });
    for (const ws of ['a', 'b', 'a', 'a', 'a']) journal.write(entry(ws));
    expect(journal.entries('a').map((one) => one.seq)).toEqual([3, 4, 5]);
    expect([journal.evicted('a'), journal.evicted('b'), journal.evicted('c')]).toEqual([1, 1, 0]);
  });

  it('keep them by bytes, too', () => {
    const journal = createJournal({ entries: 100, bytes: 3000 });
    for (let i = 0; i < 10; i++) journal.write(entry('a', 'x'.repeat(600)));
    expect(journal.entries('a').map((one) => one.seq)).toEqual([8, 9, 10].slice(-3));
    expect(journal.evicted('a')).toBe(7);
  });

  it('hold over many rounds', () => {
    const journal = createJournal({ entries: 10, bytes: 1_000_000 });
    for (let i = 0; i < 1000; i++) journal.write(entry('a'));
    expect(journal.entries('a').map((one) => one.seq)).toEqual(
      Array.from({ length: 10 }, (_, i) => 991 + i),
    );
  });

  it('start anew for a workspace that is cleared', () => {
    const journal = createJournal({ entries: 2, bytes: 1_000_000 });
    for (const ws of ['a', 'a', 'b']) journal.write(entry(ws));
    journal.clear('a');
    expect([journal.entries('a'), journal.evicted('a')]).toEqual([[], 0]);
    expect(journal.entries('b')).toHaveLength(1);
  });
});

describe('a verification over evicted entries', () => {
  it('says how many made room, and never passes', async () => {
    const journal = createJournal({ entries: 1, bytes: 1_000_000 });
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
