/** What happened in an embedded workspace, and what its time is. */
import { assertExpectation, assertPattern } from '../observe/expectation.ts';
import { tooManyStreams } from '../observe/open-streams.ts';
import { type ExpectedCount, misses, type RequestPattern, verify } from '../observe/verify.ts';
import { type EventPattern, waitForEvents } from '../observe/wait.ts';
import { checkNumber } from '../world/checks.ts';
import { limits } from '../world/limits.ts';
import type { WorldEvent } from '../world/model/events.ts';
import type { MoveResult } from '../world/operations/time.ts';
import { type WorkspaceContext, workspaceGone } from './workspace-context.ts';
import { type RequestInfo, requestInfo } from './workspace-info.ts';

/** Throws when a clock was not moved. */
function moved(result: MoveResult, ws: string): void {
  if (result.status === 'not_found') throw workspaceGone(ws);
  if (result.status === 'out_of_range') throw new RangeError(result.problem);
}

/** Its clock, its requests, its events. */
export function observe({ world, journal, operations, streams }: WorkspaceContext, ws: string) {
  const now = () => world.now(ws);

  return {
    /** The workspace's own clock, once it is touched; before, the emulator's. */
    clock: {
      /** The time. */
      now: (): Date => new Date(now()),
      /** Stands still, at a time or where it is. Resolves when all that is due has happened. */
      async freeze(at?: Date): Promise<void> {
        const to = at === undefined ? {} : { now: at.getTime() };
        moved(await world.setClock(ws, { mode: 'frozen', ...to }), ws);
      },
      /** Runs on, `speed` times as fast as the host's; 1 unless told. */
      async run(speed = 1): Promise<void> {
        moved(await world.setClock(ws, { mode: 'real', speed }), ws);
      },
      /**
       * Moves on. Resolves when all that is due by then has happened. Rejects with a `RangeError` for a negative
       * span, or a time that no clock can show.
       */
      async advance(seconds: number): Promise<void> {
        moved(await world.advanceClock(ws, seconds), ws);
      },
    },

    /**
     * The requests that were answered, oldest first: all, or those that fit.
     * Rejects with a `TypeError` for an unknown operation or field.
     */
    async requests(pattern: RequestPattern = {}): Promise<RequestInfo[]> {
      assertPattern(pattern, operations);
      const { entries } = await journal.read(ws);
      return entries
        .filter((entry) => misses(journal, entry, pattern).length === 0)
        .map((entry) => requestInfo(journal, entry));
    },
    /**
     * Verifies how many requests fit. Default: at least one. Names the nearest misses.
     * Rejects with a `TypeError` for an unknown operation or field, and for counts that contradict each other.
     */
    async verify(expected: RequestPattern & ExpectedCount) {
      assertExpectation(expected, operations);
      const { nearest, ...verdict } = await verify(journal, ws, expected);
      const shown = nearest.map(({ entry, differences }) => ({
        request: requestInfo(journal, entry),
        differences,
      }));
      return { ...verdict, nearest: shown };
    },
    /** Forgets the requests that were answered. */
    forgetRequests: (): Promise<void> => journal.clear(ws),
    /**
     * Resolves with the first event that fits, at once when it has happened already. Rejects when none
     * has after `timeoutMs` (default: 5,000) of the host's time, and when as many event streams and waits
     * are open as may be.
     */
    async waitFor(
      pattern: Omit<EventPattern, 'workspaceId'>,
      { timeoutMs = 5000 }: { timeoutMs?: number } = {},
    ): Promise<WorldEvent> {
      checkNumber('timeoutMs', timeoutMs, { least: 0, most: limits.waitMs });
      const wanted = { ...pattern, workspaceId: ws };
      const patience = { after: 0, count: 1, timeoutMs };
      const waited = await waitForEvents(world.events, streams, wanted, patience);
      if (waited.status === 'too_many') throw new Error(tooManyStreams(streams).detail);
      const [first] = waited.events;
      if (first !== undefined) return first.event;
      const seen = world.events.after(0, ws);
      const types = seen.slice(-20).map(({ event }) => event.type);
      const lost = waited.gap === null ? '' : ` (${waited.gap.lost} earlier events are not kept)`;
      throw new Error(
        `${JSON.stringify(pattern)} did not happen within ${timeoutMs} ms; what did: ${types.join(', ') || 'nothing'}${lost}`,
      );
    },
  };
}
