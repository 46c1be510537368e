/** The planned work of a shared world: whoever is there does it, once. */
import { describe, expect, it } from 'vitest';
import { createClock } from '../../../src/world/ports/clock.ts';
import type { Decision, NextTask, Store, Task } from '../../../src/world/ports/store.ts';
import { hasRedis } from '../../helpers/redis-server.ts';
import {
  make,
  needsServer,
  service,
  sharedPlace,
  threeStores,
  until,
  upTo,
  worldOver,
} from '../../helpers/several-stores.ts';
import { NOON, WS } from '../../helpers/world.ts';

const CALLER = '+15550100009';
const END: Task = { kind: 'end', callSid: 'A' };
const plan = (store: Store, at: number, task = END) =>
  store.decide(WS, {}, () => ({ result: undefined, plan: [{ task, at }] }));
/** Adds one to a number that a service's name holds. */
const perform = (store: Store, task: NextTask) =>
  store.tasks.perform(task, { one: ['service', 'n'] }, ({ one }): Decision<void> => {
    const next = Number(one?.name ?? 0) + 1;
    return { result: undefined, put: [['service', 'n', service('n', String(next))]] };
  });
const endings = (store: Store) =>
  store.events.after(0).filter(({ event }) => event.type === 'call.ended').length;

describe.skipIf(!hasRedis)(needsServer('planned work of a shared world'), () => {
  it('is performed once, by whichever of three processes is first', async () => {
    const stores = await threeStores();
    for (const number of upTo(10)) {
      await plan(stores[0], NOON);
      const tasks = await Promise.all(
        stores.map(async (store) => {
          await store.read(WS, {});
          return store.tasks.next();
        }),
      );
      const done = await Promise.all(
        stores.map((store, at) => perform(store, tasks[at] as NextTask)),
      );
      expect(done.filter(Boolean)).toHaveLength(1);
      const { one } = await stores[1].read(WS, { one: ['service', 'n'] });
      expect(one?.name).toBe(String(number));
      for (const store of stores) {
        await store.read(WS, {});
        expect(await store.tasks.next()).toBeUndefined();
      }
    }
  });

  it('wakes all processes when one plans it', async () => {
    const [a, b, c] = await threeStores();
    const woken: string[] = [];
    b.tasks.listen(() => woken.push('b'));
    c.tasks.listen(() => woken.push('c'));
    await plan(a, NOON + 1000);
    await until(() => woken.length === 2);
    expect(woken.sort()).toEqual(['b', 'c']);
  });

  it('that is planned again for later is not performed by a process that knows only the earlier time', async () => {
    const [a, b] = await threeStores();
    await plan(a, NOON);
    await b.read(WS, {});
    const task = (await b.tasks.next()) as NextTask;
    await Promise.all([plan(a, NOON + 1000), perform(b, task)]);
    const { one } = await a.read(WS, { one: ['service', 'n'] });
    const next = await a.tasks.next();
    // Either it was performed before it was planned again, or it is not performed yet.
    expect(next?.at).toBe(NOON + 1000);
    expect(one?.name ?? '0').toMatch(/^[01]$/);
  });

  it('is done before an advance returns, and once, though three worlds try: a call ends', async () => {
    const stores = await threeStores();
    const worlds = stores.map((store) => worldOver(store));
    for (const number of upTo(5)) {
      await worlds[0]?.placeCall(WS, {
        callSid: `A${number}`,
        callerId: CALLER,
        lengthSeconds: 60,
      });
      await worlds[1]?.advanceClock(null, 61);
      expect(endings(stores[1])).toBe(number);
    }
    await Promise.all(worlds.map((world) => world.settle()));
    for (const store of stores) {
      await store.read(WS, {});
      expect(endings(store)).toBe(5);
    }
  });

  it('is done by the others when a process was closed or cut off', async () => {
    const place = await sharedPlace({ clock: createClock('real') });
    const a = await place.open();
    await make(a, WS);
    const first = worldOver(a);
    const b = await place.open();
    worldOver(b);
    await first.placeCall(WS, { callSid: 'A', callerId: CALLER, lengthSeconds: 0.4 });
    await first.close();
    await until(() => endings(b) === 1);
  });
});
