/** A change of a clock that waits to be committed. */
import { isIn, ranges } from '../checks.ts';
import { type ClockChange, changed, stateAt, timeAfter } from '../ports/clock.ts';
import type { ClockChangeResult, WorkspaceId } from '../ports/store.ts';
import type { Batch } from './batch.ts';
import { Operations } from './item.ts';
import type { Contribution, Pending } from './pending.ts';
import type { SharedWorld } from './shared-world.ts';

/** A waiting change: of a workspace's clock, or with null of the world's. */
export class ClockChanging implements Pending {
  readonly #world: SharedWorld;
  readonly #workspaceId: WorkspaceId | null;
  readonly #change: ClockChange;
  readonly #resolve: (result: ClockChangeResult) => void;
  readonly failed: (error: unknown) => void;

  constructor(
    world: SharedWorld,
    workspaceId: WorkspaceId | null,
    change: ClockChange,
    resolve: (result: ClockChangeResult) => void,
    reject: (error: unknown) => void,
  ) {
    this.#world = world;
    this.#workspaceId = workspaceId;
    this.#change = change;
    this.#resolve = resolve;
    this.failed = reject;
  }

  contribute(batch: Batch): Contribution {
    const workspaceId = this.#workspaceId;
    if (batch.next > 1 || batch.isClosed(workspaceId)) return 'later';
    const { clocks } = this.#world.replica;
    if (workspaceId !== null && !this.#world.replica.has(workspaceId)) {
      this.#resolve({ status: 'not_found' });
      return 'done';
    }
    const host = clocks.host();
    const before = clocks.position(workspaceId);
    const at = timeAfter(before, this.#change, host);
    if (!isIn(at, ranges.clockMs)) {
      this.#resolve({ status: 'out_of_range', at });
      return 'done';
    }
    const position = changed(before, this.#change, host);
    const { mode, now } = stateAt(position, host);
    const operations = new Operations();
    operations.add('clock', workspaceId ?? 'world', JSON.stringify(position));
    // What follows must see the new time.
    batch.close(null);
    return {
      workspaceId,
      generation: workspaceId === null ? '' : this.#world.replica.generationOf(workspaceId),
      versions: [],
      checks: [],
      buildsOn: [],
      owners: [],
      change: {
        clock: { workspaceId, position },
        emit: [{ type: 'clock.changed', at: now, workspaceId, mode }],
      },
      operations,
    };
  }

  committed(): void {
    this.#resolve({ status: 'changed' });
  }
}
