/** Operations on everything that is in a workspace, or in the world. */
import type { ClockSetting } from '../ports/clock.ts';
import type { Contents, Everything, WorkspaceId } from '../ports/store.ts';
import * as workspaces from '../rules/workspaces.ts';
import type { WorldContext } from '../world-context.ts';

/** Operations on everything that is in a workspace, or in the world. */
export function snapshotOperations({ decide, scheduler, store }: WorldContext) {
  return {
    /** Everything in a workspace, of one moment; undefined when there is none. */
    readContents: (workspaceId: WorkspaceId): Promise<Contents | undefined> =>
      store.contents(workspaceId),
    /** Everything in the world, of one moment. */
    readWorld: (): Promise<Everything> => store.everything(),
    /** Gives one workspace these contents, whether it was there or not. Resolves once all that is due has happened. */
    async loadContents(workspaceId: WorkspaceId, contents: Contents): Promise<void> {
      await decide(workspaceId, workspaces.loadWorkspace(workspaceId, contents));
      await scheduler.settle();
    },
    /** Replaces all workspaces, and with a setting the clock. Resolves once all that is due has happened. */
    async loadWorld(
      all: ReadonlyMap<WorkspaceId, Contents>,
      clock: ClockSetting | null,
    ): Promise<void> {
      await store.replaceAll(all, clock);
      await scheduler.settle();
    },
  };
}
