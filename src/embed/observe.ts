/** What happened in an embedded workspace, and what its time is. */
import { assertExpectation, assertPattern } from '../control/expectation.ts';
import { type ExpectedCount, misses, type RequestPattern, verify } from '../control/verify.ts';
import { type EventPattern, waitForEvents } from '../control/wait.ts';
import type { WorldEvent } from '../world/events.ts';
import type { WorkspaceHost } from './host.ts';
import { type RequestInfo, requestInfo } from './views.ts';

/** Its clock, its requests, its events. */
export function observe({ world, journal, operations, closing }: WorkspaceHost, ws: string) {
  const now = () => world.now(ws);

  return {
    /** The workspace's own clock, once it is touched; before, the emulator's. */
    clock: {
      /** The time. */
      now: (): Date => new Date(now()),
      /** Stands still, at a time or where it is. Resolves when all that is due has happened. */
      async freeze(at?: Date): Promise<void> {
        const moved = at === undefined ? {} : { now: at.getTime() };
        await world.setClock(ws, { mode: 'frozen', ...moved });
      },
      /** Runs on, `speed` times as fast as the host's; 1 unless told. */
      async run(speed = 1): Promise<void> {
        await world.setClock(ws, { mode: 'real', speed });
      },
      /** Moves on. Resolves when all that is due by then has happened. */
      async advance(seconds: number): Promise<void> {
        await world.advanceClock(ws, seconds);
      },
    },

    /**
     * The requests that were answered, oldest first: all, or those that fit.
     * @throws `TypeError` for an unknown operation or field.
     */
    requests(pattern: RequestPattern = {}): RequestInfo[] {
      assertPattern(pattern, operations);
      return journal
        .entries(ws)
        .filter((entry) => misses(journal, entry, pattern).length === 0)
        .map((entry) => requestInfo(journal, entry));
    },
    /**
     * Verifies how many requests fit. Default: at least one. Names the nearest misses.
     * @throws `TypeError` for an unknown operation or field, and for counts that contradict each other.
     */
    verify(expected: RequestPattern & ExpectedCount) {
      assertExpectation(expected, operations);
      const { nearest, ...verdict } = verify(journal, ws, expected);
      const shown = nearest.map(({ entry, differences }) => ({
        request: requestInfo(journal, entry),
        differences,
      }));
      return { ...verdict, nearest: shown };
    },
    /** Forgets the requests that were answered. */
    forgetRequests(): void {
      journal.clear(ws);
    },
    /**
     * Resolves with the first event that fits, at once when it has happened already. Rejects when
     * none has after `timeoutMs` (5,000 unless told) of the host's time.
     */
    async waitFor(
      pattern: Omit<EventPattern, 'workspaceId'>,
      { timeoutMs = 5000 }: { timeoutMs?: number } = {},
    ): Promise<WorldEvent> {
      const wanted = { ...pattern, workspaceId: ws };
      const patience = { after: 0, count: 1, timeoutMs };
      const [first] = await waitForEvents(world, closing, wanted, patience);
      if (first !== undefined) return first.event;
      const seen = world.events.after(0).filter(({ event }) => event.workspaceId === ws);
      const types = seen.slice(-20).map(({ event }) => event.type);
      throw new Error(
        `${JSON.stringify(pattern)} did not happen within ${timeoutMs} ms; what did: ${types.join(', ') || 'nothing'}`,
      );
    },
  };
}
