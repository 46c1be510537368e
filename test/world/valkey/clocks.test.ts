/** The clocks of a shared world. */
import { describe, expect, it } from 'vitest';
import { createClock } from '../../../src/world/ports/clock.ts';
import type { Decision, Store } from '../../../src/world/ports/store.ts';
import { hasRedis } from '../../helpers/redis-server.ts';
import {
  make,
  needsServer,
  put,
  service,
  sharedPlace,
  threeStores,
  upTo,
} from '../../helpers/several-stores.ts';
import { NOON, OTHER, WS } from '../../helpers/world.ts';

/** The time that a rule sees. */
const timeOf = (store: Store, ws = WS) =>
  store.decide(ws, {}, (_, { now }): Decision<number> => ({ result: now }));

describe.skipIf(!hasRedis)(needsServer('a clock of a shared world'), () => {
  it('that one process advances has the new time for the next read and decision of another', async () => {
    const [a, b, c] = await threeStores();
    for (const [index, store] of [a, b, c].entries()) {
      await store.clocks.change(null, { advanceMs: 1000 });
      const at = NOON + 1000 * (index + 1);
      for (const other of [a, b, c]) {
        await other.read(WS, {});
        expect(other.clocks.now(WS)).toBe(at);
        expect(await timeOf(other)).toBe(at);
      }
    }
  });

  it('can be a workspace’s own, in all processes', async () => {
    const [a, b, c] = await threeStores({}, [WS, OTHER]);
    await b.clocks.change(WS, { advanceMs: 500 });
    await c.clocks.change(null, { advanceMs: 1000 });
    for (const store of [a, b, c]) {
      expect([await timeOf(store), await timeOf(store, OTHER)]).toEqual([NOON + 500, NOON + 1000]);
      expect([store.clocks.isOwn(WS), store.clocks.isOwn(OTHER)]).toEqual([true, false]);
    }
    await make(a, WS);
    for (const store of [a, b, c]) expect(await timeOf(store)).toBe(NOON + 1000);
  });

  it('adds up what all processes advance at the same time', async () => {
    const stores = await threeStores();
    await Promise.all(
      upTo(60).map((number) =>
        (stores[number % 3] as Store).clocks.change(null, { advanceMs: 10 }),
      ),
    );
    for (const store of stores) expect(await timeOf(store)).toBe(NOON + 600);
  });

  it('that changes while a decision is on its way gives it the new time', async () => {
    const [a, b] = await threeStores();
    await b.read(WS, {});
    const times: number[] = [];
    const deciding = b.decide(WS, {}, (_, { now }): Decision<number> => {
      times.push(now);
      return { result: now, put: [['service', 's', service('s', String(now))]] };
    });
    const [at] = await Promise.all([deciding, a.clocks.change(null, { advanceMs: 1000 })]);
    // Whichever was first: a decision that was committed after the change has the time after it.
    expect(times.at(-1)).toBe(at);
    const later = await b.decide(
      WS,
      { one: ['service', 's'] },
      ({ one }, { now }): Decision<boolean> => ({
        result: Number(one?.name) <= now,
      }),
    );
    expect(later).toBe(true);
  });

  it('never goes backwards from one process to the next', async () => {
    const place = await sharedPlace({ clock: createClock('real') });
    const a = await place.open();
    await make(a, WS);
    const stores = [a, await place.open(), await place.open()];
    let before = 0;
    for (const number of upTo(150)) {
      const store = stores[number % 3] as Store;
      const at = await store.decide(
        WS,
        {},
        (_, { now }): Decision<number> => ({
          result: now,
          put: [['service', 's', service('s', String(number))]],
        }),
      );
      expect(at).toBeGreaterThanOrEqual(before);
      before = at;
    }
  });

  it('never goes backwards from a read in one process to a read in the next', async () => {
    const place = await sharedPlace({ clock: createClock('real') });
    const a = await place.open();
    await make(a, WS);
    const stores = [a, await place.open(), await place.open()];
    let before = 0;
    for (const number of upTo(300)) {
      const store = stores[number % 3] as Store;
      await store.read(WS, {});
      const at = store.clocks.now(WS);
      expect(at).toBeGreaterThanOrEqual(before);
      before = at;
    }
  });

  it('of a workspace that was removed is not there any more', async () => {
    const [a, b] = await threeStores();
    await b.read(WS, {});
    await a.decide(WS, {}, () => ({ result: undefined, replace: null }));
    expect(await b.clocks.change(WS, { advanceMs: 1 })).toEqual({ status: 'not_found' });
    await make(a, WS);
    await put(b, 's');
    expect(await b.clocks.change(WS, { advanceMs: 1 })).toEqual({ status: 'changed' });
  });

  it('that would leave the range of times changes nothing anywhere', async () => {
    const [a, b] = await threeStores();
    const result = await a.clocks.change(null, { now: -1 });
    expect(result).toEqual({ status: 'out_of_range', at: -1 });
    expect(await timeOf(b)).toBe(NOON);
  });
});
