import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkWorkspace } from '../../src/fixtures/fixture-check.ts';
import { loadSnapshot, takeSnapshot } from '../../src/fixtures/snapshot.ts';
import { SnapshotError } from '../../src/fixtures/snapshot-format.ts';
import { createClock } from '../../src/world/ports/clock.ts';
import { createIds } from '../../src/world/ports/ids.ts';
import { demoFixture } from '../../src/world/seeding/demo.ts';
import { createWorld, type World } from '../../src/world/world.ts';
import { makeStore } from '../helpers/stores.ts';
import {
  demoWorld,
  ENTITY,
  event,
  NOON,
  OTHER,
  SERVICE,
  seededWorld,
  WS,
} from '../helpers/world.ts';

const fault = { status: 503, times: 1, probability: 0.5 };
const entity = { entityId: ENTITY, canonicalId: 'a:b:1', name: '', projectionLagSeconds: 0 };
const session = {
  serviceId: SERVICE,
  entity: { by: 'entity_id', entityId: ENTITY },
  channelKind: 'web',
  greeting: null,
} as const;
const conversation = {
  serviceId: SERVICE,
  entityId: ENTITY,
  channelKind: 'web',
  outbound: null,
} as const;
const CALL = 'CA00000000000000000000000000000001';

/** Everything that can be done in a workspace, each in one way. */
const operations: Record<string, (world: World) => Promise<unknown>> = {
  addService: (world) => world.addService(WS, { serviceId: SERVICE, name: '' }),
  putService: (world) => world.putService(WS, { serviceId: SERVICE, name: '' }),
  removeService: (world) => world.removeService(WS, SERVICE),
  addEntity: (world) => world.addEntity(WS, entity),
  putEntity: (world) => world.putEntity(WS, entity),
  removeEntity: (world) => world.removeEntity(WS, ENTITY),
  addKey: (world) => world.addKey(WS, { askedWith: 'demo-key' }),
  removeKey: (world) => world.removeKey(WS, 'key_1'),
  checkKey: (world) => world.checkKey(WS, 'demo-key'),
  placeCall: (world) => world.placeCall(WS, { callSid: 'A' }),
  changeCallState: (world) => world.changeCallState(WS, CALL, 'on_hold'),
  endCall: (world) => world.endCall(WS, CALL),
  attachSubscriber: (world) => world.attachSubscriber(WS, CALL),
  subscribe: (world) => world.subscribe(WS, CALL, () => undefined),
  detachSubscriber: (world) => world.detachSubscriber(WS, CALL, 'sub'),
  inject: async (world) => world.inject(WS, CALL, event('Hi')),
  startSession: (world) => world.startSession(WS, session),
  createConversation: (world) => world.createConversation(WS, conversation),
  closeConversation: (world) => world.closeConversation(WS, SERVICE),
  putScript: (world) => world.putScript(WS, { rules: [] }),
  takeTurn: (world) => world.takeTurn(WS, SERVICE, { message: 'Hi' }),
  pollTurns: (world) => world.pollTurns(WS, SERVICE),
  readConversation: (world) => world.readConversation(WS, SERVICE),
  addFault: (world) => world.addFault(WS, fault),
  removeFaults: (world) => world.removeFaults(WS),
  fireFault: async (world) => world.fireFault(WS, { operation: 'inject', callSid: null }),
  freezeClock: (world) => world.setClock(WS, { mode: 'frozen' }),
};
/** Those that make something where nothing was. */
const makers = [
  'addService',
  'putService',
  'addEntity',
  'putEntity',
  'addKey',
  'placeCall',
  'startSession',
  'createConversation',
  'putScript',
  'addFault',
];

/** How many records of each kind a workspace has; undefined when there is none. */
async function contents(world: World, workspaceId = WS) {
  const found = await world.readContents(workspaceId);
  return (
    found &&
    Object.fromEntries(Object.entries(found.records).map(([kind, all]) => [kind, all.length]))
  );
}

/** A world without any workspace. */
const nowhere = () => seededWorld({ workspaces: [] });

describe('in a workspace that does not exist', () => {
  it.each(Object.keys(operations))('%s changes nothing', async (name) => {
    const world = await nowhere();
    await operations[name]?.(world);
    expect([await contents(world), await world.workspaces()]).toEqual([undefined, []]);
    expect(world.hasOwnClock(WS)).toBe(false);
  });

  it.each(makers)('%s finds nothing', async (name) => {
    expect(await operations[name]?.(await nowhere())).toEqual({ status: 'not_found' });
  });

  it.each(makers)('%s draws no identifier', async (name) => {
    const world = await nowhere();
    const before = createIds('test').scope(WS).uuid();
    await operations[name]?.(world);
    await world.seed({ workspaces: [{ workspace_id: WS }] });
    expect(world.newUuid(WS)).toBe(before);
  });
});

describe('operations while workspaces are removed, reset, made and loaded', () => {
  const acts = {
    ...operations,
    remove: (world: World) => world.removeWorkspace(WS),
    reset: (world: World) => world.resetWorkspace(WS),
    make: (world: World) =>
      world.freshWorkspace({ ...demoFixture.workspaces[0], workspace_id: WS }),
    snapshot: (world: World) => takeSnapshot(world),
    reload: async (world: World) => loadSnapshot(world, await takeSnapshot(world)),
    advance: (world: World) => world.advanceClock(null, 1),
  };

  it('leave a removed workspace empty and the other unchanged, without errors', async () => {
    const names = fc.constantFrom(
      ...(Object.keys(acts) as (keyof typeof acts)[]),
      'remove',
      'make',
    );
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(names, { maxLength: 40 }), async (s, steps) => {
        const errors: unknown[] = [];
        const world = createWorld({
          checkTemplate: checkWorkspace,
          store: await makeStore({ clock: createClock({ frozenAt: NOON }), seed: 'test' }),
          onError: (error) => errors.push(error),
        });
        await world.seed(demoFixture);
        const { key: _, ...other } = (await contents(world, OTHER)) ?? {};
        const all = steps.map(async (name) => {
          await s.schedule(Promise.resolve(), name);
          await acts[name]?.(world);
        });
        while (s.count() > 0) await Promise.all([s.waitNext(1), s.count() > 1 && s.waitNext(1)]);
        await Promise.all(all);
        await world.removeWorkspace(WS);
        for (const name of Object.keys(operations)) await operations[name]?.(world);
        await world.advanceClock(null, 100_000);
        expect([await contents(world), errors]).toEqual([undefined, []]);
        expect(await world.workspaces()).toEqual([OTHER]);
        expect(await contents(world, OTHER)).toMatchObject(other);
      }),
      { numRuns: 150 },
    );
  });
});

describe('snapshots loaded at once', () => {
  it('leave one of them, never a mix', async () => {
    const world = await demoWorld();
    const workspace = (name: string, callSid: string) => ({
      workspace_id: WS,
      name,
      calls: [{ call_sid: callSid, caller_id: '+15550100009' }],
    });
    const snapshots = [];
    for (const name of ['one', 'two']) {
      const source = await seededWorld({ workspaces: [workspace(name, `CA-${name}`)] });
      snapshots.push(await takeSnapshot(source));
    }
    await Promise.all(
      [...snapshots, ...snapshots].map((snapshot) => loadSnapshot(world, snapshot)),
    );
    expect(await world.workspaces()).toEqual([WS]);
    expect((await world.readWorkspace(WS))?.name).toBe('two');
    const { calls } = await world.callsByAge(WS);
    expect(calls.map((call) => call.callSid)).toEqual(['CA-two']);
  });

  it('of a workspace that is being removed are complete or refused', async () => {
    const world = await demoWorld();
    const removing = world.removeWorkspace(WS);
    await expect(takeSnapshot(world, { workspaceId: WS })).rejects.toThrow(SnapshotError);
    await removing;
  });

  it('taken while workspaces are removed are complete', async () => {
    const world = await demoWorld();
    const [snapshot] = await Promise.all([
      takeSnapshot(world),
      world.removeWorkspace(WS),
      takeSnapshot(world),
      world.removeWorkspace(OTHER),
    ]);
    expect(await loadSnapshot(world, snapshot)).toBe(2);
  });
});

describe('identifiers of a workspace that is removed and made again', () => {
  async function run() {
    const world = await demoWorld();
    const sids = [];
    for (let i = 0; i < 3; i++) {
      const placed = await world.placeCall(WS, {});
      sids.push(placed.status === 'placed' && placed.callSid);
      await world.resetWorkspace(WS);
    }
    return sids;
  }

  it('never repeat, and are the same in every run of a seed', async () => {
    const first = await run();
    expect(new Set(first).size).toBe(3);
    expect(await run()).toEqual(first);
  });
});
