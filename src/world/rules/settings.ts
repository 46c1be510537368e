/** Rules of a workspace's settings and script. */
import { act } from '../act.ts';
import { type NotFound, notFound } from '../model/results.ts';
import type { Script } from '../model/script.ts';
import type { Decision, WorkspaceId, WorkspaceRecord } from '../ports/store.ts';

/** Writes a workspace's settings. A store requires that the workspace exists; in a draft this makes it. */
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

/** Sets the script of a workspace's agent; undefined removes it. */
export function putScript(workspaceId: WorkspaceId, script: Script | undefined) {
  return act(
    { workspace: ['workspace', workspaceId] },
    ({ workspace }): Decision<{ readonly status: 'put' } | NotFound> =>
      workspace === undefined
        ? { result: notFound }
        : { result: { status: 'put' }, put: [['script', workspaceId, script]] },
  );
}
