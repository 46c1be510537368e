/** Steps on clocks, on whole workspaces and on the world. */
import fc from 'fast-check';
import { expect } from 'vitest';
import {
  contentsOf,
  type WorkspaceData,
  workspaceData,
} from '../../../src/fixtures/snapshot-contents.ts';
import type { Contents } from '../../../src/world/ports/store.ts';
import { fixtureOf, WORKSPACES } from './fixture.ts';
import { type Step, stepOf, type Walk } from './step.ts';
import { moveClock } from './time.ts';
import { hear, type ModelWorkspace, makeWorkspace, timeOf, workspaceGoes } from './world.ts';

const seconds = fc.oneof(fc.nat(6), fc.constantFrom(0.5, 40));

const advance = stepOf(
  'advance',
  fc.record({ seconds }),
  async ({ model, world }, ws, { seconds }) => {
    await world.advanceClock(ws.id, seconds);
    moveClock(model, ws, seconds * 1000);
  },
);

const advanceAll = stepOf('advance all', fc.record({ seconds }), async (walk, _, { seconds }) => {
  await walk.world.advanceClock(null, seconds);
  moveClock(walk.model, null, seconds * 1000);
});

const freeze = stepOf('freeze', fc.record({}), async ({ model, world }, ws) => {
  await world.setClock(ws.id, { mode: 'frozen' });
  moveClock(model, ws, 0);
});

const setTime = stepOf(
  'set time',
  fc.record({ seconds }),
  async ({ model, world }, ws, { seconds }) => {
    await world.setClock(ws.id, { now: timeOf(model, ws) + seconds * 1000 });
    moveClock(model, ws, seconds * 1000);
  },
);

const reset = stepOf('reset', fc.record({}), async ({ model, world }, ws) => {
  expect(await world.resetWorkspace(ws.id)).toEqual({ status: 'reset' });
  workspaceGoes(model, ws);
  makeWorkspace(model, fixtureOf(ws.id));
});

const remove = stepOf('remove', fc.record({}), async ({ model, world }, ws) => {
  expect(await world.removeWorkspace(ws.id)).toEqual({ status: 'removed' });
  workspaceGoes(model, ws);
  model.workspaces.delete(ws.id);
  // Nothing is there any more, and nothing comes.
  const here = ws.id;
  expect(
    (await world.inject(here, 'A', { message: '', sender: '', eventType: 'guidance' })).status,
  ).toBe('not_found');
  expect((await world.placeCall(here, {})).status).toBe('not_found');
  expect(await world.advanceClock(here, 1)).toEqual({ status: 'not_found' });
  expect(await world.readContents(here)).toBeUndefined();
});

const make: fc.Arbitrary<Step> = fc.constantFrom(...WORKSPACES).map((id) => ({
  async take({ model, world }: Walk) {
    const { status } = await world.freshWorkspace(fixtureOf(id));
    expect(status).toBe(model.workspaces.has(id) ? 'duplicate' : 'made');
    if (status === 'made') makeWorkspace(model, fixtureOf(id));
  },
  [fc.toStringMethod]: () => `make(${id.slice(0, 1)})`,
}));

/** A workspace as a snapshot has it, written to a file and read again. */
async function take({ world }: Walk, id: string): Promise<WorkspaceData> {
  const contents = (await world.readContents(id)) as Contents;
  return JSON.parse(JSON.stringify(workspaceData(contents, true)));
}

/** A workspace as it is after it was loaded: its live subscribers were connections, which no snapshot holds. */
function loaded(walk: Walk, saved: ModelWorkspace): void {
  const { model } = walk;
  const there = model.workspaces.get(saved.id);
  if (there !== undefined) workspaceGoes(model, there);
  const ws = structuredClone(saved);
  for (const call of ws.calls) {
    call.subscribers = call.subscribers.filter((one) => one.kind === 'simulated');
  }
  model.workspaces.set(ws.id, ws);
  hear(model, ws.id, 'workspace.created');
}

const roundTrip = stepOf('take and load', fc.record({}), async (walk, ws) => {
  const before = await take(walk, ws.id);
  await walk.world.loadContents(ws.id, contentsOf(before));
  loaded(walk, ws);
  expect(await take(walk, ws.id)).toEqual(before);
});

const contentsTrip = stepOf('load contents', fc.record({}), async (walk, ws) => {
  const { world } = walk;
  // With a live subscriber in them they are not what they were: nobody holds its connection.
  if (ws.calls.some((call) => call.subscribers.some((one) => one.kind === 'live'))) return;
  const before = (await world.readContents(ws.id)) as Contents;
  await world.loadContents(ws.id, before);
  loaded(walk, ws);
  expect(inOrder((await world.readContents(ws.id)) as Contents)).toEqual(inOrder(before));
});

const worldTrip = stepOf('take and load the world', fc.record({}), async (walk) => {
  const { model, world } = walk;
  const before = new Map<string, WorkspaceData>();
  for (const id of await world.workspaces()) before.set(id, await take(walk, id));
  const contents = new Map([...before].map(([id, data]) => [id, contentsOf(data)]));
  const { clock } = await world.readWorld();
  await world.loadWorld(contents, clock);
  for (const ws of [...model.workspaces.values()]) loaded(walk, ws);
  for (const [id, data] of before) expect(await take(walk, id)).toEqual(data);
  expect((await world.readWorld()).clock).toEqual(clock);
});

const save = stepOf('save', fc.record({}), async (walk, ws) => {
  const time = timeOf(walk.model, ws);
  walk.saved.push({ data: await take(walk, ws.id), model: structuredClone(ws), time });
});

const load = stepOf('load', fc.record({ which: fc.nat(9) }), async (walk, _, { which }) => {
  const saved = walk.saved[which % walk.saved.length];
  if (saved === undefined) return;
  await walk.world.loadContents(saved.model.id, contentsOf(saved.data));
  loaded(walk, saved.model);
});

export const worldSteps = [
  { weight: 5, arbitrary: advance },
  { weight: 5, arbitrary: advanceAll },
  { weight: 1, arbitrary: freeze },
  { weight: 1, arbitrary: setTime },
  { weight: 1, arbitrary: reset },
  { weight: 1, arbitrary: remove },
  { weight: 2, arbitrary: make },
  { weight: 2, arbitrary: roundTrip },
  { weight: 1, arbitrary: contentsTrip },
  { weight: 1, arbitrary: worldTrip },
  { weight: 2, arbitrary: save },
  { weight: 2, arbitrary: load },
];

/** Contents with their logs by name: in which order a store has them says nothing. */
function inOrder(contents: Contents): Contents {
  const logs = Object.entries(contents.logs).map(([log, all]) => [
    log,
    [...all].sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);
  return { ...contents, logs: Object.fromEntries(logs) };
}
