/** Counts of what is in the world. */
import { call } from './client.ts';
import type { FiguresView } from './types.ts';

/** Counts of a workspace, or of all if the id is empty. */
export const readFigures = (workspaceId: string) =>
  call<FiguresView>('GET', `/figures${workspaceId && `?workspace_id=${workspaceId}`}`);
