/** Which workspaces have a key of a token: found at one look, however many workspaces there are. */
import type { WorkspaceId } from './store.ts';

/** An empty index. A token may be a key of several workspaces. */
export function createKeyIndex() {
  const byToken = new Map<string, Set<WorkspaceId>>();
  return {
    add(token: string, workspace: WorkspaceId): void {
      byToken.set(token, (byToken.get(token) ?? new Set()).add(workspace));
    },
    remove(token: string, workspace: WorkspaceId): void {
      const workspaces = byToken.get(token);
      if (workspaces?.delete(workspace) && workspaces.size === 0) byToken.delete(token);
    },
    /** The first workspace that has it. */
    workspaceOf(token: string): WorkspaceId | undefined {
      const [first] = byToken.get(token) ?? [];
      return first;
    },
  };
}
