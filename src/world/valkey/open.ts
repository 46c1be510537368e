/** Opens a store on a Valkey or Redis server. */
import { type Clock, type ClockPosition, followingHost } from '../ports/clock.ts';
import { hostTime } from '../ports/host-time.ts';
import type { Store, StoreState } from '../ports/store.ts';
import type { StoreAddress } from './address.ts';
import { Hub } from './hub.ts';
import { keysOf } from './keys.ts';
import { Link } from './link.ts';
import { CLAIM } from './load-scripts.ts';
import { connectServer, inTime, type Server } from './server.ts';
import { toStoreError } from './server-errors.ts';
import { createValkeyStore } from './valkey-store.ts';

/** Milliseconds between two questions whether another process has made the first workspaces. */
const ASK_AGAIN_MS = 50;
/** How often the time of the server is asked for, to estimate it. */
const SAMPLES = 5;

/** What a store is opened with. */
export interface OpenOptions {
  readonly address: StoreAddress;
  /** The clock of a world that does not exist yet. Default: follows the host. */
  readonly clock?: Clock;
  /** The seed of a world that does not exist yet. Default: random identifiers. */
  readonly seed?: string;
  /** Logs what happens to the server, without credentials. */
  note?(line: string): void;
}

/** A store on a server. */
export interface ValkeyStore extends Store {
  /** Server, version, address and prefix, in one line. */
  readonly description: string;
  /** Whether the server can be used. */
  state(): StoreState;
  /**
   * Makes the first workspaces with `seed`, once among all processes. Resolves with `joined` if another process has made
   * them.
   */
  begin(seed: () => Promise<void>): Promise<'new' | 'joined'>;
}

/** Milliseconds by which the server's time is ahead of this process's. The reply that came fastest counts. */
async function measureAhead(link: Link): Promise<number> {
  let best = { took: Infinity, ahead: 0 };
  for (let sample = 0; sample < SAMPLES; sample++) {
    const asked = hostTime();
    const [seconds, micros] = (await link.command(['TIME'])) as [string, string];
    const took = hostTime() - asked;
    const server = Number(seconds) * 1000 + Number(micros) / 1000;
    if (took < best.took) best = { took, ahead: server - (asked + took / 2) };
  }
  return best.ahead;
}

/** The position of a clock of a new world, on the time of the server. */
function positionOf(clock: Clock | undefined, host: number): ClockPosition {
  if (clock === undefined) return followingHost(host);
  const { aheadMs, mode, now, speed } = clock.state();
  if (mode === 'frozen') return { anchor: now, anchorHost: host, frozen: true, speed: 1 };
  const anchor = speed === 1 ? host + aheadMs : now;
  return { anchor, anchorHost: host, frozen: false, speed };
}

/** Opens a store. Rejects with a `StoreError` if the server cannot be used. */
export async function openValkeyStore(options: OpenOptions): Promise<ValkeyStore> {
  const server = await connectServer(options.address);
  try {
    return await openOn(server, options);
  } catch (error) {
    // Or it would connect again and again, and the process would not end.
    server.close();
    throw toStoreError(error, options.address.url);
  }
}

async function openOn(server: Server, options: OpenOptions): Promise<ValkeyStore> {
  const { address, clock, note = () => undefined, seed } = options;
  const { client } = server;
  for (const warning of server.warnings) note(warning);
  // A connection of its own: the server closes one that subscribes when a large reply waits on it (by default 32 MB).
  const connecting = server.connect();
  // If something else fails first, nobody waits for it.
  connecting.catch(() => undefined);
  const keys = keysOf(address.prefix);
  const link = new Link(client, keys, note);
  const ahead = await measureAhead(link);
  const host = () => hostTime() + ahead;
  const newWorld = { seed, clock: positionOf(clock, host()) };
  const opened = await Hub.open({ link, keys, host, newWorld, note });
  const listener = await connecting;
  const listening = Promise.all([
    listener.subscribe(keys.processChannel(opened.process), () => undefined),
    listener.subscribe(keys.wake, (text: string) => {
      const [process, seq] = text.split(' ');
      if (Number(process) !== opened.process) opened.hear(Number(seq));
    }),
  ]);
  // A subscription whose reply is lost waits for the next connection, for ever if need be.
  await inTime(listening, address.url);
  opened.liveness.start();

  const store = createValkeyStore({
    hub: opened,
    link,
    keys,
    async close() {
      opened.liveness.stop();
      await opened.fresh().catch(() => undefined);
      await opened.leave().catch(() => undefined);
      link.close();
      server.close();
    },
  });

  return Object.assign(store, {
    description: `${server.product} ${server.version} at ${address.url}, prefix ${address.prefix}`,
    state: () => link.state,
    async begin(make: () => Promise<void>): Promise<'new' | 'joined'> {
      const claim = async (isMade: '0' | '1') =>
        (await link.run(CLAIM, [keys.base, String(opened.process), isMade]))[0];
      for (;;) {
        const whose = await claim('0');
        if (whose === 'made') return 'joined';
        if (whose === 'yours') break;
        await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
      }
      // Somebody may have died on the way.
      if ((await store.workspaces()).length > 0) await store.replaceAll(new Map(), null);
      await make();
      await claim('1');
      return 'new';
    },
  });
}
