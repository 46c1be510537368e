/** Shared parts of an embedded workspace. */
import type { Journal } from '../observe/journal.ts';
import type { OpenStreams } from '../observe/open-streams.ts';
import type { OperationName } from '../world/model/operation-names.ts';
import { type Full, fullText, type NotFound } from '../world/model/results.ts';
import type { World } from '../world/world.ts';

/** The parts of the emulator that a workspace uses. */
export interface WorkspaceContext {
  readonly world: World;
  readonly journal: Journal;
  readonly streams: OpenStreams;
  /** Names of the contract's operations, to which a fault can apply. */
  readonly operations: readonly OperationName[];
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
}

/** The error for a limit that is reached. */
export const noRoom = (reached: Full): Error => new Error(fullText(reached));

/** The error of an operation on a workspace that was removed. */
export const workspaceGone = (ws: string): Error => new Error(`workspace ${ws} was removed`);

/** A result of adding something. Throws when the workspace was removed, or a limit is reached. */
export function settled<R extends { readonly status: string }>(
  ws: string,
  result: R | Full | NotFound,
): Exclude<R, Full | NotFound> {
  if (result.status === 'full') throw noRoom(result as Full);
  if (result.status === 'not_found') throw workspaceGone(ws);
  return result as Exclude<R, Full | NotFound>;
}

/** Returns the value. Throws an `Error` that names it if it is undefined. */
export function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`${what} not found in this workspace`);
  return value;
}
