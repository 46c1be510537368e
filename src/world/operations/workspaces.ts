/** Workspaces: made, read, removed. */
import { checkUuid } from '../checks.ts';
import { limits } from '../limits.ts';
import { type Full, full, type Inside, type NotFound, notFound } from '../parts.ts';
import type { WorkspaceId, WorkspaceRecord } from '../store.ts';

/** A workspace as it is made: without an origin it is reset to nothing. */
export type NewWorkspace = Omit<WorkspaceRecord, 'origin'> &
  Partial<Pick<WorkspaceRecord, 'origin'>>;

/** The operations on workspaces. */
export function workspaceOperations({ agenda, clocks, ids, now, store }: Inside) {
  async function erase(workspaceId: WorkspaceId): Promise<{ status: 'removed' } | NotFound> {
    const at = now(workspaceId);
    const removed = await store.change('workspace', workspaceId, workspaceId, (current) => ({
      keep: undefined,
      answer: current !== undefined,
      events: current === undefined ? [] : [{ type: 'workspace.removed', at, workspaceId }],
    }));
    await store.drop(workspaceId);
    agenda.drop(workspaceId);
    clocks.rejoin(workspaceId);
    ids.forget(workspaceId);
    return removed ? { status: 'removed' } : notFound;
  }

  return {
    /** Makes a workspace, or changes the settings of one that is there. */
    async putWorkspace(workspace: NewWorkspace): Promise<{ status: 'put' } | Full> {
      const { workspaceId } = workspace;
      checkUuid('workspaceId', workspaceId);
      return store.change('workspace', workspaceId, workspaceId, (current, count) => {
        if (current === undefined && count >= limits.workspaces) {
          return { keep: current, answer: full('workspaces') };
        }
        return {
          keep: { origin: { workspace_id: workspaceId }, ...workspace },
          answer: { status: 'put' },
          events:
            current === undefined
              ? [{ type: 'workspace.created', at: now(workspaceId), workspaceId }]
              : [],
        };
      });
    },

    /** A workspace's settings; undefined when there is none. */
    async readWorkspace(workspaceId: WorkspaceId): Promise<WorkspaceRecord | undefined> {
      return store.get('workspace', workspaceId, workspaceId);
    },

    /** Removes a workspace with everything in it, its clock included. */
    removeWorkspace(workspaceId: WorkspaceId): Promise<{ status: 'removed' } | NotFound> {
      return store.exclusively(workspaceId, 'workspace', () => erase(workspaceId));
    },

    /** The same, for who has the workspace to himself already (`Store.exclusively`). */
    eraseWorkspace: erase,
  };
}
