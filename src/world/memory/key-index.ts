/** Index from token to workspaces. A lookup does not depend on the number of workspaces. */
import type { WorkspaceId } from '../ports/store.ts';

/** The index. A token may open several workspaces. */
export interface KeyIndex {
  workspacesOf(token: string): readonly WorkspaceId[];
  add(token: string, workspaceId: WorkspaceId): void;
  /** Adds or removes a key. */
  set(token: string, workspaceId: WorkspaceId, isThere: boolean): void;
  /** Removes all keys of a workspace. */
  drop(workspaceId: WorkspaceId): void;
}

/** An empty index. */
export function createKeyIndex(): KeyIndex {
  const byToken = new Map<string, Set<WorkspaceId>>();
  const byWorkspace = new Map<WorkspaceId, Set<string>>();

  function remove(token: string, workspaceId: WorkspaceId): void {
    const there = byToken.get(token);
    there?.delete(workspaceId);
    if (there?.size === 0) byToken.delete(token);
    byWorkspace.get(workspaceId)?.delete(token);
  }

  function add(token: string, workspaceId: WorkspaceId): void {
    byToken.set(token, (byToken.get(token) ?? new Set()).add(workspaceId));
    byWorkspace.set(workspaceId, (byWorkspace.get(workspaceId) ?? new Set()).add(token));
  }

  return {
    workspacesOf: (token) => [...(byToken.get(token) ?? [])],
    add,
    set: (token, workspaceId, isThere) => (isThere ? add : remove)(token, workspaceId),
    drop(workspaceId) {
      for (const token of byWorkspace.get(workspaceId) ?? []) remove(token, workspaceId);
      byWorkspace.delete(workspaceId);
    },
  };
}
