/** Clock, requests and events of an embedded workspace. */
import { assertExpectation, assertPattern } from '../observe/expectation.ts';
import { tooManyStreams } from '../observe/open-streams.ts';
import { misses, verify } from '../observe/verify.ts';
import { waitForEvents } from '../observe/wait.ts';
import { requestInfo } from '../observe/workspace-info.ts';
import { checkNumber } from '../world/checks.ts';
import { limits } from '../world/limits.ts';
import type { MoveResult } from '../world/operations/time.ts';
import { waitError } from './wait-error.ts';
import { type WorkspaceContext, workspaceGone } from './workspace-context.ts';
import type { WorkspaceObservation } from './workspace-observation.ts';

/** Throws if a clock was not changed. */
function moved(result: MoveResult, ws: string): void {
  if (result.status === 'not_found') throw workspaceGone(ws);
  if (result.status === 'out_of_range') throw new RangeError(result.problem);
}

/** The methods for them. */
export function observe(
  { world, journal, operations, streams }: WorkspaceContext,
  ws: string,
): WorkspaceObservation {
  const now = () => world.now(ws);

  return {
    clock: {
      now: () => new Date(now()),
      read: async () => new Date(now()),
      async freeze(at) {
        const to = at === undefined ? {} : { now: at.getTime() };
        moved(await world.setClock(ws, { mode: 'frozen', ...to }), ws);
      },
      async run(speed = 1) {
        moved(await world.setClock(ws, { mode: 'real', speed }), ws);
      },
      async advance(seconds) {
        moved(await world.advanceClock(ws, seconds), ws);
      },
    },

    async requests(pattern = {}) {
      assertPattern(pattern, operations);
      const { entries } = await journal.read(ws);
      return entries
        .filter((entry) => misses(journal, entry, pattern).length === 0)
        .map((entry) => requestInfo(journal, entry));
    },
    async verify(expected) {
      assertExpectation(expected, operations);
      const { nearest, ...result } = await verify(journal, ws, expected);
      const shown = nearest.map(({ entry, differences }) => ({
        request: requestInfo(journal, entry),
        differences,
      }));
      return { ...result, nearest: shown };
    },
    forgetRequests: () => journal.clear(ws),
    async waitFor(pattern, { timeoutMs = 5000 } = {}) {
      checkNumber('timeoutMs', timeoutMs, { least: 0, most: limits.waitMs });
      const wanted = { ...pattern, workspaceId: ws };
      const patience = { after: 0, count: 1, timeoutMs };
      const waited = await waitForEvents(world.events, streams, wanted, patience);
      if (waited.status === 'too_many') throw new Error(tooManyStreams(streams).detail);
      const [first] = waited.events;
      if (first !== undefined) return first.event;
      const seen = world.events.after(0, ws);
      const types = seen.slice(-20).map(({ event }) => event.type);
      throw waitError({ pattern, timeoutMs, types, lost: waited.gap?.lost ?? 0 });
    },
  };
}
