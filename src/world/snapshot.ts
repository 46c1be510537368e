/**
 * A world as it is, as one document: taken, loaded and taken again it is the same. Unlike a fixture,
 * its times are absolute and everything that happened is in it, and what the time will bring. Credentials
 * only on demand.
 */
import { z } from 'zod';
import { ranges } from './checks.ts';
import { number } from './fixture-parts.ts';
import type { Contents, WorkspaceId } from './ports/store.ts';
import { jsonPath, type Path } from './seed.ts';
import {
  clockData,
  clockSetting,
  contentsOf,
  type WorkspaceData,
  workspaceData,
} from './snapshot-contents.ts';
import type { World } from './world.ts';

/** The version that is written, and the newest that is read. Version 1 was that of 0.1.0. */
export const SNAPSHOT_VERSION = 2;

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
      tasks: records.optional().describe('What the time will bring. Version 1 has none.'),
    }),
  ),
});
/** A snapshot. */
export type Snapshot = z.output<typeof SnapshotSchema>;

/** A snapshot that was checked: of today's form, all of it. */
export interface CheckedSnapshot extends Pick<Snapshot, 'clock' | 'scope'> {
  readonly workspaces: readonly WorkspaceData[];
}

/** A snapshot that cannot be loaded, and why. */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError';
  readonly path: Path;
  constructor(message: string, path: Path = []) {
    super(path.length === 0 ? message : `${message} (at ${jsonPath(path)})`);
    this.path = path;
  }
}

/** Takes a snapshot of the world, or of one workspace. Throws a `SnapshotError` when that does not exist. */
export async function takeSnapshot(
  world: World,
  { secrets = false, workspaceId }: { secrets?: boolean; workspaceId?: WorkspaceId } = {},
): Promise<object> {
  const version = SNAPSHOT_VERSION;
  if (workspaceId === undefined) {
    const { clock, workspaces } = await world.readWorld();
    const all = workspaces.map((contents) => workspaceData(contents, secrets));
    return { version, scope: 'world', clock: clockData(clock), workspaces: all };
  }
  const contents = await world.readContents(workspaceId);
  if (contents === undefined) throw new SnapshotError(`There is no workspace ${workspaceId}.`);
  return { version, scope: 'workspace', workspaces: [workspaceData(contents, secrets)] };
}

/**
 * Loads a snapshot: the world, or the one workspace that it is of, is then as it was. Resolves with how many
 * workspaces there were. Rejects with a `SnapshotError`, before anything is changed, when any of it is wrong.
 */
export async function loadSnapshot(world: World, data: unknown): Promise<number> {
  const { checkSnapshot } = await import('./snapshot-check.ts');
  const { clock, scope, workspaces } = await checkSnapshot(data, world.now(null));
  const all = new Map<WorkspaceId, Contents>(
    workspaces.map((one) => [one.workspace.workspaceId, contentsOf(one)]),
  );
  if (scope === 'world') {
    await world.loadWorld(all, clock === undefined ? null : clockSetting(clock));
  } else for (const [id, contents] of all) await world.loadContents(id, contents);
  return workspaces.length;
}
