/** Builds the contents of a workspace from fixture data, with the same rules as all other input. Pure. */
import { createDraft, type Draft } from '../draft.ts';
import { fromJson } from '../input.ts';
import type { WorldEvent } from '../model/events.ts';
import type { Full, NotFound } from '../model/results.ts';
import type { Contents, Moment } from '../ports/store.ts';
import { callFields, type NewCall } from '../resources/calls.ts';
import { entityFields, serviceFields } from '../resources/catalog.ts';
import { type NewKey, newKeyFields } from '../resources/keys.ts';
import { scriptFields } from '../resources/script.ts';
import { workspaceFields } from '../resources/workspaces.ts';
import { placeCall } from '../rules/calls.ts';
import { putEntity, putService } from '../rules/catalog.ts';
import { addKey } from '../rules/keys.ts';
import { putScript, putWorkspace } from '../rules/settings.ts';
import type { WorkspaceFixture } from './fixture-types.ts';

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
  const settings = fromJson(workspaceFields, fixture);
  draft.apply(putWorkspace({ ...settings, createdAt: moment.now, origin: fixture }));

  for (const [index, service] of (fixture.services ?? []).entries()) {
    const put = draft.apply(putService(workspaceId, fromJson(serviceFields, service), true));
    const at = [...path, 'services', index, 'service_id'];
    if (put.status === 'duplicate') taken(at, service.service_id);
    else if (put.status !== 'put') refused(at, put);
  }

  for (const [index, entity] of (fixture.entities ?? []).entries()) {
    const put = draft.apply(putEntity(workspaceId, fromJson(entityFields, entity), true));
    const at = [...path, 'entities', index];
    if (put.status === 'duplicate') taken([...at, put.of], entity[put.of] as string);
    else if (put.status !== 'put') refused(at, put);
  }

  if (fixture.agent_script !== undefined) {
    draft.apply(putScript(workspaceId, fromJson(scriptFields, fixture.agent_script)));
  }
  seedKeys(draft, fixture, path);
  for (const [index, call] of (fixture.calls ?? []).entries()) {
    seedCall(draft, workspaceId, call, [...path, 'calls', index]);
  }
  return { contents: draft.contents(), events: draft.events };
}

/** Of a key in a fixture that names none (decided). */
const FIXTURE_ROLE = 'owner';

function seedKeys(draft: Draft, fixture: WorkspaceFixture, path: Path): void {
  for (const [index, key] of (fixture.api_keys ?? []).entries()) {
    const wanted: NewKey = fromJson(newKeyFields, { role: FIXTURE_ROLE, ...key });
    const added = draft.apply(addKey(fixture.workspace_id, wanted));
    // The key is a secret, so the message does not repeat it.
    const at = [...path, 'api_keys', index, 'api_key'];
    if (added.status === 'duplicate') taken(at, undefined);
    else if (added.status !== 'added') refused(at, added);
  }
}

type CallFixture = NonNullable<WorkspaceFixture['calls']>[number];

function seedCall(draft: Draft, workspaceId: string, call: CallFixture, path: Path): void {
  const wanted: NewCall = fromJson(callFields, call);
  const placed = draft.apply(placeCall(workspaceId, wanted));
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
