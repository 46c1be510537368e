/** Work that must be done, however long the store is unavailable. */
import { StoreUnavailable } from './ports/store.ts';

/** Milliseconds of the host between two attempts. */
const RETRY_MS = 250;

/**
 * Does `work`, and does it again while the store is unavailable, so it may run several times. Resolves or rejects as the
 * last attempt does. It does not keep the process alive.
 */
export async function untilAvailable<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
  }
}
