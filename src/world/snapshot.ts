/**
 * A world as it is, as one document: taken, loaded and taken again it is the same. Unlike a fixture,
 * its times are absolute and everything that happened is in it. Credentials only on demand.
 */
import { z } from 'zod';
import type { CallRecord } from './calls.ts';
import type { SessionRecord } from './conversations.ts';
import type { Records, WorkspaceId, WorkspaceRecord } from './store.ts';
import type { World } from './world.ts';

/** The version that is written, and the newest that is read. */
export const SNAPSHOT_VERSION = 1;

const ClockSnapshot = z.object({
  mode: z.enum(['real', 'frozen']),
  speed: z.number(),
  now: z
    .number()
    .optional()
    .describe('Milliseconds since 1970, of a clock that does not go with the host.'),
  ahead_ms: z.number().optional().describe('How far one that does is ahead of it.'),
});
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
  readonly path: readonly string[];
  constructor(message: string, path: readonly string[] = []) {
    super(message);
    this.path = path;
  }
}

function takeClock(world: World, workspaceId: WorkspaceId | null): ClockSnapshot {
  const { mode, now, speed, aheadMs } = world.readClock(workspaceId);
  return mode === 'real' && speed === 1 ? { mode, speed, ahead_ms: aheadMs } : { mode, speed, now };
}

async function takeWorkspace(world: World, workspaceId: WorkspaceId, secrets: boolean) {
  const { store } = world;
  const workspace = await world.readWorkspace(workspaceId);
  if (workspace === undefined) throw new SnapshotError(`There is no workspace ${workspaceId}.`);
  const { origin, ...settings } = workspace;
  const { api_keys: _, ...publicOrigin } = origin;
  const script = await world.readScript(workspaceId);
  const all = async <K extends keyof Records>(kind: K) =>
    structuredClone(await store.list(kind, workspaceId));
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
  if (now === undefined) {
    await world.setClock(workspaceId, { mode });
    const { aheadMs } = world.readClock(workspaceId);
    await world.advanceClock(workspaceId, (ahead_ms - aheadMs) / 1000);
  } else await world.setClock(workspaceId, { mode, now, ...(speed > 0 && { speed }) });
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

  const typed = structuredClone(data) as unknown as {
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
 * Loads a snapshot: the world, or the one workspace that it is of, is then as it was. Answers how many
 * workspaces there were. Throws a `SnapshotError`, before anything is changed, when it cannot be one.
 */
export async function loadSnapshot(world: World, data: unknown): Promise<number> {
  const version = (data as { version?: unknown } | null)?.version;
  if (typeof version === 'number' && version > SNAPSHOT_VERSION) {
    throw new SnapshotError(
      `It is a snapshot of version ${version}; this emulator reads up to version ${SNAPSHOT_VERSION}. Use a newer sessions-emulator.`,
      ['version'],
    );
  }
  const parsed = SnapshotSchema.safeParse(data);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new SnapshotError(`It is no snapshot: ${issue?.message}`, issue?.path.map(String));
  }
  const snapshot = parsed.data;
  return world.store.exclusively(null, 'workspace', async () => {
    if (snapshot.scope === 'world') {
      for (const id of await world.store.workspaces()) await world.eraseWorkspace(id);
      if (snapshot.clock !== undefined) await loadClock(world, null, snapshot.clock);
    }
    for (const data of snapshot.workspaces) await loadWorkspace(world, data);
    return snapshot.workspaces.length;
  });
}
