/** The keys of a shared world on its server, as a whole. */

import type { Server } from './server.ts';
import { toStoreError } from './server-errors.ts';

/** Keys that are looked at in one step. */
const STEP = 1_000;

/** Calls `work` with the keys of a prefix, `{prefix}:…`, step by step, and returns the sum of what it returns. */
async function sumOver(
  { client, url }: Pick<Server, 'client' | 'url'>,
  prefix: string,
  work: (keys: string[]) => Promise<number> | number,
): Promise<number> {
  let sum = 0;
  try {
    // No character that a prefix can have is special in a pattern.
    for await (const keys of client.scanIterator({ MATCH: `{${prefix}}:*`, COUNT: STEP })) {
      if (keys.length > 0) sum += await work(keys);
    }
  } catch (error) {
    throw toStoreError(error, url);
  }
  return sum;
}

/**
 * Removes all keys of a prefix and nothing else. Returns how many there were. A process that still uses the world finds
 * it lost.
 *
 * @throws `StoreError`
 */
export const flushStore = (server: Server, prefix: string): Promise<number> =>
  sumOver(server, prefix, (keys) => server.client.unlink(keys));

/**
 * Counts the keys of a prefix; while it is in use, approximately.
 *
 * @throws `StoreError`
 */
export const countKeys = (server: Server, prefix: string): Promise<number> =>
  sumOver(server, prefix, (keys) => keys.length);
