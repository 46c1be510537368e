/**
 * A world as it is, as one document: taken, loaded and taken again it is the same. Unlike a fixture,
 * its times are absolute and everything that happened is in it. Credentials only on demand.
 */
import { z } from 'zod';
import type { CallRecord } from './calls.ts';
import { pacer, ranges } from './checks.ts';
import type { SessionRecord } from './conversations.ts';
import { number } from './fixture-parts.ts';
import { jsonPath, type Path } from './seed.ts';
import type { Records, WorkspaceId, WorkspaceRecord } from './store.ts';
import type { World } from './world.ts';

/** The version that is written, and the newest that is read. */
export const SNAPSHOT_VERSION = 1;

const ClockSnapshot = z.object({
  mode: z.enum(['real', 'frozen']),
  speed: number(ranges.speed),
  now: number(ranges.clockMs)
    .optional()
    .describe('Milliseconds since 1970, of a clock that does not go with the host.'),
  ahead_ms: z.number().optional().describe('How far one that does is ahead of it.'),
});
/** Each record is checked by itself (`snapshot-records.ts`). */
const records = z.array(z.looseObject({}));
/** The form of a snapshot. The records in it are this version's own. */
export const SnapshotSchema = z.object({
  version: z.int(),
  scope: z.enum(['world', 'workspace']),
  clock: ClockSnapshot.optional(),
  workspaces: z.array(
    z.object({
      workspace: z.looseObject({ workspaceId: z.string() }),
      clock: ClockSnapshot.optional(),
      services: records,
      entities: records,
      calls: records,
      sessions: records,
      conversations: records,
      faults: records,
      keys: records,
      script: z.looseObject({}).optional(),
    }),
  ),
});
/** A snapshot. */
export type Snapshot = z.output<typeof SnapshotSchema>;
type ClockSnapshot = z.output<typeof ClockSnapshot>;

/** A snapshot that cannot be loaded, and why. */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError';
  readonly path: Path;
  constructor(message: string, path: Path = []) {
    super(path.length === 0 ? message : `${message} (at ${jsonPath(path)})`);
    this.path = path;
  }
}

function takeClock(world: World, workspaceId: WorkspaceId | null): ClockSnapshot {
  const { mode, now, speed, aheadMs } = world.readClock(workspaceId);
  return mode === 'real' && speed === 1 ? { mode, speed, ahead_ms: aheadMs } : { mode, speed, now };
}

/** Copies of all records of a kind, made in turns with whatever else there is to do. */
async function copies<K extends keyof Records>(
  { store }: World,
  kind: K,
  workspaceId: WorkspaceId,
): Promise<Records[K][]> {
  const pace = pacer();
  const copied: Records[K][] = [];
  for (const record of await store.list(kind, workspaceId)) {
    copied.push(structuredClone(record));
    await pace();
  }
  return copied;
}

/** One workspace, for who has it to himself. */
async function takeWorkspace(world: World, workspaceId: WorkspaceId, secrets: boolean) {
  const workspace = await world.readWorkspace(workspaceId);
  if (workspace === undefined) throw new SnapshotError(`There is no workspace ${workspaceId}.`);
  const { origin, ...settings } = workspace;
  const { api_keys: _, ...publicOrigin } = origin;
  const script = await world.readScript(workspaceId);
  const all = <K extends keyof Records>(kind: K) => copies(world, kind, workspaceId);
  return {
    workspace: { ...settings, origin: secrets ? origin : publicOrigin },
    ...(world.hasOwnClock(workspaceId) && { clock: takeClock(world, workspaceId) }),
    services: await all('service'),
    entities: await all('entity'),
    calls: (await all('call')).map(withoutLive),
    sessions: await all('session'),
    conversations: await all('conversation'),
    faults: structuredClone(await world.listFaults(workspaceId)),
    keys: secrets ? await all('key') : [],
    ...(script !== undefined && { script: structuredClone(script) }),
  };
}

/** A live subscriber is a connection, which no snapshot can hold. */
function withoutLive(call: CallRecord): CallRecord {
  return { ...call, subscribers: call.subscribers.filter((one) => one.kind === 'simulated') };
}

/**
 * Takes a snapshot of the world, or of one workspace, which has it to itself meanwhile. Throws a
 * `SnapshotError` when that workspace does not exist.
 */
export function takeSnapshot(
  world: World,
  options: { secrets?: boolean; workspaceId?: WorkspaceId } = {},
): Promise<object> {
  return world.store.exclusively(options.workspaceId ?? null, 'workspace', () =>
    take(world, options),
  );
}

async function take(
  world: World,
  { secrets = false, workspaceId }: { secrets?: boolean; workspaceId?: WorkspaceId },
): Promise<object> {
  const ids = workspaceId === undefined ? await world.store.workspaces() : [workspaceId];
  const workspaces = [];
  for (const id of ids) workspaces.push(await takeWorkspace(world, id, secrets));
  return {
    version: SNAPSHOT_VERSION,
    scope: workspaceId === undefined ? 'world' : 'workspace',
    ...(workspaceId === undefined && { clock: takeClock(world, null) }),
    workspaces,
  };
}

async function loadClock(
  world: World,
  workspaceId: WorkspaceId | null,
  { mode, speed, now, ahead_ms = 0 }: ClockSnapshot,
): Promise<void> {
  const clock = world.readClock(workspaceId);
  const moved = await world.setClock(workspaceId, {
    mode,
    now: now ?? clock.now - clock.aheadMs + ahead_ms,
    ...(now === undefined ? { speed: 1 } : speed > 0 && { speed }),
  });
  if (moved.status !== 'moved') throw new Error(moved.problem);
}

/** Loads one workspace, for who has it to himself. */
async function loadWorkspace(world: World, data: Snapshot['workspaces'][number]): Promise<void> {
  const { store } = world;
  const { workspaceId } = data.workspace;
  await world.eraseWorkspace(workspaceId);
  await world.putWorkspace(data.workspace as unknown as WorkspaceRecord);
  if (data.clock !== undefined) await loadClock(world, workspaceId, data.clock);
  const keep = <K extends keyof Records>(kind: K, id: string, record: Records[K]) =>
    store.change(kind, workspaceId, id, () => ({ keep: record, answer: undefined }));

  const typed = data as unknown as {
    services: Records['service'][];
    entities: Records['entity'][];
    calls: CallRecord[];
    sessions: SessionRecord[];
    conversations: Records['conversation'][];
    keys: Records['key'][];
    faults: Records['faults']['rules'];
    script?: Records['script'];
  };
  for (const one of typed.services) await keep('service', one.serviceId, one);
  for (const one of typed.entities) {
    await keep('entity', one.entityId, one);
    if (one.canonicalId !== null) {
      await keep('canonical', one.canonicalId, { entityId: one.entityId });
    }
  }
  for (const one of typed.keys) await keep('key', one.token, one);
  for (const one of typed.conversations) await keep('conversation', one.conversationId, one);
  for (const one of typed.sessions) await world.restoreSession(workspaceId, one);
  for (const one of typed.calls) await world.restoreCall(workspaceId, one);
  if (typed.script !== undefined) await keep('script', workspaceId, typed.script);
  if (typed.faults.length > 0) await keep('faults', workspaceId, { rules: typed.faults });
}

/**
 * Loads a snapshot: the world, or the one workspace that it is of, is then as it was. Resolves with how many
 * workspaces there were. Rejects with a `SnapshotError`, before anything is changed, when any of it is wrong.
 */
export async function loadSnapshot(world: World, data: unknown): Promise<number> {
  const { checkSnapshot } = await import('./snapshot-check.ts');
  const snapshot = await checkSnapshot(data);
  // It has the world to itself: two at once would leave a mix of both.
  return world.store.exclusively(null, 'workspace', async () => {
    if (snapshot.scope === 'world') {
      for (const id of await world.store.workspaces()) await world.eraseWorkspace(id);
      if (snapshot.clock !== undefined) await loadClock(world, null, snapshot.clock);
    }
    for (const one of snapshot.workspaces) await loadWorkspace(world, one);
    return snapshot.workspaces.length;
  });
}
