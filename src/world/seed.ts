/** Data into a world, through the same operations that everybody else uses. */
import { pacer } from './checks.ts';
import type { Fixture, WorkspaceFixture } from './fixture-types.ts';
import type { Full } from './parts.ts';
import { scriptOf } from './script-data.ts';
import type { World } from './world.ts';

/** A way into a JSON document: field names and list positions. */
export type Path = readonly (string | number)[];

/** One thing wrong with a fixture. */
export interface FixtureProblem {
  readonly path: Path;
  readonly expected: string;
  readonly found: string;
}

/** A path as people write it: `$.workspaces[0].calls[2].service_id`. */
export function jsonPath(path: Path): string {
  const isWord = (step: string | number) => /^[A-Za-z_$][\w$]*$/.test(String(step));
  return `$${path.map((step) => (isWord(step) ? `.${step}` : `[${JSON.stringify(step)}]`)).join('')}`;
}

const checkedFixtures = new WeakSet<object>();
/** Marks what a schema has checked, so that it is not checked again. */
export function markChecked<T extends object>(fixture: T): T {
  checkedFixtures.add(fixture);
  return fixture;
}
/** Whether a schema has checked a fixture, or a workspace of one. */
export const isChecked = (fixture: object): boolean => checkedFixtures.has(fixture);

/** A fixture that cannot become a world: what is wrong with it, and where. */
export class FixtureError extends Error {
  override readonly name = 'FixtureError';
  readonly problems: readonly FixtureProblem[];

  constructor(problems: readonly FixtureProblem[]) {
    super(
      problems
        .map((one) => `${jsonPath(one.path)}: expected ${one.expected}, found ${one.found}`)
        .join('\n'),
    );
    this.problems = problems;
  }
}

/** Seeds a world with a fixture. Throws a `FixtureError` at the first thing that does not fit. */
export async function seed(world: World, fixture: Fixture): Promise<void> {
  const seen = new Set<string>();
  for (const [index, workspace] of fixture.workspaces.entries()) {
    const path = ['workspaces', index];
    if (seen.has(workspace.workspace_id))
      duplicate([...path, 'workspace_id'], workspace.workspace_id);
    seen.add(workspace.workspace_id);
    await seedWorkspace(world, workspace, path);
  }
}

/** Puts a workspace back to what it was made from. False when there is none. */
export function resetWorkspace(world: World, workspaceId: string): Promise<boolean> {
  return world.store.exclusively(workspaceId, 'workspace', async () => {
    const workspace = await world.readWorkspace(workspaceId);
    if (workspace === undefined) return false;
    await world.eraseWorkspace(workspaceId);
    await seedWorkspace(world, workspace.origin);
    return true;
  });
}

/** Seeds one workspace, for who has it to himself. `path` is where its data stands, for the error. */
export async function seedWorkspace(
  world: World,
  fixture: WorkspaceFixture,
  path: Path = [],
): Promise<void> {
  const workspaceId = fixture.workspace_id;
  const pace = pacer();
  const put = await world.putWorkspace({
    workspaceId,
    name: fixture.name ?? '',
    sessionIdleSeconds: fixture.text_session_idle_seconds ?? null,
    origin: fixture,
  });
  if (put.status === 'full') noRoom(path, put);

  for (const [index, { service_id, name }] of (fixture.services ?? []).entries()) {
    const added = await world.addService(workspaceId, { serviceId: service_id, name: name ?? '' });
    if (added.status === 'not_found') removedMeanwhile(workspaceId);
    if (added.status === 'full') noRoom([...path, 'services', index], added);
    if (added.status !== 'added') duplicate([...path, 'services', index, 'service_id'], service_id);
    await pace();
  }

  for (const [index, entity] of (fixture.entities ?? []).entries()) {
    const added = await world.addEntity(workspaceId, {
      entityId: entity.entity_id,
      canonicalId: entity.canonical_id ?? null,
      name: entity.name ?? '',
      projectionLagSeconds: entity.projection_lag_seconds ?? 0,
    });
    if (added.status === 'not_found') removedMeanwhile(workspaceId);
    if (added.status === 'full') noRoom([...path, 'entities', index], added);
    if (added.status !== 'added') {
      duplicate([...path, 'entities', index, added.of], entity[added.of] as string);
    }
    await pace();
  }

  if (fixture.agent_script !== undefined) {
    await world.putScript(workspaceId, scriptOf(fixture.agent_script));
  }

  for (const [index, { api_key, expires_in_seconds, ...key }] of (
    fixture.api_keys ?? []
  ).entries()) {
    const added = await world.addKey(workspaceId, {
      token: api_key,
      name: key.name ?? null,
      ...(key.role !== undefined && { role: key.role }),
      ...(key.permissions !== undefined && { permissions: key.permissions }),
      lifeSeconds: expires_in_seconds ?? null,
    });
    if (added.status === 'not_found') removedMeanwhile(workspaceId);
    if (added.status === 'full') noRoom([...path, 'api_keys', index], added);
    // The key itself is a secret: the message does not repeat it.
    if (added.status !== 'added') duplicate([...path, 'api_keys', index, 'api_key'], undefined);
  }

  for (const [index, call] of (fixture.calls ?? []).entries()) {
    await seedCall(world, workspaceId, call, [...path, 'calls', index]);
    await pace();
  }
}

type CallFixture = NonNullable<WorkspaceFixture['calls']>[number];

async function seedCall(
  world: World,
  workspaceId: string,
  call: CallFixture,
  path: Path,
): Promise<void> {
  const { subscribers = 0 } = call;
  const placed = await world.placeCalls(workspaceId, {
    ...(call.call_sid !== undefined && { callSid: call.call_sid }),
    callerId: call.caller_id,
    serviceId: call.service_id ?? null,
    direction: call.direction ?? 'inbound',
    scenario: call.scenario ?? '',
    startedSecondsAgo: call.started_seconds_ago ?? 0,
    lengthSeconds: call.length_seconds ?? null,
    timeline: (call.timeline ?? []).map((step) => ({
      atSeconds: step.at_seconds,
      state: step.state,
    })),
    subscribers:
      typeof subscribers === 'number'
        ? subscribers
        : subscribers.map(({ subscriber_id, response_delay_seconds }) => ({
            ...(subscriber_id !== undefined && { subscriberId: subscriber_id }),
            ...(response_delay_seconds !== undefined && {
              responseDelaySeconds: response_delay_seconds,
            }),
          })),
  });
  switch (placed.status) {
    case 'placed':
      return;
    case 'not_found':
      return removedMeanwhile(workspaceId);
    case 'duplicate': {
      if (placed.of === 'call_sid') return duplicate([...path, 'call_sid'], call.call_sid);
      const at = [...path, 'subscribers', placed.index, 'subscriber_id'];
      const list = subscribers as { subscriber_id?: string }[];
      return duplicate(at, list[placed.index]?.subscriber_id);
    }
    case 'unknown_service':
      throw new FixtureError([
        {
          path: [...path, 'service_id'],
          expected: 'a service of this workspace',
          found: JSON.stringify(call.service_id),
        },
      ]);
    case 'full':
      return noRoom(path, placed);
    case 'too_many':
      throw new FixtureError([{ path, expected: 'a smaller call', found: placed.problem }]);
  }
}

function noRoom(path: Path, { of, limit }: Full): never {
  throw new FixtureError([
    { path, expected: `at most ${limit} (the limit of ${of})`, found: 'one more' },
  ]);
}

function removedMeanwhile(workspaceId: string): never {
  throw new Error(`workspace ${workspaceId} was removed while it was made`);
}

function duplicate(path: Path, value: string | undefined): never {
  const found =
    value === undefined ? 'one that is taken' : `${JSON.stringify(value)}, which is taken`;
  throw new FixtureError([{ path, expected: 'an id not used before', found }]);
}
