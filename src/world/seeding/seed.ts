/** Builds the contents of a workspace from fixture data, with the same rules as all other input. Pure. */
import { createDraft, type Draft } from '../draft.ts';
import type { WorldEvent } from '../model/events.ts';
import type { Full, NotFound } from '../model/results.ts';
import type { Contents, Moment } from '../ports/store.ts';
import { placeCall } from '../rules/calls.ts';
import { putEntity, putService } from '../rules/catalog.ts';
import { addKey } from '../rules/keys.ts';
import { putScript, putWorkspace } from '../rules/settings.ts';
import type { WorkspaceFixture } from './fixture-types.ts';
import { scriptOf } from './script-data.ts';

/** A path in a JSON document: field names and list indexes. */
export type Path = readonly (string | number)[];

/** One problem of a fixture. */
export interface FixtureProblem {
  /** Where it is: field names and list positions. */
  readonly path: Path;
  /** What would be right there. */
  readonly expected: string;
  /** What is there. */
  readonly found: string;
}

/** A path as text: `$.workspaces[0].calls[2].service_id`. */
export function jsonPath(path: Path): string {
  const isWord = (step: string | number) => /^[A-Za-z_$][\w$]*$/.test(String(step));
  return `$${path.map((step) => (isWord(step) ? `.${step}` : `[${JSON.stringify(step)}]`)).join('')}`;
}

const checkedFixtures = new WeakSet<object>();
/** Marks a fixture as checked by a schema, so that it is not checked again. */
export function markChecked<T extends object>(fixture: T): T {
  checkedFixtures.add(fixture);
  return fixture;
}
/** Whether a fixture, or a workspace of one, was checked by a schema. */
export const isChecked = (fixture: object): boolean => checkedFixtures.has(fixture);

/** An invalid fixture, with all problems found. */
export class FixtureError extends Error {
  /** Always `FixtureError`. */
  override readonly name = 'FixtureError';
  /** Each thing that is wrong, in the order of the fixture. */
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

/** The initial contents of a workspace, and its events. */
export interface Seeded {
  readonly contents: Contents;
  readonly events: readonly WorldEvent[];
}

/**
 * Builds the initial contents of a workspace. `path` is where its data is, for error messages. Throws a
 * `FixtureError` at the first inconsistency.
 */
export function seedWorkspace(fixture: WorkspaceFixture, moment: Moment, path: Path = []): Seeded {
  const workspaceId = fixture.workspace_id;
  const draft = createDraft(moment);
  draft.apply(
    putWorkspace({
      workspaceId,
      name: fixture.name ?? '',
      createdAt: moment.now,
      sessionIdleSeconds: fixture.text_session_idle_seconds ?? null,
      origin: fixture,
    }),
  );

  for (const [index, { service_id, name }] of (fixture.services ?? []).entries()) {
    const service = { serviceId: service_id, name: name ?? '' };
    const put = draft.apply(putService(workspaceId, service, true));
    const at = [...path, 'services', index, 'service_id'];
    if (put.status === 'duplicate') taken(at, service_id);
    else if (put.status !== 'put') refused(at, put);
  }

  for (const [index, entity] of (fixture.entities ?? []).entries()) {
    const wanted = {
      entityId: entity.entity_id,
      canonicalId: entity.canonical_id ?? null,
      name: entity.name ?? '',
      projectionLagSeconds: entity.projection_lag_seconds ?? 0,
    };
    const put = draft.apply(putEntity(workspaceId, wanted, true));
    const at = [...path, 'entities', index];
    if (put.status === 'duplicate') taken([...at, put.of], entity[put.of] as string);
    else if (put.status !== 'put') refused(at, put);
  }

  if (fixture.agent_script !== undefined) {
    draft.apply(putScript(workspaceId, scriptOf(fixture.agent_script)));
  }
  seedKeys(draft, fixture, path);
  for (const [index, call] of (fixture.calls ?? []).entries()) {
    seedCall(draft, workspaceId, call, [...path, 'calls', index]);
  }
  return { contents: draft.contents(), events: draft.events };
}

function seedKeys(draft: Draft, fixture: WorkspaceFixture, path: Path): void {
  for (const [index, { api_key, expires_in_seconds, ...key }] of (
    fixture.api_keys ?? []
  ).entries()) {
    const added = draft.apply(
      addKey(fixture.workspace_id, {
        token: api_key,
        name: key.name ?? null,
        role: key.role ?? 'owner',
        ...(key.permissions !== undefined && { permissions: key.permissions }),
        lifeSeconds: expires_in_seconds ?? null,
      }),
    );
    // The key is a secret, so the message does not repeat it.
    const at = [...path, 'api_keys', index, 'api_key'];
    if (added.status === 'duplicate') taken(at, undefined);
    else if (added.status !== 'added') refused(at, added);
  }
}

type CallFixture = NonNullable<WorkspaceFixture['calls']>[number];

function seedCall(draft: Draft, workspaceId: string, call: CallFixture, path: Path): void {
  const { subscribers = 0 } = call;
  const placed = draft.apply(
    placeCall(workspaceId, {
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
    }),
  );
  switch (placed.status) {
    case 'placed':
      return;
    case 'duplicate':
      taken([...path, 'call_sid'], call.call_sid);
      break;
    case 'duplicate_subscriber':
      taken([...path, 'subscribers', placed.index, 'subscriber_id'], placed.subscriberId);
      break;
    case 'unknown_service': {
      const found = JSON.stringify(call.service_id);
      const expected = 'a service of this workspace';
      throw new FixtureError([{ path: [...path, 'service_id'], expected, found }]);
    }
    default:
      refused(path, placed);
  }
}

function taken(path: Path, value: string | undefined): never {
  const found =
    value === undefined ? 'one that is taken' : `${JSON.stringify(value)}, which is taken`;
  throw new FixtureError([{ path, expected: 'an id not used before', found }]);
}

function refused(path: Path, result: Full | NotFound): never {
  if (result.status !== 'full') throw new Error(`cannot seed the workspace: ${result.status}`);
  const expected = `at most ${result.limit} (the limit of ${result.of})`;
  throw new FixtureError([{ path, expected, found: 'one more' }]);
}
