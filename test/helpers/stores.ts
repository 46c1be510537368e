/** The stores that the suites run over: adding a store is adding a line. */
import type { MaybePromise } from '../../src/world/maybe-promise.ts';
import { createMemoryStore } from '../../src/world/memory/memory-store.ts';
import { createIds } from '../../src/world/ports/ids.ts';
import type { Store, StoreParts } from '../../src/world/ports/store.ts';
import { createHostileStore } from './hostile-store.ts';
import { hasRedis } from './redis-server.ts';
import { openTestStore } from './shared-store.ts';

/** Makes an empty store. */
export type MakeStore = (parts: StoreParts) => MaybePromise<Store>;

const memory = ({ clock, seed }: StoreParts): Store =>
  createMemoryStore({ ids: createIds(seed), ...(clock !== undefined && { clock }) });

/** Every store, by the name of its test project. */
export const stores: Readonly<Record<string, MakeStore>> = {
  memory,
  hostile: (parts) => createHostileStore(memory(parts)),
  shared: openTestStore,
};

/** Why a store cannot be tested on this machine; undefined if it can. */
export const missing: Readonly<Record<string, string | undefined>> = {
  shared: hasRedis ? undefined : 'needs redis-server or valkey-server on the PATH',
};

/** The name of the store of this run: `SESSIONS_EMULATOR_TEST_STORE`. Default: memory. */
export const storeName = process.env.SESSIONS_EMULATOR_TEST_STORE ?? 'memory';

/** The store of this run. */
export const makeStore: MakeStore = stores[storeName] ?? memory;
