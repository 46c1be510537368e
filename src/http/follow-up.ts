/** What follows a response: the journal and the announcement. The operation has had its effect, whatever fails here. */
import type { MaybePromise } from '../world/maybe-promise.ts';
import { StoreUnavailable } from '../world/ports/store.ts';

/**
 * Does some work, and waits for it if it is not done at once. Never throws or rejects: `failed` gets the errors, except
 * that the store is unavailable, which it logs itself.
 */
export function followUp(
  work: () => readonly MaybePromise<void>[],
  failed: (error: unknown) => void,
): MaybePromise<void> {
  const handle = (error: unknown): void => {
    if (!(error instanceof StoreUnavailable)) failed(error);
  };
  try {
    const waits = work().filter((one) => one instanceof Promise);
    if (waits.length > 0) return Promise.all(waits).then(() => undefined, handle);
  } catch (error) {
    handle(error);
  }
}
