/** Opens a world that is kept on a Redis or Valkey server. */
import type { Clock } from '../ports/clock.ts';
import type { Store, StoreState } from '../ports/store.ts';
import type { StoreAddress } from './address.ts';
import { connectServer } from './server.ts';

/** A store on a server, which other processes may use, too. */
export interface ValkeyStore extends Store {
  /** Server and prefix, such as `Redis 7.0.15 at redis://127.0.0.1:6379/0, prefix sessions-emulator`. */
  readonly description: string;
  state(): StoreState;
  /** Runs `seed` if the world does not exist yet, once among all processes. */
  begin(seed: () => Promise<void>): Promise<'new' | 'joined'>;
}

/** Options of a shared store. */
export interface ValkeyStoreOptions {
  readonly address: StoreAddress;
  /** The clock of a new world. Default: the host's time. */
  readonly clock?: Clock;
  /** Seed of a new world's identifiers. Default: random. */
  readonly seed?: string;
  /** Called with a line about each change of the store's state. */
  note?(line: string): void;
}

/** Opens the store. Rejects with a `StoreError` if the server cannot be used. */
export async function openValkeyStore({ address }: ValkeyStoreOptions): Promise<ValkeyStore> {
  const server = await connectServer(address);
  server.close();
  throw new Error('not built yet');
}
