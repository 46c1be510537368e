/** Operations on the clocks. */
import { checkNumber, ranges } from '../checks.ts';
import { type Fields, number, word } from '../fields.ts';
import { validated } from '../input.ts';
import { limits } from '../limits.ts';
import { type NotFound, notFound } from '../model/results.ts';
import { type ClockChange, type ClockState, isoTime } from '../ports/clock.ts';
import type { Planned, WorkspaceId } from '../ports/store.ts';
import type { WorldContext } from '../world-context.ts';

/** A clock after a change, or the reason why it was not changed. */
export type MoveResult =
  | ({ readonly status: 'moved' } & ClockState)
  /** The new time would be outside the times a clock can show. */
  | { readonly status: 'out_of_range'; readonly problem: string }
  | NotFound;

type ClockOptions = Pick<ClockChange, 'mode' | 'now' | 'speed'>;

const clockFields: Fields<ClockOptions> = {
  mode: word(['real', 'frozen']),
  now: number(ranges.clockMs),
  speed: number(ranges.someSpeed),
};

function outOfRange(at: number): MoveResult {
  const most = isoTime(limits.clockLatestMs);
  const where = at > limits.clockLatestMs ? 'later' : 'earlier';
  const problem = `A clock shows times from ${isoTime(limits.clockEarliestMs)} to ${most}. It would be ${where}.`;
  return { status: 'out_of_range', problem };
}

/** Operations on the clocks. A workspace of null means the world. */
export function timeOperations({ scheduler, store }: WorldContext) {
  const { clocks } = store;

  async function move(workspaceId: WorkspaceId | null, change: ClockChange): Promise<MoveResult> {
    const changed = await clocks.change(workspaceId, change);
    if (changed.status === 'not_found') return notFound;
    if (changed.status === 'out_of_range') return outOfRange(changed.at);
    await scheduler.settle();
    return { status: 'moved', ...clocks.state(workspaceId) };
  }

  return {
    /** The state of a clock; with null, of the world's. A workspace without its own uses the world's. */
    readClock: (workspaceId: WorkspaceId | null): ClockState => clocks.state(workspaceId),
    /** Whether a workspace has a clock of its own. */
    hasOwnClock: (workspaceId: WorkspaceId): boolean => clocks.isOwn(workspaceId),
    /**
     * Sets a clock; a workspace gets its own. Resolves after everything due has happened. Rejects with a `TypeError`
     * or a `RangeError` if the change is invalid.
     */
    async setClock(workspaceId: WorkspaceId | null, change: ClockOptions): Promise<MoveResult> {
      return move(workspaceId, await validated(clockFields, change));
    },
    /**
     * Advances a clock; a workspace gets its own. Resolves after everything due has happened. Rejects with a
     * `TypeError` or a `RangeError` if the number of seconds is invalid.
     */
    async advanceClock(workspaceId: WorkspaceId | null, seconds: number): Promise<MoveResult> {
      checkNumber('seconds', seconds, ranges.seconds);
      return move(workspaceId, { advanceMs: seconds * 1000 });
    },
    /** What is planned to happen in a workspace by time alone, in no order. */
    listPlanned: async (workspaceId: WorkspaceId): Promise<readonly Planned[]> =>
      store.tasks.of(workspaceId),
    /** Runs everything that is due. */
    settle: scheduler.settle,
  };
}
