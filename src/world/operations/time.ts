/** Clocks: the world's and a workspace's own, set and advanced. */
import type { Clock, ClockState } from '../clock.ts';
import type { Inside } from '../parts.ts';
import type { WorkspaceId } from '../store.ts';

/** What can be said to a clock; what is left out stays as it is. `now` in milliseconds. */
export interface ClockChange {
  readonly mode?: 'real' | 'frozen';
  readonly now?: number;
  readonly speed?: number;
}

/** The operations on time. A workspace of null is the whole world. */
export function timeOperations({ agenda, clocks, store }: Inside) {
  const clockOf = (workspaceId: WorkspaceId | null): Clock =>
    workspaceId === null ? clocks.shared : clocks.of(workspaceId);

  async function move(
    workspaceId: WorkspaceId | null,
    how: (clock: Clock) => void,
  ): Promise<ClockState> {
    // A workspace that was removed gets no clock: nothing would free it.
    const isThere =
      workspaceId === null || (await store.get('workspace', workspaceId, workspaceId));
    if (isThere === undefined) return clocks.shared.state();
    const begins = workspaceId !== null && !clocks.isSeparate(workspaceId);
    const clock = workspaceId === null ? clocks.shared : clocks.separate(workspaceId);
    if (begins) agenda.follow(workspaceId);
    how(clock);
    const { mode, now } = clock.state();
    store.announce({ type: 'clock.changed', at: now, workspaceId, mode });
    await agenda.settle();
    return clock.state();
  }

  return {
    /** How a clock runs. A workspace without its own lives by the world's. */
    readClock: (workspaceId: WorkspaceId | null): ClockState => clockOf(workspaceId).state(),

    /** Sets a clock; a workspace gets its own. Resolves once all that is due has happened. */
    setClock: (workspaceId: WorkspaceId | null, change: ClockChange): Promise<ClockState> =>
      move(workspaceId, (clock) => clock.set(change)),

    /** Advances a clock; a workspace gets its own. Resolves once all that is due has happened. */
    advanceClock: (workspaceId: WorkspaceId | null, seconds: number): Promise<ClockState> =>
      move(workspaceId, (clock) => clock.advance(seconds * 1000)),

    /**
     * Waits so many milliseconds on the workspace's clock. Resolves with true once they have passed, with
     * false when the signal aborts, the workspace is removed or the world closes.
     */
    sleep: agenda.sleep,
  };
}
