/** Checks that some data is a snapshot, all of it, before anything of the world is changed. */
import type { z } from 'zod';
import { isIn, pacer, ranges, tooDeep } from './checks.ts';
import { hostTime } from './clock.ts';
import { WorkspaceFixture } from './fixture.ts';
import type { WorkspaceFixture as WorkspaceFixtureData } from './fixture-types.ts';
import { createIds } from './ids.ts';
import { limits } from './limits.ts';
import type { Moment } from './ports/store.ts';
import { FixtureError, type Path, seedWorkspace } from './seed.ts';
import {
  type CheckedSnapshot,
  SNAPSHOT_VERSION,
  type Snapshot,
  SnapshotError,
  SnapshotSchema,
} from './snapshot.ts';
import type { WorkspaceData } from './snapshot-contents.ts';
import {
  type RecordKinds,
  recordKinds,
  ScriptRecord,
  TaskRecord,
  WorkspaceRecord,
} from './snapshot-records.ts';
import { type OldWorkspace, upgradeWorkspace } from './snapshot-v1.ts';

type WorkspaceSnapshot = Snapshot['workspaces'][number];

function refuse(path: Path, message: string): never {
  throw new SnapshotError(`It is not a snapshot: ${message}`, path);
}

/** A value of a schema, as it is kept. */
async function parse(schema: z.ZodType, value: unknown, path: Path): Promise<unknown> {
  const result = await schema.safeParseAsync(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  return refuse([...path, ...((issue?.path ?? []) as Path)], issue?.message ?? 'wrong');
}

/** The records of one list, each right, and none with the id of another. */
async function checkRecords(
  data: WorkspaceSnapshot,
  name: string,
  kinds: RecordKinds,
  path: Path,
  pace: ReturnType<typeof pacer>,
): Promise<unknown[]> {
  const kind = kinds[name] as RecordKinds[string];
  const given = (data as unknown as Record<string, readonly unknown[]>)[name] ?? [];
  if (given.length > kind.most) {
    refuse([...path, name], `Expected at most ${kind.most}, found ${given.length}`);
  }
  const seen = new Set<string>();
  const checked: unknown[] = [];
  for (const [i, one] of given.entries()) {
    const at = [...path, name, i];
    const record = (await parse(kind.schema, one, at)) as Record<string, unknown>;
    const ids = [[kind.id.map((field) => record[field]), kind.id.join(', ')] as const];
    if (kind.also !== undefined && record[kind.also] !== null) {
      ids.push([[record[kind.also]], kind.also]);
    }
    for (const [id, field] of ids) {
      const key = `${field} ${JSON.stringify(id)}`;
      if (seen.has(key)) refuse([...at, field.split(', ')[0] as string], `This ${field} is taken`);
      seen.add(key);
    }
    checked.push(record);
    await pace(5);
  }
  return checked;
}

/** The object at the end of a path that a schema has walked. */
function valueAt(data: unknown, path: Path): Record<string, unknown> {
  let value = data;
  for (const step of path) value = (value as Record<string | number, unknown>)[step];
  return value as Record<string, unknown>;
}

/** What a workspace is reset to: a fixture of its own, which must fit together. */
async function checkOrigin(
  { workspaceId, origin }: { workspaceId: string; origin: unknown },
  path: Path,
): Promise<WorkspaceFixtureData> {
  const result = await WorkspaceFixture.safeParseAsync(origin);
  const issues = result.error?.issues ?? [];
  const unknown = issues.filter((issue) => issue.code === 'unrecognized_keys');
  const wrong = issues.find((issue) => issue.code !== 'unrecognized_keys');
  if (wrong !== undefined) refuse([...path, ...(wrong.path as Path)], wrong.message);
  if (unknown.length > 0) {
    // A newer version may know more fields: without them it must be right.
    const known = structuredClone(origin);
    for (const { path: at, keys } of unknown) {
      const holder = valueAt(known, at as Path);
      for (const key of keys) delete holder[key];
    }
    return checkOrigin({ workspaceId, origin: known }, path);
  }
  const fixture = result.data as WorkspaceFixtureData;
  if (fixture.workspace_id.toLowerCase() !== workspaceId) {
    refuse([...path, 'workspace_id'], `Expected the workspaceId ${workspaceId}`);
  }
  try {
    seedWorkspace(fixture, someMoment);
  } catch (error) {
    if (!(error instanceof FixtureError)) throw error;
    const [problem] = error.problems;
    refuse([...path, ...(problem?.path ?? [])], `Expected ${problem?.expected}`);
  }
  return fixture;
}

function checkClock(clock: Snapshot['clock'], path: Path): void {
  if (clock === undefined) return;
  if (clock.speed !== 0) {
    if (!isIn(clock.speed, ranges.someSpeed)) {
      refuse([...path, 'speed'], `Expected a number from 0 to ${limits.clockSpeed}`);
    }
  }
  const now = clock.now ?? hostTime() + (clock.ahead_ms ?? 0);
  if (!isIn(now, ranges.clockMs)) {
    const field = clock.now === undefined ? 'ahead_ms' : 'now';
    refuse([...path, field], 'Expected a time that a clock can show, from 1970 to the year 9000');
  }
}

async function checkWorkspace(
  data: WorkspaceSnapshot,
  path: Path,
  kinds: RecordKinds,
  pace: ReturnType<typeof pacer>,
): Promise<WorkspaceSnapshot> {
  const at = [...path, 'workspace'];
  const workspace = (await parse(WorkspaceRecord, data.workspace, at)) as z.output<
    typeof WorkspaceRecord
  >;
  const origin = await checkOrigin(workspace, [...at, 'origin']);
  checkClock(data.clock, [...path, 'clock']);
  const lists: Record<string, unknown[]> = {};
  for (const name of Object.keys(kinds)) {
    lists[name] = await checkRecords(data, name, kinds, path, pace);
  }
  const tasks: unknown[] = [];
  for (const [i, one] of (data.tasks ?? []).entries()) {
    tasks.push(await parse(TaskRecord, one, [...path, 'tasks', i]));
    await pace();
  }
  return {
    ...data,
    ...lists,
    workspace: { ...workspace, origin },
    tasks: tasks as WorkspaceSnapshot['tasks'],
    ...(data.script !== undefined && {
      script: (await parse(ScriptRecord, data.script, [...path, 'script'])) as typeof data.script,
    }),
  };
}

/** Refuses a session whose conversation is not there. */
function checkSessions({ conversations, sessions }: WorkspaceData, path: Path): void {
  const there = new Set(conversations.map((one) => one.conversationId));
  const lost = sessions.findIndex((one) => !there.has(one.conversationId));
  if (lost === -1) return;
  refuse([...path, 'sessions', lost, 'conversationId'], 'Expected one of the conversations');
}

/**
 * The data as a snapshot of today's form. Rejects with a `SnapshotError` that names the path when any of it is
 * wrong. Lets others have their turn while it reads a long one. `now` is the world's time, in milliseconds.
 */
export async function checkSnapshot(data: unknown, now: number): Promise<CheckedSnapshot> {
  const version = (data as { version?: unknown } | null)?.version;
  if (typeof version === 'number' && version > SNAPSHOT_VERSION) {
    throw new SnapshotError(
      `It is a snapshot of version ${version}; this emulator reads up to version ${SNAPSHOT_VERSION}. Use a newer sessions-emulator.`,
      ['version'],
    );
  }
  const deep = tooDeep(data, limits.snapshotDepth);
  if (deep !== undefined)
    refuse(deep.slice(0, 8), `It is nested over ${limits.snapshotDepth} deep`);
  const snapshot = (await parse(SnapshotSchema, data, [])) as Snapshot;
  checkClock(snapshot.clock, ['clock']);
  if (snapshot.scope === 'workspace' && snapshot.workspaces.length !== 1) {
    refuse(['workspaces'], `Expected the one workspace, found ${snapshot.workspaces.length}`);
  }
  const isOld = snapshot.version < SNAPSHOT_VERSION;
  const kinds: RecordKinds = isOld
    ? (await import('./snapshot-records-v1.ts')).oldRecordKinds
    : recordKinds;
  const pace = pacer();
  const seen = new Set<string>();
  const workspaces: WorkspaceData[] = [];
  for (const [i, one] of snapshot.workspaces.entries()) {
    const path = ['workspaces', i];
    const checked = (await checkWorkspace(one, path, kinds, pace)) as unknown;
    const clock = one.clock ?? snapshot.clock;
    const workspace = isOld
      ? upgradeWorkspace(checked as OldWorkspace, timeOf(clock, now))
      : (checked as WorkspaceData);
    checkSessions(workspace, path);
    const { workspaceId } = workspace.workspace;
    if (seen.has(workspaceId)) {
      refuse([...path, 'workspace', 'workspaceId'], 'This workspaceId is taken');
    }
    seen.add(workspaceId);
    workspaces.push(workspace);
  }
  return { scope: snapshot.scope, clock: snapshot.clock, workspaces };
}

/** The time of a clock that is loaded now. */
function timeOf(clock: Snapshot['clock'], now: number): number {
  if (clock === undefined) return now;
  return clock.now ?? hostTime() + (clock.ahead_ms ?? 0);
}

/** A moment for trying whether something fits together; what is drawn in it is thrown away. */
const draws = createIds();
const someMoment: Moment = { ...draws, now: 0, worldNow: 0, workspaces: 0, keys: draws };
