/** Operations on resources that are only shaped from a document. */
import type { ShapedRecord } from '../model/shaped.ts';
import type { WorkspaceId } from '../ports/store.ts';
import * as shaped from '../rules/shaped.ts';
import type { WorldContext } from '../world-context.ts';

/** Operations on resources that are only shaped from a document. */
export function shapedOperations({ decide, list }: WorldContext) {
  return {
    /** What clients wrote, in order of creation. */
    list: (workspaceId: WorkspaceId) => list(workspaceId, 'shaped'),
    /** Writes what a client made, changed or deleted. */
    put: (workspaceId: WorkspaceId, record: ShapedRecord) =>
      decide(workspaceId, shaped.putShaped(workspaceId, record)),
    /** Forgets what was written of a resource. */
    forget: (workspaceId: WorkspaceId, path: string) =>
      decide(workspaceId, shaped.forgetShaped(path)),
  };
}
