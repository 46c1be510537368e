/** What the operations of a world share, and the answers that several of them give. */
import type { Agenda } from './agenda.ts';
import type { Clocks } from './clocks.ts';
import type { Ids } from './ids.ts';
import { limits } from './limits.ts';
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

/** There is no room for one more: a limit of `limits.ts`. */
export interface Full {
  readonly status: 'full';
  /** Which limit it is. */
  readonly of: keyof typeof limits;
  readonly limit: number;
}

/** A limit is reached. */
export const full = (of: Full['of']): Full => ({ status: 'full', of, limit: limits[of] });

/** What a limit says, for people. */
export function fullText({ of, limit }: Pick<Full, 'of' | 'limit'>): string {
  return `There is no room for more: the limit of ${of} is ${limit}.`;
}

/** The thing is not there. */
export const notFound: NotFound = { status: 'not_found' };
/** The identifier is taken. */
export const duplicate: Duplicate = { status: 'duplicate' };
