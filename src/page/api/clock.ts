/** Requests about clocks. An empty workspace id means the clock of the world. */
import { call } from './client.ts';
import type { ClockView } from './types.ts';

const path = (workspaceId: string): string =>
  `${workspaceId === '' ? '' : `/workspaces/${workspaceId}`}/clock`;

/** A clock. */
export const readClock = (workspaceId: string) => call<ClockView>('GET', path(workspaceId));
