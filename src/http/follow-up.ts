/** What follows a response: the journal and the announcement. The operation has had its effect, whatever fails here. */
import type { MaybePromise } from '../world/maybe-promise.ts';
import { StoreUnavailable } from '../world/ports/store.ts';

/** Two pieces of work as one. Nothing is made for what is done at once, as with a store in memory. */
export function both(one: MaybePromise<void>, other: MaybePromise<void>): MaybePromise<void> {
  if (!(one instanceof Promise)) return other;
  return other instanceof Promise ? Promise.all([one, other]).then(() => undefined) : one;
}

/**
 * Does some work, and waits for it if it is not done at once. Never throws or rejects: `failed` gets the errors, except
 * that the store is unavailable, which it logs itself.
 */
export function followUp(
  work: () => MaybePromise<void>,
  failed: (error: unknown) => void,
): MaybePromise<void> {
  const handle = (error: unknown): void => {
    if (!(error instanceof StoreUnavailable)) failed(error);
  };
  try {
    const wait = work();
    if (wait instanceof Promise) return wait.catch(handle);
  } catch (error) {
    handle(error);
  }
}
