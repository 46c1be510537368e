/** The workspaces that there are, and the one that was chosen. */
import { computed, signal } from '@preact/signals';
import { listWorkspaces } from '../api/client.ts';
import type { WorkspaceItem } from '../api/types.ts';
import { keepReading } from './live.ts';
import { route } from './route.ts';

/** All workspaces, in order of creation. */
export const workspaces = signal<readonly WorkspaceItem[]>([]);

/** The id of the chosen workspace; empty for all. */
export const chosen = computed(() => route.value.params.workspace ?? '');

/** How a workspace is called: by its name and the start of its id. */
export const titleOf = ({ name, workspace_id }: WorkspaceItem): string =>
  name === '' ? workspace_id : `${name} (${workspace_id.slice(0, 8)})`;

keepReading({
  read: listWorkspaces,
  isAbout: ({ type }) => type.startsWith('workspace.'),
  take(found) {
    workspaces.value = found;
  },
});
