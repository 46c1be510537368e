/**
 * A world and its operations: the only entry point. Fixtures, the control plane and the typed API use the same
 * operations with the same checks. An operation asks the store to commit the decision of a pure rule (`rules/`).
 * Expected failures are results with a `status`; a thrown error is a bug or comes from outside.
 */
import { createLiveSubscribers } from './live-subscribers.ts';
import type { MaybePromise } from './maybe-promise.ts';
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
import { leave } from './rules/leaving.ts';
import { performTask } from './rules/tasks.ts';
import { createScheduler } from './scheduler.ts';
import type { CheckTemplate, WorldContext } from './world-context.ts';

/** The parts of a world. Clock, randomness and storage come with the store. */
export interface WorldParts {
  readonly store: Store;
  /** Called with an error that a scheduled task threw; other tasks continue. Default: rethrows it asynchronously. */
  readonly onError?: (error: unknown) => void;
  readonly checkTemplate: CheckTemplate;
}

/** A world, as `createWorld` returns it. */
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
    live: createLiveSubscribers(events, store.newLease),
    decide: async (workspaceId, { reads, rule }) => store.decide(workspaceId, reads, rule),
    list: async (workspaceId, kind) => (await store.list(workspaceId, kind)).records,
    async entityIdOf(workspaceId, name) {
      if (name.by === 'entity_id') return name.entityId;
      const read = { canonical: ['canonical', name.canonicalId] } as const;
      return (await store.read(workspaceId, read)).canonical?.entityId;
    },
  };

  store.onOrphan?.(({ callSid, lease, subscriberId, workspaceId }) =>
    context.decide(workspaceId, leave(workspaceId, callSid, subscriberId, lease)),
  );

  return {
    /** The latest events, in order. */
    events,
    /** Requests with their responses. */
    journal: store.journal,
    /** The time of a workspace in milliseconds; with null, of the world. */
    now: (workspaceId: WorkspaceId | null): number => clocks.now(workspaceId),
    /** A new id that belongs to no workspace, such as a request id: `req_…`. */
    newId: (prefix: string): string => store.draws(null).tagged(prefix),
    /** A new UUID from a workspace's random stream, for something to be added. */
    newUuid: (workspaceId: WorkspaceId): string => store.draws(workspaceId).uuid(),
    /**
     * Waits on the workspace's clock. Resolves with true once `ms` milliseconds have passed; with false if the
     * signal aborts, the workspace is removed or the world closes.
     */
    sleep: scheduler.sleep,
    ...workspaceOperations(context),
    ...timeOperations(context),
    ...catalogOperations(context),
    ...keyOperations(context),
    ...callOperations(context),
    ...placingOperations(context),
    ...injectionOperations(context),
    ...sessionOperations(context),
    ...faultOperations(context),
    /** Loads the operations on resources that are only shaped from a document. */
    shaped: async () => (await import('./operations/shaped.ts')).shapedOperations(context),
    ...snapshotOperations(context),
    /** Clears the timer and ends all waits. Other operations still work. */
    stop: scheduler.close,
    /** Stops, and releases the store. */
    close(): MaybePromise<void> {
      scheduler.close();
      return store.close();
    },
  };
}
