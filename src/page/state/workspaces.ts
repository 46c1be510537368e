/** The workspaces that there are, and the one that was chosen. */
import { computed, signal } from '@preact/signals';
import { listWorkspaces } from '../api/client.ts';
import type { WorkspaceItem } from '../api/types.ts';
import { route } from './route.ts';
import { connection, listen } from './stream.ts';

/** Workspaces are read again this many milliseconds after one was made or removed, together with others. */
const SETTLE_MS = 200;

/** All workspaces, in order of creation. */
export const workspaces = signal<readonly WorkspaceItem[]>([]);

/** The id of the chosen workspace; empty for all. */
export const chosen = computed(() => route.value.params.workspace ?? '');

async function read(): Promise<void> {
  try {
    workspaces.value = await listWorkspaces();
  } catch {
    // The stream shows why, and its next connection reads them again.
  }
}

let isPlanned = false;
function plan(): void {
  if (isPlanned) return;
  isPlanned = true;
  setTimeout(() => {
    isPlanned = false;
    void read();
  }, SETTLE_MS);
}

connection.subscribe(({ status }) => {
  if (status === 'live') void read();
});
listen({
  events(events) {
    if (events.some(({ type }) => type.startsWith('workspace.'))) plan();
  },
});
