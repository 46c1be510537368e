/**
 * A world and everything that can be done in it: the only way in. Fixtures, the control plane and code use
 * the same operations, with the same checks. An operation asks the store to commit what a pure rule decides
 * (`rules/`). What is expected to go wrong is a result with a `status`; a thrown error is a bug or the
 * outside world.
 */
import { createLiveSubscribers } from './live-subscribers.ts';
import { callOperations } from './operations/calls.ts';
import { catalogOperations } from './operations/catalog.ts';
import { faultOperations } from './operations/faults.ts';
import { injectionOperations } from './operations/injections.ts';
import { keyOperations } from './operations/keys.ts';
import { placingOperations } from './operations/placing.ts';
import { sessionOperations } from './operations/sessions.ts';
import { snapshotOperations } from './operations/snapshots.ts';
import { timeOperations } from './operations/time.ts';
import { workspaceOperations } from './operations/workspaces.ts';
import type { Store, WorkspaceId } from './ports/store.ts';
import { performTask } from './rules/tasks.ts';
import { createScheduler } from './scheduler.ts';
import type { CheckTemplate, WorldContext } from './world-context.ts';

/** What a world is made of. Time, chance and the place where it is kept come with the store. */
export interface WorldParts {
  readonly store: Store;
  /** Takes what a scheduled task threw; the others go on. Default: throws it, outside of any request. */
  readonly onError?: (error: unknown) => void;
  readonly checkTemplate: CheckTemplate;
}

/** A world, what `createWorld` returns. */
export type World = ReturnType<typeof createWorld>;

function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}

/** A world over a store. */
export function createWorld({ store, onError = throwLater, checkTemplate }: WorldParts) {
  const { clocks, events } = store;
  const scheduler = createScheduler(store, (task) => performTask(store, task), onError);
  const context: WorldContext = {
    store,
    scheduler,
    checkTemplate,
    live: createLiveSubscribers(events),
    decide: async (workspaceId, { reads, rule }) => store.decide(workspaceId, reads, rule),
    list: async (workspaceId, kind) => (await store.list(workspaceId, kind)).records,
    async entityIdOf(workspaceId, name) {
      if ('entityId' in name) return name.entityId;
      const read = { canonical: ['canonical', name.canonicalId] } as const;
      return (await store.read(workspaceId, read)).canonical?.entityId;
    },
  };

  const calls = callOperations(context);

  return {
    /** What happened lately, in order. */
    events,
    /** The requests that were answered. */
    journal: store.journal,
    /** The time of a workspace, in milliseconds; of null, the world's. */
    now: (workspaceId: WorkspaceId | null): number => clocks.now(workspaceId),
    /** Draws an identifier that belongs to no workspace, such as a request's: `req_…`. */
    newId: (prefix: string): string => store.draws(null).tagged(prefix),
    /** Draws a UUID of a workspace's stream: an id for what is yet to be added. */
    newUuid: (workspaceId: WorkspaceId): string => store.draws(workspaceId).uuid(),
    /**
     * Waits so many milliseconds on the workspace's clock. Resolves with true once they have passed, with
     * false when the signal aborts, the workspace is removed or the world closes.
     */
    sleep: scheduler.sleep,
    ...workspaceOperations(context),
    ...timeOperations(context),
    ...catalogOperations(context),
    ...keyOperations(context),
    ...calls,
    ...placingOperations(context, calls),
    ...injectionOperations(context),
    ...sessionOperations(context),
    ...faultOperations(context),
    ...snapshotOperations(context),
    /** Leaves no timer behind; nobody waits any more. */
    close(): void {
      scheduler.close();
      store.close();
    },
  };
}
