/** A workspace's own settings, and what its agent says. */
import { act } from '../act.ts';
import { type NotFound, notFound } from '../model/results.ts';
import type { Script } from '../model/script.ts';
import type { Decision, WorkspaceId, WorkspaceRecord } from '../ports/store.ts';

/** Writes a workspace's settings. A store only takes them for one that is there; a draft begins with them. */
export function putWorkspace(workspace: WorkspaceRecord) {
  const { workspaceId } = workspace;
  return act(
    { current: ['workspace', workspaceId] },
    ({ current }, { now }): Decision<void> => ({
      result: undefined,
      put: [['workspace', workspaceId, workspace]],
      emit: current === undefined ? [{ type: 'workspace.created', at: now, workspaceId }] : [],
    }),
  );
}

/** Gives a workspace's agent a script; undefined takes it away. */
export function putScript(workspaceId: WorkspaceId, script: Script | undefined) {
  return act(
    { workspace: ['workspace', workspaceId] },
    ({ workspace }): Decision<{ readonly status: 'put' } | NotFound> =>
      workspace === undefined
        ? { result: notFound }
        : { result: { status: 'put' }, put: [['script', workspaceId, script]] },
  );
}
