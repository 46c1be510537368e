/** The journal of a shared world. */
import { describe, expect, it } from 'vitest';
import { limits } from '../../../src/world/limits.ts';
import type { Store } from '../../../src/world/ports/store.ts';
import { hasRedis } from '../../helpers/redis-server.ts';
import {
  make,
  needsServer,
  remove,
  sharedPlace,
  threeStores,
  upTo,
} from '../../helpers/several-stores.ts';
import { NOON, OTHER, WS } from '../../helpers/world.ts';

const entry = (requestId: string, workspaceId = WS, responseBody = '') =>
  ({
    operation: 'inject',
    method: 'POST',
    path: '/',
    callSid: null,
    status: 200,
    requestId,
    why: null,
    faultId: null,
    at: NOON,
    workspaceId,
    query: '',
    headers: {},
    requestBody: '',
    responseBody,
    ms: 1,
    connection: null,
  }) as never;
const ids = async (store: Store, ws = WS) =>
  (await store.journal.read(ws)).entries.map(({ requestId }) => requestId);

describe.skipIf(!hasRedis)(needsServer('the journal of a shared world'), () => {
  it('has the requests of all processes in one order, with numbers, in all processes', async () => {
    const stores = await threeStores({}, [WS, OTHER]);
    await Promise.all(
      upTo(60).map((number) =>
        (stores[number % 3] as Store).journal.write(entry(String(number), number % 2 ? WS : OTHER)),
      ),
    );
    const [first, ...others] = await Promise.all(stores.map((store) => store.journal.read(WS)));
    expect(first?.entries).toHaveLength(30);
    expect(first?.evicted).toBe(0);
    for (const other of others) expect(other).toEqual(first);
    const { entries } = await stores[1].journal.read(OTHER);
    const numbers = [...(first?.entries ?? []), ...entries].map(({ seq }) => seq);
    expect([...numbers].sort((one, other) => one - other)).toEqual(upTo(60));
    const own = first?.entries.map(({ seq }) => seq) ?? [];
    expect(own).toEqual([...own].sort((one, other) => one - other));
  });

  it('can be read in any process as soon as the write returns', async () => {
    const [a, b, c] = await threeStores();
    for (const number of upTo(5)) {
      await a.journal.write(entry(String(number)));
      for (const store of [b, c]) expect(await ids(store)).toEqual(upTo(number).map(String));
    }
  });

  it('keeps the newest entries, and counts those that were evicted', async () => {
    const [a, b] = await threeStores();
    const more = 25;
    await Promise.all(
      upTo(limits.journalEntries + more).map((number) => a.journal.write(entry(String(number)))),
    );
    const { entries, evicted } = await b.journal.read(WS);
    expect(entries).toHaveLength(limits.journalEntries);
    expect(entries[0]?.requestId).toBe(String(more + 1));
    expect(evicted).toBe(more);
  });

  it('keeps a number of bytes of each workspace', async () => {
    const [a, b] = await threeStores();
    const body = 'x'.repeat(limits.journalBytes / 8);
    for (const number of upTo(12)) await a.journal.write(entry(String(number), WS, body));
    const { entries, evicted } = await b.journal.read(WS);
    expect(entries.length).toBeGreaterThan(5);
    expect(entries.length).toBeLessThan(9);
    expect(entries.length + evicted).toBe(12);
    expect(entries.at(-1)?.requestId).toBe('12');
  });

  it('keeps a number of bytes of all workspaces, at the cost of the largest', async () => {
    const large = upTo(8).map((number) =>
      `${number + 1}`.repeat(8).concat('-1111-4111-8111-111111111111'),
    );
    const place = await sharedPlace();
    const a = await place.open();
    await make(a, WS);
    await a.journal.write(entry('small'));
    const body = 'x'.repeat(1_000_000);
    for (const ws of large) {
      await make(a, ws);
      for (const number of upTo(12)) await a.journal.write(entry(String(number), ws, body));
    }
    const pages: Awaited<ReturnType<typeof a.journal.read>>[] = [];
    for (const ws of large) pages.push(await a.journal.read(ws));
    const kept = pages.flatMap(({ entries }) => entries).length;
    const evicted = pages.reduce((sum, page) => sum + page.evicted, 0);
    expect(kept + evicted).toBe(8 * 12);
    expect(kept * body.length).toBeLessThan(limits.journalTotalBytes);
    expect(kept * body.length).toBeGreaterThan(limits.journalTotalBytes * 0.9);
    expect(await ids(a)).toEqual(['small']);
  });

  it('is cleared for all processes, with its count', async () => {
    const [a, b] = await threeStores();
    await a.journal.write(entry('1'));
    await b.journal.clear(WS);
    expect(await a.journal.read(WS)).toEqual({ entries: [], evicted: 0 });
    await a.journal.write(entry('2'));
    expect(await ids(b)).toEqual(['2']);
  });

  it('is removed with its workspace, and has no entries of one that does not exist', async () => {
    const [a, b] = await threeStores();
    await a.journal.write(entry('1'));
    // The entry of a request that ends while another removes the workspace.
    await Promise.all([remove(b, WS), b.journal.write(entry('2')), a.journal.write(entry('3'))]);
    expect(await ids(a)).toEqual([]);
    await make(a, WS);
    expect(await b.journal.read(WS)).toEqual({ entries: [], evicted: 0 });
  });
});
