/** What the operations of a world share, and the answers that several of them give. */
import type { Agenda } from './agenda.ts';
import type { Clocks } from './clocks.ts';
import type { Ids } from './ids.ts';
import type { Outlets } from './outlets.ts';
import type { Store, WorkspaceId } from './store.ts';

/** The inside of a world. */
export interface Inside {
  readonly clocks: Clocks;
  readonly ids: Ids;
  readonly store: Store;
  readonly agenda: Agenda;
  readonly outlets: Outlets;
  /** The time of a workspace, in milliseconds. */
  now(workspaceId: WorkspaceId): number;
}

/** A thing that is not there. */
export interface NotFound {
  readonly status: 'not_found';
}

/** An identifier that is taken. */
export interface Duplicate {
  readonly status: 'duplicate';
}

/** The thing is not there. */
export const notFound: NotFound = { status: 'not_found' };
/** The identifier is taken. */
export const duplicate: Duplicate = { status: 'duplicate' };
