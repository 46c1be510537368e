/** The stores that the suites run over: adding a store is adding a line. */
import { createMemoryStore, type MemoryStoreParts } from '../../src/world/memory/memory-store.ts';
import type { Store } from '../../src/world/ports/store.ts';
import { createHostileStore } from './hostile-store.ts';

/** Makes an empty store. */
export type MakeStore = (parts: MemoryStoreParts) => Store;

/** Every store, by the name of its test project. */
export const stores: Readonly<Record<string, MakeStore>> = {
  memory: createMemoryStore,
  hostile: (parts) => createHostileStore(createMemoryStore(parts)),
};

/** The store of this run: `SESSIONS_EMULATOR_TEST_STORE`. Default: memory. */
export const makeStore: MakeStore =
  stores[process.env.SESSIONS_EMULATOR_TEST_STORE ?? 'memory'] ?? createMemoryStore;
