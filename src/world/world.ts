/**
 * A world and everything that can be done in it: the only way in. Fixtures, the control plane and
 * code use the same operations, with the same checks. What is expected to go wrong is an answer
 * with a `status`; a thrown error is a bug or the outside world.
 */
import { createAgenda } from './agenda.ts';
import type { Clock } from './clock.ts';
import { createClocks } from './clocks.ts';
import { createEventLog } from './event-log.ts';
import type { Ids } from './ids.ts';
import { callOperations } from './operations/calls.ts';
import { catalogOperations } from './operations/catalog.ts';
import { faultOperations } from './operations/faults.ts';
import { injectionOperations } from './operations/injections.ts';
import { keyOperations } from './operations/keys.ts';
import { placingOperations } from './operations/placing.ts';
import { sessionOperations } from './operations/sessions.ts';
import { timeOperations } from './operations/time.ts';
import { turnOperations } from './operations/turns.ts';
import { workspaceOperations } from './operations/workspaces.ts';
import { createOutlets } from './outlets.ts';
import type { Inside } from './parts.ts';
import type { Store } from './store.ts';

/** What a world is made of. Time, chance and the place where it is kept come from outside. */
export interface WorldParts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly store: Store;
  /** Takes what a scheduled task threw; the rest goes on. Default: throws it, outside of any request. */
  readonly onError?: (error: unknown) => void;
}

function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}

/** A world, `createWorld`'s answer. */
export type World = ReturnType<typeof createWorld>;

/** An empty world over its parts. */
export function createWorld({ clock, ids, store, onError = throwLater }: WorldParts) {
  const clocks = createClocks(clock);
  const agenda = createAgenda(clocks, onError);
  const outlets = createOutlets(store);
  const inside: Inside = {
    clocks,
    ids,
    store,
    agenda,
    outlets,
    now: (workspaceId) => clocks.of(workspaceId).now(),
  };
  const catalog = catalogOperations(inside);
  const calls = callOperations(inside);
  const injections = injectionOperations(inside);

  return {
    clock,
    ids,
    store,
    /** What happened lately, in order. */
    events: createEventLog(store),
    /** The time of a workspace, in milliseconds. */
    now: inside.now,
    /** Whether a workspace has a clock of its own. */
    hasOwnClock: clocks.isSeparate,
    ...workspaceOperations(inside),
    ...catalog,
    ...keyOperations(inside),
    ...calls,
    ...injections,
    ...placingOperations(inside, calls, injections),
    ...sessionOperations(inside, catalog.findEntity),
    ...turnOperations(inside),
    ...timeOperations(inside),
    ...faultOperations(inside),
    /** Forgets what was planned; no timer is left behind. */
    close: agenda.close,
  };
}
