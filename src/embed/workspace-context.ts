/** What the parts of an embedded workspace share. */
import type { Journal } from '../observe/journal.ts';
import type { OpenStreams } from '../observe/open-streams.ts';
import { type Full, fullText, type NotFound } from '../world/model/results.ts';
import type { World } from '../world/world.ts';

/** What a workspace needs of the emulator that it is in. */
export interface WorkspaceContext {
  readonly world: World;
  readonly journal: Journal;
  readonly streams: OpenStreams;
  /** The names of the contract's operations, which a fault can be about. */
  readonly operations: readonly string[];
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

/** What is expected to be there, or an error that says what is not. */
export function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`${what} not found in this workspace`);
  return value;
}
