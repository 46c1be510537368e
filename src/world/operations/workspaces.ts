/** Operations on workspaces: made, reset, removed, scripted. */
import { checkWord } from '../checks.ts';
import { checkScript } from '../input-checks.ts';
import type { Duplicate, Full } from '../model/results.ts';
import type { Script } from '../model/script.ts';
import type { WorkspaceId, WorkspaceRecord } from '../ports/store.ts';
import * as settings from '../rules/settings.ts';
import * as workspaces from '../rules/workspaces.ts';
import type { Fixture } from '../seeding/fixture-types.ts';
import { FixtureError, isChecked } from '../seeding/seed.ts';
import type { WorldContext } from '../world-context.ts';

/** The result of making a fresh workspace. */
export type FreshResult =
  | workspaces.Made
  | (Duplicate & { readonly workspaceId: WorkspaceId })
  | Full;

/** Operations on workspaces: made, reset, removed, scripted. */
export function workspaceOperations({ checkTemplate, decide, store }: WorldContext) {
  return {
    /** The workspaces that there are, in the order in which they came. */
    workspaces: (): Promise<readonly WorkspaceId[]> => store.workspaces(),
    /** A workspace's settings; undefined when there is none. */
    async readWorkspace(workspaceId: WorkspaceId): Promise<WorkspaceRecord | undefined> {
      return (await store.read(workspaceId, { one: ['workspace', workspaceId] })).one;
    },
    /** Makes the workspaces of a fixture. Rejects with a `FixtureError` at the first thing that does not fit. */
    async seed(fixture: Fixture): Promise<void> {
      for (const [index, workspace] of fixture.workspaces.entries()) {
        const path = ['workspaces', index];
        const { workspace_id } = workspace;
        const { status } = await decide(workspace_id, workspaces.makeWorkspace(workspace, path));
        if (status === 'made') continue;
        const found = `${JSON.stringify(workspace_id)}, which is taken`;
        const expected = 'an id not used before';
        throw new FixtureError([{ path: [...path, 'workspace_id'], expected, found }]);
      }
    },
    /**
     * Makes a fresh workspace with a key that opens it. Rejects with a `FixtureError`, and leaves nothing
     * behind, when the template does not fit together.
     */
    async freshWorkspace(template: workspaces.Template = 'empty'): Promise<FreshResult> {
      let checked = template;
      if (typeof template !== 'object' || template === null) {
        checkWord('template', template, ['demo', 'empty']);
      } else if (!isChecked(template)) {
        checked = await checkTemplate(template);
      }
      const given = typeof checked === 'object' ? checked.workspace_id : undefined;
      const workspaceId = given ?? store.draws(null).uuid();
      const made = await decide(workspaceId, workspaces.freshWorkspace(workspaceId, checked));
      return made.status === 'full' ? made : { ...made, workspaceId };
    },
    /** Puts a workspace back to what it was made from. */
    resetWorkspace: (workspaceId: WorkspaceId) =>
      decide(workspaceId, workspaces.resetWorkspace(workspaceId)),
    /** Removes a workspace with everything in it, its clock included. */
    removeWorkspace: (workspaceId: WorkspaceId) =>
      decide(workspaceId, workspaces.removeWorkspace(workspaceId)),
    /**
     * Gives a workspace's agent a script; undefined takes it away. Rejects with a `TypeError` or a
     * `RangeError` for one that cannot be followed.
     */
    async putScript(workspaceId: WorkspaceId, script: Script | undefined) {
      if (script !== undefined) await checkScript(script);
      return decide(workspaceId, settings.putScript(workspaceId, script));
    },
    /** A workspace's script; undefined when its agent has none. */
    async readScript(workspaceId: WorkspaceId): Promise<Script | undefined> {
      return (await store.read(workspaceId, { script: ['script', workspaceId] })).script;
    },
  };
}
