/** What every store does. A store is added to it by a line in `test/helpers/stores.ts`. */
import { describe, expect, it } from 'vitest';
import { emptyChannel } from '../../src/world/model/channel.ts';
import type { WorldEvent } from '../../src/world/model/events.ts';
import { createClock } from '../../src/world/ports/clock.ts';
import type { Contents, Decision, Store, Task } from '../../src/world/ports/store.ts';
import { missing, stores } from '../helpers/stores.ts';
import { NOON, OTHER, WS } from '../helpers/world.ts';

const empty: Contents = { records: {}, logs: {}, tasks: [], clock: null };
const workspace = (workspaceId: string) =>
  ({
    workspaceId,
    name: '',
    createdAt: NOON,
    sessionIdleSeconds: null,
    origin: { workspace_id: workspaceId },
  }) as const;
const contentsOf = (workspaceId: string, more: Partial<Contents['records']> = {}): Contents => ({
  ...empty,
  records: { workspace: [[workspaceId, workspace(workspaceId)]], ...more },
});
const service = (serviceId: string, name = '') => ({
  serviceId,
  name,
  description: '',
  agentId: null,
});
const END: Task = { kind: 'end', callSid: 'A' };
const heard = (store: Store): WorldEvent[] => {
  const events: WorldEvent[] = [];
  store.events.listen(({ event }) => events.push(event));
  return events;
};
const happened = (callSid: string): WorldEvent => ({
  type: 'call.ended',
  at: NOON,
  workspaceId: WS,
  callSid,
});

const here = Object.entries(stores).filter(([name]) => missing[name] === undefined);

for (const [name, why] of Object.entries(missing)) {
  it.skipIf(why !== undefined)(
    `a store is tested: ${name}, which ${why ?? 'needs nothing more'}`,
    () => {
      expect(here.map(([one]) => one)).toContain(name);
    },
  );
}

describe.each(here)('a store: %s', (_, make) => {
  async function filled(): Promise<Store> {
    const store = await make({ clock: createClock({ frozenAt: NOON }), seed: 'test' });
    for (const ws of [WS, OTHER]) {
      await store.decide(ws, {}, () => ({ result: undefined, replace: contentsOf(ws) }));
    }
    return store;
  }
  const put = (store: Store, id: string, name = '', ws = WS) =>
    store.decide(ws, {}, () => ({ result: undefined, put: [['service', id, service(id, name)]] }));

  describe('reads', () => {
    it('what a rule requests: a record, a log, a count', async () => {
      const store = await filled();
      await put(store, 's1');
      await store.decide(WS, {}, () => ({
        result: undefined,
        append: [['turns', 'c1', [turn('hi')]]],
      }));
      const found = await store.decide(
        WS,
        {
          one: ['service', 's1'],
          none: ['service', 's2'],
          said: ['turns', 'c1'],
          nothing: ['turns', 'c2'],
          services: ['count', 'service'],
          calls: ['count', 'call'],
        },
        (all): Decision<unknown> => ({ result: { ...all, said: all.said.map((one) => one.text) } }),
      );
      expect(found).toEqual({
        one: service('s1'),
        none: undefined,
        said: ['hi'],
        nothing: [],
        services: 1,
        calls: 0,
      });
    });

    it('nothing of another or an unknown workspace', async () => {
      const store = await filled();
      await put(store, 's1');
      for (const ws of [OTHER, '99999999-9999-4999-8999-999999999999']) {
        const found = await store.read(ws, { one: ['service', 's1'], all: ['count', 'service'] });
        expect(found).toEqual({ one: undefined, all: 0 });
        expect((await store.list(ws, 'service')).records).toEqual([]);
      }
    });

    it('lists that do not change when something is added later', async () => {
      const store = await filled();
      await store.decide(WS, {}, () => ({
        result: undefined,
        append: [['turns', 'c1', [turn('1')]]],
      }));
      const before = await store.read(WS, { said: ['turns', 'c1'] });
      const listed = await store.list(WS, 'service');
      await store.decide(WS, {}, () => ({
        result: undefined,
        append: [['turns', 'c1', [turn('2')]]],
      }));
      await put(store, 's1');
      expect(before.said).toHaveLength(1);
      expect(listed.records).toEqual([]);
    });

    it('records in order of creation; a replaced one keeps its place', async () => {
      const store = await filled();
      for (const id of ['b', 'a', 'c']) await put(store, id);
      await put(store, 'b', 'again');
      const { records } = await store.list(WS, 'service');
      expect(records).toEqual([service('b', 'again'), service('a'), service('c')]);
    });

    it('a list with a new version after a change, and with the same one before', async () => {
      const store = await filled();
      const version = async () => (await store.list(WS, 'service')).version;
      const versions = [await version()];
      await put(store, 's1');
      versions.push(await version());
      expect(await version()).toBe(versions[1]);
      await put(store, 's1', 'changed');
      versions.push(await version());
      await store.decide(WS, {}, () => ({ result: undefined, replace: contentsOf(WS) }));
      await put(store, 's1');
      versions.push(await version());
      expect(new Set(versions).size).toBe(4);
    });
  });

  describe('commits', () => {
    it('a decision as a whole, and returns its result', async () => {
      const store = await filled();
      const events = heard(store);
      const result = await store.decide(WS, {}, () => ({
        result: 'done',
        put: [
          ['service', 's1', service('s1')],
          ['channel', 'A', emptyChannel],
        ],
        append: [['turns', 'c1', [turn('1'), turn('2')]]],
        plan: [{ task: END, at: NOON + 1000 }],
        emit: [happened('A'), happened('B')],
      }));
      expect(result).toBe('done');
      const contents = await store.contents(WS);
      expect(contents?.records).toMatchObject({ service: [['s1', service('s1')]] });
      expect(contents?.logs.turns).toMatchObject([['c1', [{ text: '1' }, { text: '2' }]]]);
      expect(contents?.tasks).toEqual([{ task: END, at: NOON + 1000 }]);
      // Its events were heard by then, in order.
      expect(events).toEqual([happened('A'), happened('B')]);
    });

    it('nothing of a rule that throws', async () => {
      const store = await filled();
      const before = await store.contents(WS);
      const failing = async () =>
        store.decide(WS, {}, () => {
          throw new Error('a mistake');
        });
      await expect(failing()).rejects.toThrow('a mistake');
      expect(await store.contents(WS)).toEqual(before);
    });

    it('the rewriting of a log, and the removal of a record', async () => {
      const store = await filled();
      await put(store, 's1');
      await store.decide(WS, {}, () => ({
        result: undefined,
        append: [['turns', 'c1', [turn('1')]]],
      }));
      await store.decide(WS, {}, () => ({
        result: undefined,
        put: [['service', 's1', undefined]],
        rewrite: [['turns', 'c1', []]],
      }));
      const found = await store.read(WS, { one: ['service', 's1'], said: ['turns', 'c1'] });
      expect(found).toEqual({ one: undefined, said: [] });
    });

    it('concurrent decisions one by one: each sees what was committed before', async () => {
      const store = await filled();
      const count = () =>
        store.decide(WS, { one: ['service', 'n'] }, ({ one }): Decision<number> => {
          const next = Number(one?.name ?? 0) + 1;
          return { result: next, put: [['service', 'n', service('n', String(next))]] };
        });
      const all = await Promise.all(Array.from({ length: 50 }, count));
      expect([...all].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
    });

    it('records that cannot be changed through passed or returned objects', async () => {
      const store = await filled();
      const given = service('s1', 'before');
      await store.decide(WS, {}, () => ({
        result: undefined,
        put: [['service', 's1', { ...given }]],
      }));
      given.name = 'after';
      expect((await store.read(WS, { one: ['service', 's1'] })).one?.name).toBe('before');
    });

    it('draws that depend on the seed, with a separate stream for each workspace and its keys', async () => {
      const drawn = async () => {
        const store = await filled();
        const draw = (ws: string) =>
          store.decide(
            ws,
            {},
            (_found, moment): Decision<string[]> => ({
              result: [moment.uuid(), moment.tagged('evt'), moment.keys.secret(), moment.uuid()],
            }),
          );
        return [await draw(WS), await draw(OTHER), await draw(WS)];
      };
      const first = await drawn();
      expect(await drawn()).toEqual(first);
      expect(new Set(first.flat()).size).toBe(12);
    });
  });

  describe('a workspace', () => {
    it('is replaced as a whole, and removed with all its contents', async () => {
      const store = await filled();
      await put(store, 's1');
      await store.decide(WS, {}, () => ({ result: undefined, plan: [{ task: END, at: NOON }] }));
      await store.decide(WS, {}, () => ({
        result: undefined,
        replace: contentsOf(WS, { service: [['s2', service('s2')]] }),
      }));
      const replaced = await store.contents(WS);
      expect(replaced?.records.service).toEqual([['s2', service('s2')]]);
      expect(replaced?.tasks).toEqual([]);
      await store.decide(WS, {}, () => ({ result: undefined, replace: null }));
      expect(await store.contents(WS)).toBeUndefined();
      expect(await store.workspaces()).toEqual([OTHER]);
    });

    it('that does not exist stores nothing', async () => {
      const store = await filled();
      await store.decide(WS, {}, () => ({ result: undefined, replace: null }));
      await expect((async () => put(store, 's1'))()).rejects.toThrow();
      expect(await store.workspaces()).toEqual([OTHER]);
      expect(await store.clocks.change(WS, { advanceMs: 1000 })).toEqual({ status: 'not_found' });
    });

    it('is replaced together with all others when a world is loaded', async () => {
      const store = await filled();
      await put(store, 's1');
      const third = '33333333-3333-4333-8333-333333333333';
      const all = new Map([
        [OTHER, contentsOf(OTHER, { service: [['s9', service('s9')]] })],
        [third, contentsOf(third)],
      ]);
      await store.replaceAll(all, { kind: 'own', mode: 'frozen', speed: 0, now: NOON + 5000 });
      expect([...(await store.workspaces())].sort()).toEqual([OTHER, third]);
      expect((await store.list(OTHER, 'service')).records).toEqual([service('s9')]);
      expect(store.clocks.now(null)).toBe(NOON + 5000);
    });

    it('is found by the token of any of its keys, until the key is removed', async () => {
      const store = await filled();
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
      const add = (ws: string, token: string) =>
        store.decide(ws, {}, () => ({ result: undefined, put: [['key', token, key(token)]] }));
      await add(WS, 'k');
      await add(OTHER, 'k');
      expect(await store.workspacesOfKey('k')).toEqual([WS, OTHER]);
      await store.decide(WS, {}, () => ({ result: undefined, put: [['key', 'k', undefined]] }));
      expect(await store.workspacesOfKey('k')).toEqual([OTHER]);
      await store.decide(OTHER, {}, () => ({ result: undefined, replace: null }));
      expect(await store.workspacesOfKey('k')).toEqual([]);
    });
  });

  describe('a clock', () => {
    it('is the world’s until a workspace gets its own, which starts as a copy', async () => {
      const store = await filled();
      await store.clocks.change(null, { advanceMs: 1000 });
      expect(store.clocks.now(WS)).toBe(NOON + 1000);
      await store.clocks.change(WS, { advanceMs: 500 });
      expect([store.clocks.now(WS), store.clocks.now(OTHER)]).toEqual([NOON + 1500, NOON + 1000]);
      expect([store.clocks.isOwn(WS), store.clocks.isOwn(OTHER)]).toEqual([true, false]);
    });

    it('is part of the contents, and is restored with them', async () => {
      const store = await filled();
      await store.clocks.change(WS, { mode: 'frozen', advanceMs: 500 });
      const contents = (await store.contents(WS)) as Contents;
      await store.decide(WS, {}, () => ({ result: undefined, replace: null }));
      await store.decide(WS, {}, () => ({ result: undefined, replace: contents }));
      expect(store.clocks.now(WS)).toBe(NOON + 500);
    });
  });

  describe('a task', () => {
    const plan = (store: Store, at: number | null, task: Task = END, ws = WS) =>
      store.decide(ws, {}, () => ({ result: undefined, plan: [{ task, at }] }));
    const nothing = (): Decision<void> => ({ result: undefined });

    it('is next when it is due first, on whichever clock', async () => {
      const store = await filled();
      await plan(store, NOON + 2000);
      await plan(store, NOON + 1000, { kind: 'end', callSid: 'B' }, OTHER);
      expect(await store.tasks.next()).toMatchObject({ inMs: Infinity });
      await store.clocks.change(null, { advanceMs: 3000 });
      expect(await store.tasks.next()).toMatchObject({
        workspaceId: OTHER,
        at: NOON + 1000,
        inMs: 0,
        until: NOON + 2000,
      });
    });

    it('is performed once, even with concurrent calls', async () => {
      const store = await filled();
      await plan(store, NOON);
      const next = await store.tasks.next();
      if (next === undefined) throw new Error('nothing is planned');
      const all = await Promise.all(
        Array.from({ length: 5 }, () => store.tasks.perform(next, {}, nothing)),
      );
      expect(all.filter(Boolean)).toHaveLength(1);
      expect(await store.tasks.next()).toBeUndefined();
    });

    it('replaces the same task, and is cancelled with a time of null', async () => {
      const store = await filled();
      await plan(store, NOON + 2000);
      await plan(store, NOON + 1000);
      expect((await store.contents(WS))?.tasks).toEqual([{ task: END, at: NOON + 1000 }]);
      await plan(store, null);
      expect(await store.tasks.next()).toBeUndefined();
    });

    it('is not performed after it was planned for another time', async () => {
      const store = await filled();
      await plan(store, NOON);
      const next = await store.tasks.next();
      if (next === undefined) throw new Error('nothing is planned');
      await plan(store, NOON + 1000);
      expect(await store.tasks.perform(next, {}, nothing)).toBe(false);
      expect((await store.contents(WS))?.tasks).toEqual([{ task: END, at: NOON + 1000 }]);
    });
  });

  describe('an event', () => {
    it('has a number, one more than the one before, and can be read again', async () => {
      const store = await filled();
      await store.decide(WS, {}, () => ({ result: undefined, emit: [happened('A')] }));
      await store.decide(WS, {}, () => ({ result: undefined, emit: [happened('B')] }));
      const all = store.events.after(0);
      expect(all.map((one) => one.id)).toEqual([1, 2]);
      expect(store.events.after(1).map((one) => one.event)).toEqual([happened('B')]);
    });
  });
});

function turn(text: string) {
  return { role: 'agent', text, at: NOON, turnIndex: null, toolCalls: [], content: [] } as const;
}
