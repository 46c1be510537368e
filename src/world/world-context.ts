/** Shared parts of the world's operations. */
import type { Act } from './act.ts';
import type { LiveSubscribers } from './live-subscribers.ts';
import type { Kind, Reads, Records, Store, WorkspaceId } from './ports/store.ts';
import type { EntityName } from './rules/catalog.ts';
import type { Scheduler } from './scheduler.ts';
import type { WorkspaceFixture } from './seeding/fixture-types.ts';

/**
 * Checks data as one workspace of a fixture; its id is optional. Rejects with a `FixtureError`. Passed in from
 * outside, because the world does not import schemas.
 */
export type CheckTemplate = (data: object) => Promise<Partial<WorkspaceFixture>>;

/** The parts of a world that its operations use. */
export interface WorldContext {
  readonly store: Store;
  readonly scheduler: Scheduler;
  readonly live: LiveSubscribers;
  readonly checkTemplate: CheckTemplate;
  /** Commits the decision of an act. */
  decide<R extends Reads, T>(workspaceId: WorkspaceId, act: Act<R, T>): Promise<T>;
  /** All records of a kind, in order of creation. */
  list<K extends Kind>(workspaceId: WorkspaceId, kind: K): Promise<readonly Records[K][]>;
  /** The id of the entity with a name, even if its projection still lags. */
  entityIdOf(workspaceId: WorkspaceId, name: EntityName): Promise<string | undefined>;
}
