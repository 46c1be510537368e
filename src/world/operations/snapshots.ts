/** Operations on all contents of a workspace, or of the world. */
import type { ClockSetting } from '../ports/clock.ts';
import type { Contents, Everything, WorkspaceId } from '../ports/store.ts';
import * as workspaces from '../rules/workspaces.ts';
import type { WorldContext } from '../world-context.ts';

/** Operations on all contents of a workspace, or of the world. */
export function snapshotOperations({ decide, scheduler, store }: WorldContext) {
  return {
    /** All contents of a workspace at one time; undefined if it does not exist. */
    readContents: (workspaceId: WorkspaceId): Promise<Contents | undefined> =>
      store.contents(workspaceId),
    /** All contents of the world at one time. */
    readWorld: (): Promise<Everything> => store.everything(),
    /** Replaces the contents of a workspace, or makes it. Resolves after everything due has happened. */
    async loadContents(workspaceId: WorkspaceId, contents: Contents): Promise<void> {
      await decide(workspaceId, workspaces.loadWorkspace(workspaceId, contents));
      await scheduler.settle();
    },
    /** Replaces all workspaces, and with a setting also the clock. Resolves after everything due has happened. */
    async loadWorld(
      all: ReadonlyMap<WorkspaceId, Contents>,
      clock: ClockSetting | null,
    ): Promise<void> {
      await store.replaceAll(all, clock);
      await scheduler.settle();
    },
  };
}
