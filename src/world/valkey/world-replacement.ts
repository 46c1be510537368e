/** The replacement of all workspaces, which waits to be committed. */
import type { WorldEvent } from '../model/events.ts';
import type { ClockSetting } from '../ports/clock.ts';
import { timeAt } from '../ports/clock.ts';
import type { Contents, WorkspaceId } from '../ports/store.ts';
import type { Batch } from './batch.ts';
import type { Replaced } from './change.ts';
import { Operations } from './item.ts';
import { replaceWith } from './item-of.ts';
import type { Contribution, Pending } from './pending.ts';
import type { SharedWorld } from './shared-world.ts';

/** A workspace of the new world. `generation`: where its contents were written before; null if they were not. */
export interface NewWorkspace {
  readonly workspaceId: WorkspaceId;
  readonly contents: Contents;
  readonly generation: string | null;
}

/** A waiting replacement. */
export class WorldReplacing implements Pending {
  readonly #world: SharedWorld;
  readonly #workspaces: readonly NewWorkspace[];
  readonly #clock: ClockSetting | null;
  readonly committed: () => void;
  readonly failed: (error: unknown) => void;

  constructor(
    world: SharedWorld,
    workspaces: readonly NewWorkspace[],
    clock: ClockSetting | null,
    resolve: () => void,
    reject: (error: unknown) => void,
  ) {
    this.#world = world;
    this.#workspaces = workspaces;
    this.#clock = clock;
    this.committed = resolve;
    this.failed = reject;
  }

  contribute(batch: Batch): Contribution {
    if (batch.next > 1 || batch.isClosed(null)) return 'later';
    batch.close(null);
    const { positionOf, replica } = this.#world;
    const operations = new Operations();
    const dropped = replica.workspaces;
    for (const workspaceId of dropped) operations.add('drop', workspaceId);
    const position = this.#clock === null ? undefined : positionOf(this.#clock);
    if (position !== undefined) operations.add('clock', 'world', JSON.stringify(position));
    const replaced: Replaced[] = this.#workspaces.map(({ contents, generation, workspaceId }) =>
      replaceWith(operations, workspaceId, contents, generation, positionOf),
    );
    const at = timeAt(position ?? replica.clocks.position(null), replica.clocks.host());
    const emit: WorldEvent[] = [
      ...dropped.map((workspaceId) => ({ type: 'workspace.removed', at, workspaceId }) as const),
      ...(this.#clock === null
        ? []
        : [{ type: 'clock.changed', at, workspaceId: null, mode: this.#clock.mode } as const]),
      ...this.#workspaces.map(
        ({ workspaceId }) => ({ type: 'workspace.created', at, workspaceId }) as const,
      ),
    ];
    return {
      workspaceId: null,
      generation: '',
      versions: [],
      checks: [['world', 'workspacesVersion', replica.workspacesVersion]],
      buildsOn: [],
      owners: [],
      change: {
        dropped,
        replaced,
        ...(position !== undefined && { clock: { workspaceId: null, position } }),
        emit,
      },
      operations,
    };
  }
}
