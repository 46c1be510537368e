/** For views of one workspace: asks for it while none is chosen, or one that there is not. */
import type { ComponentChildren } from 'preact';
import { chosen, workspaces } from '../state/workspaces.ts';

/** What a view shows of a workspace. */
export interface OneWorkspaceProps {
  /** Whether it can show the world, too, whose id is empty. Default: no; then the only workspace need not be chosen. */
  readonly orWorld?: boolean;
  children(workspaceId: string): ComponentChildren;
}

/** Shows what `children` makes of the chosen workspace. */
export function OneWorkspace({ orWorld, children }: OneWorkspaceProps) {
  const all = workspaces.value;
  const only = orWorld || all.length !== 1 ? '' : all[0]?.workspace_id;
  const id = chosen.value || only;
  const isThere = all.some(({ workspace_id }) => workspace_id === id);
  if (id !== undefined && (isThere || (orWorld && id === ''))) return <>{children(id)}</>;
  return <p class="pane soft">Choose a workspace at the top.</p>;
}
