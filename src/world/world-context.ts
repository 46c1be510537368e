/** What the operations of a world share. */
import type { Act } from './act.ts';
import type { LiveSubscribers } from './live-subscribers.ts';
import type { Kind, Reads, Records, Store, WorkspaceId } from './ports/store.ts';
import type { EntityName } from './rules/catalog.ts';
import type { Scheduler } from './scheduler.ts';
import type { WorkspaceFixture } from './seeding/fixture-types.ts';

/**
 * Checks data as one workspace of a fixture, whose id may be left out. Rejects with a `FixtureError`. It comes
 * from outside: a world knows no schema.
 */
export type CheckTemplate = (data: object) => Promise<Partial<WorkspaceFixture>>;

/** The inside of a world. */
export interface WorldContext {
  readonly store: Store;
  readonly scheduler: Scheduler;
  readonly live: LiveSubscribers;
  readonly checkTemplate: CheckTemplate;
  /** Commits what an act decides. */
  decide<R extends Reads, T>(workspaceId: WorkspaceId, act: Act<R, T>): Promise<T>;
  /** All records of a kind, in the order in which they came. */
  list<K extends Kind>(workspaceId: WorkspaceId, kind: K): Promise<readonly Records[K][]>;
  /** The id of the entity that has a name, whether its projection shows it or not. */
  entityIdOf(workspaceId: WorkspaceId, name: EntityName): Promise<string | undefined>;
}
