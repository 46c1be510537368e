/** Requests about clocks. An empty workspace id means the clock of the world. */
import { call } from './client.ts';
import type { ClockView, DueView } from './types.ts';

const path = (workspaceId: string): string =>
  `${workspaceId === '' ? '' : `/workspaces/${workspaceId}`}/clock`;

/** A change of a clock; what is left out stays as it is. */
export interface ClockChange {
  readonly mode?: 'frozen';
  /** 1 is the speed of the host's clock. With a speed above 0 it runs. */
  readonly speed?: number;
}

/** A clock. */
export const readClock = (workspaceId: string) => call<ClockView>('GET', path(workspaceId));

/** What is due next on a clock, the soonest first. */
export const readDue = (workspaceId: string) => call<DueView>('GET', `${path(workspaceId)}/due`);

/** Changes a clock. */
export const setClock = (workspaceId: string, change: ClockChange) =>
  call<ClockView>('PUT', path(workspaceId), change);

/** Advances a clock. */
export const advanceClock = (workspaceId: string, seconds: number) =>
  call<ClockView>('POST', `${path(workspaceId)}/advance`, { seconds });
