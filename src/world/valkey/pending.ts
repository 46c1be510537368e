/** What waits for the next batch. */
import type { Batch } from './batch.ts';
import type { Announcement, Item, Note } from './item.ts';

/**
 * What a waiting piece of work contributes to a batch: an item, an event or an entry of the journal; nothing but the wish to be up to date; nothing, since
 * it is done; nothing yet, since it must wait for a later batch, or for something else first.
 */
export type Contribution =
  | Item
  | Announcement
  | Note
  | 'barrier'
  | 'done'
  | 'later'
  | Promise<void>;

/** A piece of work that waits for the next batch. It may be asked several times. */
export interface Pending {
  contribute(batch: Batch): Contribution;
  /** The item is committed and applied; for a barrier, everything committed before is applied. */
  committed(): void;
  /** It was not applied, because something had changed: it is asked again. */
  refused?(): void;
  /** From now on it does not depend on whether other processes are alive. */
  ignoreGone?(): void;
  /** It has failed for good. */
  failed(error: unknown): void;
}

/** Work that only wants to be up to date. */
export function barrier(committed: () => void, failed: (error: unknown) => void): Pending {
  return { contribute: () => 'barrier', committed, failed };
}
