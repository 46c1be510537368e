/** Opens the store of a world that other processes share. Loaded only when one is asked for. */
import type { Clock } from './world/ports/clock.ts';
import { StoreUnavailable } from './world/ports/store.ts';
import type { Fixture } from './world/seeding/fixture-types.ts';
import { parseAddress } from './world/valkey/address.ts';
import { openValkeyStore, type ValkeyStore } from './world/valkey/open.ts';
import { StoreError } from './world/valkey/store-error.ts';
import type { World } from './world/world.ts';

/** A Redis or Valkey server that keeps a world. */
export interface StoreOptions {
  /**
   * `redis://`, `rediss://` (TLS), `valkey://`, `valkeys://` or `unix:///path/to/server.sock`, with user, password and
   * number of the database where they are needed: `redis://user:password@host:6379/0`.
   */
  readonly url: string;
  /** All keys of the world begin with it: 1 to 100 letters, digits, and `. _ : -`. Default: `sessions-emulator`. */
  readonly prefix?: string;
}

/** What a new world begins with, and where changes of the server's state are logged. */
export interface SharedStoreParts {
  readonly clock: Clock;
  readonly seed: string | undefined;
  note(line: string): void;
}

/**
 * Opens the store.
 *
 * @throws `StoreError` when the server cannot be used, or the address is not valid
 */
export function openSharedStore(
  store: string | StoreOptions,
  { seed, ...parts }: SharedStoreParts,
): Promise<ValkeyStore> {
  const { url, prefix } = typeof store === 'string' ? { url: store } : store;
  return openValkeyStore({
    ...parts,
    address: parseAddress(url, prefix),
    ...(seed !== undefined && { seed }),
  });
}

/** Workspaces whose fixtures are read. */
const MOST_WORKSPACES = 100;

/** The fixtures of a world's first 100 workspaces, as they were made. */
async function fixtureOf(world: World): Promise<Fixture> {
  const ids = (await world.workspaces()).slice(0, MOST_WORKSPACES);
  const records = await Promise.all(ids.map((id) => world.readWorkspace(id)));
  return { workspaces: records.flatMap((record) => (record === undefined ? [] : [record.origin])) };
}

/** A world that was made or joined. */
export interface Begun {
  readonly status: 'new' | 'joined';
  /** What a world that was joined was made from. */
  readonly fixture?: Fixture;
}

/**
 * Makes the world with `load`, or joins it and does what is due there.
 *
 * @throws `StoreError` when the server goes away meanwhile
 */
export async function begin(
  store: ValkeyStore,
  world: World,
  load: () => Promise<void>,
): Promise<Begun> {
  try {
    const status = await store.begin(load);
    if (status === 'new') return { status };
    await world.settle();
    return { status, fixture: await fixtureOf(world) };
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    throw new StoreError('lost', `the server was lost during the start: ${error.message}`);
  }
}
