/** Workspaces: made, reset, loaded, removed; each whole or not at all. */
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

/** What a fresh workspace has: what the demo world has, nothing, or a workspace as in a fixture. */
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
  /** A key that opens it: the template's first, or a new one. */
  readonly apiKey: string;
}

/** The fixture of a template, without an id. */
export function templateFixture(template: Template): Omit<WorkspaceFixture, 'workspace_id'> {
  if (template === 'empty') return {};
  if (template !== 'demo') return template;
  // A key of its own: the demo's is known to everybody.
  const { api_keys: _, ...demo } = demoFixture.workspaces[0] as WorkspaceFixture;
  return demo;
}

const removal = (workspaceId: WorkspaceId, at: number): WorldEvent => ({
  type: 'workspace.removed',
  at,
  workspaceId,
});

/** Makes a workspace from a fixture. Rejects with a `FixtureError` when the fixture does not fit together. */
export function makeWorkspace(fixture: WorkspaceFixture, path?: Path) {
  return act(
    { current: ['workspace', fixture.workspace_id] },
    ({ current }, moment): Decision<Made | Duplicate> => {
      if (current !== undefined) return { result: duplicate };
      return made(fixture, moment, path);
    },
  );
}

/** Makes a fresh workspace, with a key that opens it. */
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

/** The moment by the world's clock: a workspace begins without one of its own. */
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

/** Puts a workspace back to what it was made from; it lives by the world's clock again. */
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

/** Gives a workspace these contents, whether it was there or not. */
export function loadWorkspace(workspaceId: WorkspaceId, contents: Contents) {
  return act({ current: ['workspace', workspaceId] }, ({ current }, { now }): Decision<void> => {
    const created = { type: 'workspace.created', at: now, workspaceId } as const;
    const emit = current === undefined ? [created] : [removal(workspaceId, now), created];
    return { result: undefined, replace: contents, emit };
  });
}

/** Removes a workspace with everything in it, its clock included. */
export function removeWorkspace(workspaceId: WorkspaceId) {
  return act(
    { current: ['workspace', workspaceId] },
    ({ current }, { now }): Decision<{ readonly status: 'removed' } | NotFound> =>
      current === undefined
        ? { result: notFound }
        : { result: { status: 'removed' }, replace: null, emit: [removal(workspaceId, now)] },
  );
}
