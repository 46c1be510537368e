/** Removes a shared world from its server. */
import type { Server } from './server.ts';

/** Keys that are looked at in one step. */
const STEP = 1_000;

/**
 * Removes all keys of a prefix, `{prefix}:…`, and nothing else. Returns how many there were. A process that still uses
 * the world finds it lost.
 */
export async function flushStore(
  { client }: Pick<Server, 'client'>,
  prefix: string,
): Promise<number> {
  let removed = 0;
  // No character that a prefix can have is special in a pattern.
  for await (const keys of client.scanIterator({ MATCH: `{${prefix}}:*`, COUNT: STEP })) {
    if (keys.length > 0) removed += await client.unlink(keys);
  }
  return removed;
}
