/** Rules of workspaces: make, reset, load, remove. Each happens completely or not at all. */
import { act } from '../act.ts';
import { limits } from '../limits.ts';
import type { WorldEvent } from '../model/events.ts';
import {
  type Duplicate,
  duplicate,
  type Full,
  full,
  type NotFound,
  notFound,
} from '../model/results.ts';
import type { Contents, Decision, Moment, WorkspaceId } from '../ports/store.ts';
import { demoFixture } from '../seeding/demo.ts';
import type { WorkspaceFixture } from '../seeding/fixture-types.ts';
import { type Path, seedWorkspace } from '../seeding/seed.ts';

/** Contents of a fresh workspace: the demo world, nothing, or a workspace of a fixture. */
export type Template =
  | 'demo'
  | 'empty'
  | (Omit<WorkspaceFixture, 'workspace_id'> & {
      /** Ignored: a fresh workspace has an id of its own. */
      workspace_id?: string;
    });

/** A fresh workspace. */
export interface Made {
  readonly status: 'made';
  readonly workspaceId: WorkspaceId;
  /** Its API key: the first of the template, or a new one. */
  readonly apiKey: string;
}

/** The fixture of a template, without a workspace id. */
export function templateFixture(template: Template): Omit<WorkspaceFixture, 'workspace_id'> {
  if (template === 'empty') return {};
  if (template !== 'demo') return template;
  // Leave out the demo's keys, which are public; the workspace gets its own.
  const { api_keys: _, ...demo } = demoFixture.workspaces[0] as WorkspaceFixture;
  return demo;
}

const removal = (workspaceId: WorkspaceId, at: number): WorldEvent => ({
  type: 'workspace.removed',
  at,
  workspaceId,
});

/** Makes a workspace from a fixture. Rejects with a `FixtureError` if the fixture is inconsistent. */
export function makeWorkspace(fixture: WorkspaceFixture, path?: Path) {
  return act(
    { current: ['workspace', fixture.workspace_id] },
    ({ current }, moment): Decision<Made | Duplicate> => {
      if (current !== undefined) return { result: duplicate };
      return made(fixture, moment, path);
    },
  );
}

/** Makes a fresh workspace with an API key. */
export function freshWorkspace(workspaceId: WorkspaceId, template: Template) {
  const { workspace_id: _, ...from } = templateFixture(template) as Partial<WorkspaceFixture>;
  return act(
    { current: ['workspace', workspaceId] },
    ({ current }, moment): Decision<Made | Duplicate | Full> => {
      if (current !== undefined) return { result: duplicate };
      if (moment.workspaces >= limits.workspaces) return { result: full('workspaces') };
      const given = from.api_keys ?? [];
      const keys = given.length > 0 ? given : [{ api_key: `key_${moment.secret()}` }];
      return made({ ...from, workspace_id: workspaceId, api_keys: keys }, moment);
    },
  );
}

/** The moment on the world's clock: a new workspace has no clock of its own. */
function onWorldClock(moment: Moment): Moment {
  const { callSid, chance, keys, secret, tagged, uuid, workspaces, worldNow } = moment;
  return { now: worldNow, worldNow, workspaces, callSid, chance, keys, secret, tagged, uuid };
}

function made(fixture: WorkspaceFixture, moment: Moment, path?: Path): Decision<Made> {
  const { contents, events } = seedWorkspace(fixture, onWorldClock(moment), path);
  const apiKey = fixture.api_keys?.[0]?.api_key ?? '';
  const workspaceId = fixture.workspace_id;
  return { result: { status: 'made', workspaceId, apiKey }, replace: contents, emit: events };
}

/** Resets a workspace to its initial contents and to the world's clock. */
export function resetWorkspace(workspaceId: WorkspaceId) {
  return act(
    { current: ['workspace', workspaceId] },
    ({ current }, moment): Decision<{ readonly status: 'reset' } | NotFound> => {
      if (current === undefined) return { result: notFound };
      const { contents, events } = seedWorkspace(current.origin, onWorldClock(moment));
      return {
        result: { status: 'reset' },
        replace: contents,
        emit: [removal(workspaceId, moment.now), ...events],
      };
    },
  );
}

/** Replaces the contents of a workspace, or makes it. */
export function loadWorkspace(workspaceId: WorkspaceId, contents: Contents) {
  return act({ current: ['workspace', workspaceId] }, ({ current }, { now }): Decision<void> => {
    const created = { type: 'workspace.created', at: now, workspaceId } as const;
    const emit = current === undefined ? [created] : [removal(workspaceId, now), created];
    return { result: undefined, replace: contents, emit };
  });
}

/** Removes a workspace with all its contents and its clock. */
export function removeWorkspace(workspaceId: WorkspaceId) {
  return act(
    { current: ['workspace', workspaceId] },
    ({ current }, { now }): Decision<{ readonly status: 'removed' } | NotFound> =>
      current === undefined
        ? { result: notFound }
        : { result: { status: 'removed' }, replace: null, emit: [removal(workspaceId, now)] },
  );
}
