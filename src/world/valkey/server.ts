/** The server that keeps a shared world: connects, checks that it fits, and notices when it is lost and when it is back. */
import { hostTime } from '../ports/clock.ts';
import type { StoreAddress } from './address.ts';
import { createRedisClient, PING_MS, type RedisClient } from './client.ts';
import { toStoreError } from './server-errors.ts';
import { checkInfo, parseInfo, type ServerInfo } from './server-info.ts';
import { StoreError } from './store-error.ts';

/** A server that can be used. */
export interface Server extends ServerInfo {
  /** The URL without credentials, for messages. */
  readonly url: string;
  /** The main connection. Its commands reject while the connection is down. */
  readonly client: RedisClient;
  /**
   * Opens one more connection with the same settings, for subscriptions and for commands that wait. A command may wait
   * for 2 s at most, because pings wait behind it. It is closed with the server.
   */
  connect(): Promise<RedisClient>;
  /** Closes all connections. */
  close(): void;
}

/** Milliseconds for everything at the start. */
const START_MS = 4_000;
/** Milliseconds without a reply to a ping until the server counts as lost. */
const STALLED_MS = 3_000;
/** Writes a key and removes it, as the store's own scripts do: only a write shows whether the server accepts one. */
const PROBE = `redis.call('SET', KEYS[1], '1', 'PX', 1000) return redis.call('DEL', KEYS[1])`;

const probe = (client: RedisClient, { prefix }: StoreAddress): Promise<unknown> =>
  client.eval(PROBE, { keys: [`{${prefix}}:probe`] });

/** Resolves or rejects as some work of the start does, or rejects when it takes too long. */
export async function inTime<T>(work: Promise<T>, url: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(new StoreError('unreachable', `${url} accepts connections but does not respond`)),
      START_MS,
    );
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** What the server says of itself. A user who may not ask is told less. */
async function readInfo(client: RedisClient, { url }: StoreAddress): Promise<ServerInfo> {
  try {
    return checkInfo(parseInfo(await client.info()), url);
  } catch (error) {
    if (toStoreError(error, url).code !== 'no_permission') throw error;
    const { version } = await client.hello();
    return checkInfo(new Map([['redis_version', String(version)]]), url);
  }
}

/**
 * Connects to a server and checks that it can keep a world. At the start a failure is final; later it connects again by
 * itself, for as long as it is not closed.
 *
 * @throws `StoreError`
 */
export async function connectServer(address: StoreAddress): Promise<Server> {
  const { url } = address;
  let phase: 'starting' | 'up' | 'closed' = 'starting';
  const clients = new Set<RedisClient>();

  async function open(): Promise<RedisClient> {
    const client = await createRedisClient(address, () => phase === 'up');
    // A client that nobody closes would keep the process alive.
    if (phase === 'closed') throw new StoreError('lost', `${url} is not used any more`);
    clients.add(client);
    // Without a listener an error would end the process. Each command that it concerns rejects with it.
    client.on('error', () => {});
    // One that is closed while it connects goes on to connect, and its pings keep the process alive.
    client.on('ready', () => {
      if (!clients.has(client)) client.destroy();
    });
    return client;
  }
  function drop(client: RedisClient): void {
    clients.delete(client);
    client.destroy();
  }

  const client = await open();

  let heardAt = hostTime();
  client.on('ping-interval', () => {
    heardAt = hostTime();
  });
  client.on('ready', () => {
    heardAt = hostTime();
  });

  function close(): void {
    phase = 'closed';
    clearInterval(watch);
    for (const one of clients) drop(one);
  }

  /** Connects again to a server that accepts what is written and replies to nothing. */
  let watchedAt = hostTime();
  const watch = setInterval(() => {
    const now = hostTime();
    // This process itself did not run.
    if (now - watchedAt > 2 * PING_MS || !client.isReady) heardAt = now;
    watchedAt = now;
    if (now - heardAt <= STALLED_MS) return;
    client.destroy();
    // An error here is an event of the client, too.
    client.connect().catch(() => undefined);
  }, PING_MS);
  watch.unref();

  try {
    const info = await inTime(
      (async () => {
        await client.connect();
        const found = await readInfo(client, address);
        await probe(client, address);
        return found;
      })(),
      url,
    );
    phase = 'up';
    return {
      ...info,
      url,
      client,
      async connect() {
        const another = await open();
        try {
          await inTime(another.connect(), url);
        } catch (error) {
          drop(another);
          throw toStoreError(error, url);
        }
        return another;
      },
      close,
    };
  } catch (error) {
    close();
    throw toStoreError(error, url);
  }
}
