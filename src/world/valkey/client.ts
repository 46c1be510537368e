/**
 * Clients of `@redis/client`, which is loaded with the first store that needs it. A client sends no command twice: when a
 * reply is lost, the command rejects.
 */
import type { RedisClientType } from '@redis/client';
import { errorCode, errorMessage } from '../error-message.ts';
import type { StoreAddress } from './address.ts';
import { StoreError } from './store-error.ts';

/** A connection to the server. */
export type RedisClient = RedisClientType;

/** Milliseconds until a connection counts as failed. */
const CONNECT_MS = 2_000;
/** Milliseconds without a byte from the server. Idle connections are kept alive by pings. */
const SILENT_MS = 4_000;
/** Milliseconds between pings. */
export const PING_MS = 1_000;
/** Milliseconds between two attempts to connect again: the first, and the most. */
const RETRY_MS = { first: 50, most: 1_000 };

/** The name of the connections in `CLIENT LIST`. */
const CLIENT_NAME = 'sessions-emulator';

async function load(): Promise<typeof import('@redis/client')> {
  try {
    return await import('@redis/client');
  } catch (error) {
    const isMissing = ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'].includes(errorCode(error) ?? '');
    if (!isMissing || !errorMessage(error).includes('@redis/client')) throw error;
    throw new StoreError(
      'missing_client',
      'a shared world needs a package that is not installed: npm install @redis/client',
    );
  }
}

/** The socket's options. With TLS the server is told which host is meant. */
function socketOf({ options: { socket } }: StoreAddress) {
  if (!('tls' in socket) || !socket.tls) return socket;
  return /^[\d.]+$|:/.test(socket.host) ? socket : { ...socket, servername: socket.host };
}

/**
 * Makes a client that is not connected yet. `retries` tells whether it connects again after the connection failed; then
 * it does so until it is destroyed.
 *
 * @throws `StoreError` with the code `missing_client`
 */
export async function createRedisClient(
  address: StoreAddress,
  retries: () => boolean,
): Promise<RedisClient> {
  const { createClient } = await load();
  const client = createClient({
    ...address.options,
    socket: {
      ...socketOf(address),
      connectTimeout: CONNECT_MS,
      socketTimeout: SILENT_MS,
      reconnectStrategy: (attempt) =>
        retries() && Math.min(RETRY_MS.first * 2 ** attempt, RETRY_MS.most),
    },
    // Its greeting (HELLO) carries user, password and name in one command, which needs no permission.
    RESP: 3,
    name: CLIENT_NAME,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    // A command while the connection is down rejects at once. It is not kept and sent later.
    disableOfflineQueue: true,
    pingInterval: PING_MS,
    // By default each command has a timer of its own. A server that does not respond is noticed by the pings.
    commandOptions: { timeout: 0 },
  });
  return client;
}
