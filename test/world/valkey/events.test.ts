/** The events of a shared world: one order, the same numbers everywhere. */
import { describe, expect, it } from 'vitest';
import type { NumberedEvent } from '../../../src/world/model/events.ts';
import type { Store } from '../../../src/world/ports/store.ts';
import { hasRedis } from '../../helpers/redis-server.ts';
import {
  count,
  emit,
  happened,
  make,
  needsServer,
  sharedPlace,
  threeStores,
  until,
  upTo,
} from '../../helpers/several-stores.ts';
import { OTHER, WS } from '../../helpers/world.ts';

const hear = (store: Store): readonly NumberedEvent[] => {
  const heard: NumberedEvent[] = [];
  store.events.listen((event) => heard.push(event));
  return heard;
};

describe.skipIf(!hasRedis)(needsServer('the events of a shared world'), () => {
  it('have the same numbers and the same order in all processes, and each is heard once', async () => {
    const stores = await threeStores();
    const heard = stores.map(hear);
    await Promise.all(
      upTo(60).map((number) => {
        const store = stores[number % 3] as Store;
        return number % 2 === 0
          ? emit(store, String(number))
          : store.events.announce(happened(String(number)));
      }),
    );
    await until(() => heard.every((events) => events.length >= 60));
    const [first, ...others] = heard;
    expect(first?.map(({ id }) => id)).toEqual(upTo(60));
    for (const other of others) expect(other).toEqual(first);
    for (const store of stores) expect(store.events.after(0)).toEqual(first);
  });

  it('are heard by a process before its own call returns, and by the others without a call', async () => {
    const [a, b] = await threeStores();
    const [here, there] = [hear(a), hear(b)];
    await emit(a, 'A');
    expect(here).toHaveLength(1);
    await a.events.announce(happened('B'));
    expect(here).toHaveLength(2);
    await until(() => there.length === 2);
  });

  it('that were announced before a process came can be read there, but are not heard', async () => {
    const place = await sharedPlace();
    const a = await place.open();
    await make(a, WS);
    for (const number of upTo(5)) await emit(a, String(number));
    const b = await place.open();
    const heard = hear(b);
    expect(b.events.after(0)).toEqual(a.events.after(0));
    expect(b.events.lastId).toBe(5);
    await emit(b, 'next');
    expect(heard.map(({ id }) => id)).toEqual([6]);
  });

  it('that are no longer kept leave a gap that a later process knows', async () => {
    const place = await sharedPlace();
    const a = await place.open();
    await make(a, WS);
    await make(a, OTHER);
    // Large commits: the oldest of them make room.
    const text = 'x'.repeat(1_000_000);
    for (const number of upTo(80)) {
      await a.decide(WS, {}, () => ({
        result: undefined,
        emit: [happened(String(number))],
        put: [['shaped', 'one', { path: '/one', body: text } as never]],
      }));
    }
    await emit(a, 'last');
    const b = await place.open();
    const kept = b.events.after(0);
    const first = kept[0]?.id as number;
    expect(first).toBeGreaterThan(1);
    expect(kept).toEqual(a.events.after(first - 1));
    expect(b.events.gapAfter(0)).toEqual({
      after: 0,
      next: first,
      upTo: first - 1,
      lost: first - 1,
    });
    expect(b.events.gapAfter(first - 1)).toBeNull();
    expect(b.events.gapAfter(0, WS)).toMatchObject({ next: first, upTo: first - 1 });
  });

  it('reach a process that missed more commits than are kept, as a gap and without stopping it', async () => {
    const place = await sharedPlace();
    const a = await place.open();
    await make(a, WS);
    const b = await place.open();
    const heard = hear(b);
    await emit(a, 'first');
    await until(() => heard.length === 1);
    const text = 'x'.repeat(1_000_000);
    const writes = upTo(90).map((number) =>
      a.decide(WS, {}, () => ({
        result: undefined,
        emit: [happened(String(number))],
        put: [['shaped', 'one', { path: '/one', body: text } as never]],
      })),
    );
    await Promise.all(writes);
    expect(await count(b)).toBe(1);
    const ids = heard.map(({ id }) => id);
    expect(ids).toEqual([...ids].sort((one, other) => one - other));
    expect(new Set(ids).size).toBe(ids.length);
    expect(b.events.lastId).toBe(91);
  });
});
