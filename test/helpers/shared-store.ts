/** Stores on a real server, each with a world of its own. */
import type { StoreParts } from '../../src/world/ports/store.ts';
import { parseAddress } from '../../src/world/valkey/address.ts';
import { openValkeyStore, type ValkeyStore } from '../../src/world/valkey/open.ts';
import { closeBeforeStop, type Redis, startRedis } from './redis-server.ts';

let server: Promise<Redis> | undefined;
let worlds = 0;
const open = new Set<ValkeyStore>();

closeBeforeStop(async () => {
  const stores = [...open];
  open.clear();
  await Promise.all(stores.map((store) => store.close()));
});

/** The server of this test file. */
export async function testServer(): Promise<Redis> {
  server ??= startRedis();
  const redis = await server;
  if (redis.isRunning) return redis;
  server = startRedis();
  return server;
}

/** A prefix that no other world of this server has. */
export const newPrefix = (): string => `test-${process.pid}-${++worlds}`;

/** Opens an empty store. It is closed at the end of the test file. */
export async function openTestStore(
  { clock, seed }: StoreParts,
  prefix = newPrefix(),
): Promise<ValkeyStore> {
  const { url } = await testServer();
  const store = await openValkeyStore({
    address: parseAddress(url, prefix),
    ...(clock !== undefined && { clock }),
    ...(seed !== undefined && { seed }),
  });
  open.add(store);
  return store;
}
