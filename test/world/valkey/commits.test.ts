/** What one process commits, and what the others then see. */
import { describe, expect, it } from 'vitest';
import type { Contents, Decision, Store } from '../../../src/world/ports/store.ts';
import { hasRedis } from '../../helpers/redis-server.ts';
import {
  contentsOf,
  count,
  make,
  nameOf,
  needsServer,
  put,
  remove,
  service,
  services,
  sharedPlace,
  threeStores,
  upTo,
} from '../../helpers/several-stores.ts';
import { NOON, OTHER, WS } from '../../helpers/world.ts';

const THIRD = '33333333-3333-4333-8333-333333333333';
const turn = (text: string) =>
  ({ role: 'agent', text, at: NOON, turnIndex: null, toolCalls: [], content: [] }) as const;
const key = (token: string) => ({
  id: token,
  keyId: token,
  token,
  name: null,
  role: 'member',
  permissions: [],
  createdAt: NOON,
  expiresAt: null,
  createdBy: null,
  lastUsedAt: null,
});
const addKey = (store: Store, ws: string, token: string) =>
  store.decide(ws, {}, () => ({ result: undefined, put: [['key', token, key(token)]] }));
const say = (store: Store, text: string) =>
  store.decide(WS, {}, () => ({ result: undefined, append: [['turns', 'c1', [turn(text)]]] }));

describe.skipIf(!hasRedis)(needsServer('what one process commits'), () => {
  it('is read by the others at once: a record, a log, a count', async () => {
    const [a, b, c] = await threeStores();
    for (const [index, writer] of [a, b, c].entries()) {
      await put(writer, `s${index}`, 'x');
      await say(writer, String(index));
      for (const reader of [a, b, c]) {
        const found = await reader.read(WS, {
          one: ['service', `s${index}`],
          said: ['turns', 'c1'],
          all: ['count', 'service'],
        });
        expect(found.one?.name).toBe('x');
        expect(found.said.map(({ text }) => text)).toEqual(['0', '1', '2'].slice(0, index + 1));
        expect(found.all).toBe(index + 1);
      }
    }
  });

  it('is listed by all in the order of creation, also when a record is replaced, or made again', async () => {
    const [a, b, c] = await threeStores();
    // `b` has the workspace loaded from the start, `c` loads it at the end.
    await b.list(WS, 'service');
    for (const [store, id] of [
      [a, 'z'],
      [b, 'y'],
      [a, 'x'],
      [b, 'w'],
    ] as const)
      await put(store, id);
    await put(b, 'z', 'replaced');
    await a.decide(WS, {}, () => ({ result: undefined, put: [['service', 'y', undefined]] }));
    await put(b, 'y', 'again');
    for (const store of [a, b, c]) {
      const { records } = await store.list(WS, 'service');
      expect(records.map(({ serviceId }) => serviceId)).toEqual(['z', 'x', 'w', 'y']);
    }
  });

  it('is listed by all in one order, also when one process removes what another writes again', async () => {
    const place = await sharedPlace();
    const a = await place.open();
    await make(a, WS);
    const b = await place.open();
    await b.list(WS, 'service');
    for (const id of ['x', 'y', 'z']) await put(a, id);
    for (const id of upTo(19).map((number) => ['x', 'y', 'z'][number % 3] ?? '')) {
      const gone = { result: undefined, put: [['service', id, undefined]] } as const;
      await Promise.all([a.decide(WS, {}, () => gone), put(b, id, 'again')]);
    }
    const later = await place.open();
    const expected = (await later.list(WS, 'service')).records;
    for (const store of [a, b]) expect((await store.list(WS, 'service')).records).toEqual(expected);
  });

  it('reaches a process that loads the workspace meanwhile, exactly once', async () => {
    const place = await sharedPlace();
    const a = await place.open();
    await make(a, WS, contentsOf(WS, { service: services(2_000) }));
    const b = await place.open();
    const writes = upTo(50).map((number) => say(a, String(number)));
    const reads = upTo(20).map(() => b.read(WS, { said: ['turns', 'c1'] }));
    await Promise.all([...writes, ...reads]);
    const { said } = await b.read(WS, { said: ['turns', 'c1'] });
    expect(said.map(({ text }) => text)).toEqual(upTo(50).map(String));
  });

  it('can be a workspace: made, reset and removed ones are known to all, in order of creation', async () => {
    const [a, b, c] = await threeStores({}, [WS, OTHER]);
    await make(b, THIRD);
    for (const store of [a, b, c]) expect(await store.workspaces()).toEqual([WS, OTHER, THIRD]);
    await put(c, 's1');
    await make(a, WS);
    for (const store of [a, b, c]) {
      expect(await store.workspaces()).toEqual([WS, OTHER, THIRD]);
      expect(await nameOf(store, 's1')).toBeUndefined();
    }
    await remove(b, WS);
    for (const store of [a, b, c]) {
      expect(await store.workspaces()).toEqual([OTHER, THIRD]);
      expect(await store.contents(WS)).toBeUndefined();
      await expect(put(store, 's1')).rejects.toThrow('no workspace');
    }
    await make(c, WS);
    for (const store of [a, b, c]) {
      expect(await store.workspaces()).toEqual([OTHER, THIRD, WS]);
      expect((await store.list(WS, 'service')).records).toEqual([]);
    }
    // Who opens the world later sees the same.
    await put(a, 's2', 'new');
    for (const store of [a, b, c]) expect(await nameOf(store, 's2')).toBe('new');
  });

  it('can be a key: all find its workspaces by the token, until it or they are removed', async () => {
    const [a, b, c] = await threeStores({}, [WS, OTHER]);
    await addKey(b, OTHER, 't');
    await addKey(a, WS, 't');
    const found = () => Promise.all([a, b, c].map((store) => store.workspacesOfKey('t')));
    for (const all of await found()) expect([...all].sort()).toEqual([WS, OTHER]);
    await c.decide(WS, {}, () => ({ result: undefined, put: [['key', 't', undefined]] }));
    expect(await found()).toEqual([[OTHER], [OTHER], [OTHER]]);
    await remove(a, OTHER);
    expect(await found()).toEqual([[], [], []]);
  });

  it('is the same in the contents that any of them returns', async () => {
    const [a, b, c] = await threeStores({}, [WS, OTHER]);
    await put(a, 's1', 'one');
    await say(b, 'hi');
    await addKey(c, OTHER, 't');
    await b.decide(WS, {}, () => ({
      result: undefined,
      plan: [{ task: { kind: 'end', callSid: 'A' }, at: NOON + 1 }],
    }));
    await c.clocks.change(OTHER, { mode: 'frozen', advanceMs: 5 });
    const everything = await a.everything();
    expect(everything.workspaces).toHaveLength(2);
    expect(await b.everything()).toEqual(everything);
    expect(await c.everything()).toEqual(everything);
    expect(await c.contents(WS)).toEqual(everything.workspaces[0]);
  });

  it.each([10, 6_000])('can be a whole world, of workspaces with %i records', async (size) => {
    const [a, b, c] = await threeStores({}, [WS, OTHER]);
    await put(b, 'old');
    const full: Contents = {
      ...contentsOf(OTHER, { service: services(size), key: [['t', key('t')]] }),
      logs: { turns: [['c1', [turn('1'), turn('2')]]] },
      tasks: [{ task: { kind: 'end', callSid: 'A' }, at: NOON + 1 }],
      clock: { kind: 'own', mode: 'frozen', speed: 0, now: NOON + 7 },
    };
    const all = new Map([
      [THIRD, contentsOf(THIRD)],
      [OTHER, full],
    ]);
    await a.replaceAll(all, null);
    for (const store of [a, b, c]) {
      expect(await store.workspaces()).toEqual([THIRD, OTHER]);
      expect(await store.workspacesOfKey('t')).toEqual([OTHER]);
      expect(await store.contents(OTHER)).toEqual(full);
      expect(await nameOf(store, 'old')).toBeUndefined();
    }
    await b.decide(OTHER, {}, () => ({
      result: undefined,
      append: [['turns', 'c1', [turn('3')]]],
    }));
    await put(c, 's1', 'changed', OTHER);
    for (const store of [a, b, c]) {
      const { records } = await store.list(OTHER, 'service');
      expect(records.map(({ serviceId }) => serviceId)).toEqual(services(size).map(([id]) => id));
      expect((await store.read(OTHER, { said: ['turns', 'c1'] })).said).toHaveLength(3);
    }
  });

  it.each([10, 6_000])(
    'can be a workspace of %i records, loaded into an existing one',
    async (size) => {
      const [a, b, c] = await threeStores();
      await put(b, 'old');
      await make(c, WS, contentsOf(WS, { service: services(size) }));
      for (const store of [a, b, c]) {
        expect((await store.list(WS, 'service')).records).toHaveLength(size);
        expect(await nameOf(store, 'old')).toBeUndefined();
      }
      await put(a, 's1', 'changed');
      for (const store of [a, b, c]) expect(await nameOf(store, 's1')).toBe('changed');
    },
  );

  it('is one state of the world in a snapshot, however much is committed meanwhile', async () => {
    const [a, b, c] = await threeStores({}, [WS, OTHER]);
    // Both workspaces always have as many services; first one, then the other gets one more.
    const grow = async () => {
      for (const number of upTo(40)) {
        await put(a, `s${number}`, '', WS);
        await put(b, `s${number}`, '', OTHER);
      }
    };
    const sizes: number[][] = [];
    let done = false;
    const growing = grow().finally(() => {
      done = true;
    });
    while (!done) {
      const { workspaces } = await c.everything();
      sizes.push(workspaces.map(({ records }) => records.service?.length ?? 0));
    }
    await growing;
    const apart = sizes.map(([one = 0, other = 0]) => one - other);
    expect(apart.filter((by) => by !== 0 && by !== 1)).toEqual([]);
  });

  it('keeps every character of a text and of an id, and lone surrogates of a text', async () => {
    const [a, b, c] = await threeStores();
    await a.list(WS, 'service');
    const odd = ['', ' ', 'a b', 'ü\u0000\n"\\', '\u2028', '😀', 'count service'];
    for (const text of odd) await put(a, `id${text}`, `${text}\ud800`);
    for (const store of [a, b, c]) {
      const { records } = await store.list(WS, 'service');
      expect(records).toEqual(odd.map((text) => service(`id${text}`, `${text}\ud800`)));
    }
  });
});

describe.skipIf(!hasRedis)(needsServer('concurrent decisions of several processes'), () => {
  it('on one record are applied one by one, and each sees those before', async () => {
    const stores = await threeStores();
    const all = await Promise.all(upTo(300).map((number) => count(stores[number % 3] as Store)));
    expect([...all].sort((one, other) => one - other)).toEqual(upTo(300));
    for (const store of stores) expect(await nameOf(store, 'n')).toBe('300');
  });

  it('on different records do not run again', async () => {
    const stores = await threeStores();
    for (const store of stores) await store.list(WS, 'service');
    let runs = 0;
    const touch = (store: Store, id: string) =>
      store.decide(WS, { one: ['service', id] }, (): Decision<void> => {
        runs++;
        return { result: undefined, put: [['service', id, service(id, 'x')]] };
      });
    await Promise.all(upTo(90).map((number) => touch(stores[number % 3] as Store, `s${number}`)));
    expect(runs).toBe(90);
    expect((await stores[0].list(WS, 'service')).records).toHaveLength(90);
  });

  it('of which one throws: nothing of that one is committed, and the others are', async () => {
    const [a, b] = await threeStores();
    const failing = a.decide(WS, { one: ['service', 'n'] }, () => {
      throw new Error('a mistake');
    });
    const others = [count(a), count(b), count(a)];
    await expect(failing).rejects.toThrow('a mistake');
    expect((await Promise.all(others)).sort()).toEqual([1, 2, 3]);
  });

  it('make one place only once: of three that look whether it is free, one takes it', async () => {
    const stores = await threeStores();
    const take = (store: Store, id: string) =>
      store.decide(WS, { count: ['count', 'service'] }, ({ count: taken }): Decision<boolean> => {
        if (taken > 0) return { result: false };
        return { result: true, put: [['service', id, service(id)]] };
      });
    const all = await Promise.all(stores.map((store, at) => take(store, `s${at}`)));
    expect(all.filter(Boolean)).toHaveLength(1);
    expect((await stores[0].list(WS, 'service')).records).toHaveLength(1);
  });

  it('all get their turn, however busy the other processes are', async () => {
    const [a, b, c] = await threeStores();
    let done = false;
    let others = 0;
    const busy = async (store: Store) => {
      while (!done) {
        await Promise.all(upTo(20).map(() => count(store)));
        others += 20;
      }
    };
    const crowd = [busy(a), busy(b)];
    for (const _ of upTo(10)) await count(c);
    done = true;
    await Promise.all(crowd);
    expect(await nameOf(c, 'n')).toBe(String(others + 10));
  });

  it('replace a large workspace on the basis of what is committed, and of nothing else', async () => {
    const [a, b] = await threeStores();
    const grow = (store: Store) =>
      store.decide(WS, { one: ['service', 'n'] }, ({ one }): Decision<number> => {
        const next = Number(one?.name ?? 0) + 1;
        const records = [...services(5_500), ['n', service('n', String(next))] as const];
        return { result: next, replace: contentsOf(WS, { service: records }) };
      });
    const all = await Promise.all([count(a), grow(a), count(b), grow(b), count(a), count(b)]);
    expect([...all].sort()).toEqual(upTo(6));
    expect(await nameOf(a, 'n')).toBe('6');
  });
});
