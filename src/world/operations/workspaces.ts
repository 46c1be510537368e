/** Operations on workspaces: make, reset, remove, script. */
import { checkWord } from '../checks.ts';
import { validated } from '../input.ts';
import { checkPatterns } from '../model/patterns.ts';
import type { Duplicate, Full } from '../model/results.ts';
import type { Script } from '../model/script.ts';
import type { WorkspaceId, WorkspaceRecord } from '../ports/store.ts';
import { scriptFields } from '../resources/script.ts';
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

/** Operations on workspaces: make, reset, remove, script. */
export function workspaceOperations({ checkTemplate, decide, store }: WorldContext) {
  return {
    /** The ids of all workspaces, in order of creation. */
    workspaces: (): Promise<readonly WorkspaceId[]> => store.workspaces(),
    /** A workspace's settings; undefined if it does not exist. */
    async readWorkspace(workspaceId: WorkspaceId): Promise<WorkspaceRecord | undefined> {
      return (await store.read(workspaceId, { one: ['workspace', workspaceId] })).one;
    },
    /**
     * Makes the workspaces of a fixture. `onMade` is told how many there are. Rejects with a `FixtureError` at the first
     * inconsistency.
     */
    async seed(fixture: Fixture, onMade?: (count: number) => void): Promise<void> {
      for (const [index, workspace] of fixture.workspaces.entries()) {
        const path = ['workspaces', index];
        const { workspace_id } = workspace;
        const { status } = await decide(workspace_id, workspaces.makeWorkspace(workspace, path));
        if (status === 'made') {
          onMade?.(index + 1);
          continue;
        }
        const found = `${JSON.stringify(workspace_id)}, which is taken`;
        const expected = 'an id not used before';
        throw new FixtureError([{ path: [...path, 'workspace_id'], expected, found }]);
      }
    },
    /**
     * Makes a fresh workspace with an API key. Rejects with a `FixtureError`, and changes nothing, if the template
     * is inconsistent.
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
    /** Resets a workspace to its initial contents. */
    resetWorkspace: (workspaceId: WorkspaceId) =>
      decide(workspaceId, workspaces.resetWorkspace(workspaceId)),
    /** Removes a workspace with all its contents and its clock. */
    removeWorkspace: (workspaceId: WorkspaceId) =>
      decide(workspaceId, workspaces.removeWorkspace(workspaceId)),
    /**
     * Sets the script of a workspace's agent; undefined removes it. Rejects with a `TypeError` or a `RangeError` if
     * the script is invalid.
     */
    async putScript(workspaceId: WorkspaceId, script: Script | undefined) {
      const checked = script && (await validated(scriptFields, script));
      if (checked !== undefined) await checkPatterns(checked.rules);
      return decide(workspaceId, settings.putScript(workspaceId, checked));
    },
    /** A workspace's script; undefined if it has none. */
    async readScript(workspaceId: WorkspaceId): Promise<Script | undefined> {
      return (await store.read(workspaceId, { script: ['script', workspaceId] })).script;
    },
  };
}
