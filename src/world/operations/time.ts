/** Clocks: the world's and a workspace's own, set and advanced. */
import { checkNumber, isIn, ranges } from '../checks.ts';
import { type Clock, type ClockState, isoTime } from '../clock.ts';
import { checkClockChange } from '../input-checks.ts';
import { limits } from '../limits.ts';
import type { Inside } from '../parts.ts';
import type { WorkspaceId } from '../store.ts';

/** What can be said to a clock; what is left out stays as it is. `now` in milliseconds. */
export interface ClockChange {
  readonly mode?: 'real' | 'frozen';
  readonly now?: number;
  readonly speed?: number;
}

/** A clock after a change, or why it was not changed: the time would have been one that no clock can show. */
export type Moved =
  | ({ readonly status: 'moved' } & ClockState)
  | { readonly status: 'out_of_range'; readonly problem: string };

function outOfRange(at: number): Moved {
  const most = isoTime(limits.clockLatestMs);
  const problem = `A clock shows times from ${isoTime(limits.clockEarliestMs)} to ${most}. It would be ${at > limits.clockLatestMs ? 'later' : 'earlier'}.`;
  return { status: 'out_of_range', problem };
}

/** The operations on time. A workspace of null is the whole world. */
export function timeOperations({ agenda, clocks, store }: Inside) {
  const clockOf = (workspaceId: WorkspaceId | null): Clock =>
    workspaceId === null ? clocks.shared : clocks.of(workspaceId);

  async function move(
    workspaceId: WorkspaceId | null,
    target: (clock: Clock) => number,
    how: (clock: Clock) => void,
  ): Promise<Moved> {
    const at = target(clockOf(workspaceId));
    if (!isIn(at, ranges.clockMs)) return outOfRange(at);
    // A workspace that was removed gets no clock: nothing would free it.
    const isThere =
      workspaceId === null || (await store.get('workspace', workspaceId, workspaceId));
    if (isThere === undefined) return { status: 'moved', ...clocks.shared.state() };
    const begins = workspaceId !== null && !clocks.isSeparate(workspaceId);
    const clock = workspaceId === null ? clocks.shared : clocks.separate(workspaceId);
    if (begins) agenda.follow(workspaceId);
    how(clock);
    const { mode, now } = clock.state();
    store.announce({ type: 'clock.changed', at: now, workspaceId, mode });
    await agenda.settle();
    return { status: 'moved', ...clock.state() };
  }

  return {
    /** How a clock runs. A workspace without its own lives by the world's. */
    readClock: (workspaceId: WorkspaceId | null): ClockState => clockOf(workspaceId).state(),

    /**
     * Sets a clock; a workspace gets its own. Resolves once all that is due has happened. Rejects with a
     * `TypeError` or a `RangeError` for a change that is not one.
     */
    async setClock(workspaceId: WorkspaceId | null, change: ClockChange): Promise<Moved> {
      checkClockChange(change);
      return move(
        workspaceId,
        (clock) => clock.after(change),
        (clock) => clock.set(change),
      );
    },

    /**
     * Advances a clock; a workspace gets its own. Resolves once all that is due has happened. Rejects with a
     * `TypeError` or a `RangeError` for a span that is not one.
     */
    async advanceClock(workspaceId: WorkspaceId | null, seconds: number): Promise<Moved> {
      checkNumber('seconds', seconds, ranges.seconds);
      return move(
        workspaceId,
        (clock) => clock.now() + seconds * 1000,
        (clock) => clock.advance(seconds * 1000),
      );
    },

    /**
     * Waits so many milliseconds on the workspace's clock. Resolves with true once they have passed, with
     * false when the signal aborts, the workspace is removed or the world closes.
     */
    sleep: agenda.sleep,
  };
}
