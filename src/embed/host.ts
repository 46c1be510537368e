/** What the parts of an embedded workspace share. */
import type { ControlParts } from '../control/shared.ts';
import { type Full, fullText } from '../world/results.ts';

/** What a workspace needs of the emulator that it is in. */
export interface WorkspaceHost
  extends Pick<ControlParts, 'world' | 'journal' | 'streams' | 'operations'> {
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
}

/** The error for a limit that is reached. */
export const noRoom = (reached: Full): Error => new Error(fullText(reached));

/** The error of an operation on a workspace that was removed. */
export const workspaceGone = (ws: string): Error => new Error(`workspace ${ws} was removed`);

/** What is expected to be there, or an error that says what is not. */
export function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`${what} not found in this workspace`);
  return value;
}
