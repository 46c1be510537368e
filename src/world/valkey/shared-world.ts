/** What the parts of a shared store know of each other. */
import type { ClockPosition, ClockSetting } from '../ports/clock.ts';
import type { Draws } from '../ports/ids.ts';
import type { Contents, WorkspaceId } from '../ports/store.ts';
import type { Replica } from './replica.ts';

/** The world, for work that waits for the next batch. */
export interface SharedWorld {
  readonly replica: Replica;
  /** The seed of the world; undefined if its identifiers are random. */
  readonly seed: string | undefined;
  /** Random draws. */
  readonly random: Draws;
  /** Loads the contents of a workspace. */
  load(workspaceId: WorkspaceId): Promise<void>;
  /** Writes contents that nobody sees yet. Resolves with their generation. */
  stage(workspaceId: WorkspaceId, contents: Contents): Promise<string>;
  /** The position of a clock with a setting. */
  readonly positionOf: (setting: ClockSetting) => ClockPosition;
  /** Without this process. */
  others(processes: readonly number[]): readonly number[];
}
