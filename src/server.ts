/**
 * The socket: listens, times out, drains, closes. The contract's requests go to the exchange as
 * they came over the wire; everything else goes to the Hono app, loaded when first asked for.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Hono } from 'hono';
import type { WireSwitches } from './contract/wire/switches.ts';
import type { Exchange, Unreadable } from './exchange.ts';
import { NodeRequest } from './node-request.ts';
import { isOwnPath } from './own-paths.ts';
import { createSender } from './sender.ts';

/** Where and how patiently to listen. */
export interface ListenOptions {
  /** 0 picks a free one. */
  readonly port?: number;
  readonly host?: string;
  /** How long a request's head may take, in milliseconds. */
  readonly headersTimeoutMs?: number;
  /** How long a whole request may take to arrive, in milliseconds. */
  readonly requestTimeoutMs?: number;
  /** How long `close` waits for what is in flight, in milliseconds. */
  readonly graceMs?: number;
}

const defaults = {
  port: 0,
  host: '127.0.0.1',
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  graceMs: 1_500,
};

/** What a server serves. */
export interface ServerParts {
  readonly exchange: Exchange;
  readonly app: () => Promise<Hono>;
  readonly wire: WireSwitches;
  readonly unreadable: Unreadable;
}

/** A socket that listens. */
export interface RunningServer {
  /** The base URL, as a client on this machine reaches it. */
  readonly url: string;
  readonly port: number;
  /** Stops accepting, finishes what is in flight, and resolves when all is closed. */
  close(): Promise<void>;
  /** The same, at the end of an `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Listens. Rejects with the system's error (`EADDRINUSE`, …) when it cannot. */
export async function listen(
  parts: ServerParts,
  options: ListenOptions = {},
): Promise<RunningServer> {
  const { port, host, headersTimeoutMs, requestTimeoutMs, graceMs } = { ...defaults, ...options };
  let closing = false;

  const send = createSender(parts.wire, () => closing);
  function answerContract(req: IncomingMessage, res: ServerResponse): void {
    parts.exchange(new NodeRequest(req)).then(
      (reply) => send(res, reply),
      // The client went away while it was still sending.
      () => res.destroy(),
    );
  }

  let site: ((req: IncomingMessage, res: ServerResponse) => void) | undefined;
  async function answerOwn(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (site === undefined) {
      const [{ getRequestListener }, app] = await Promise.all([
        import('@hono/node-server'),
        parts.app(),
      ]);
      site = getRequestListener(app.fetch, { overrideGlobalObjects: false });
    }
    if (closing) res.setHeader('connection', 'close');
    site(req, res);
  }

  const server = createServer(
    {
      headersTimeout: headersTimeoutMs,
      requestTimeout: requestTimeoutMs,
      // Looked at often enough that a time-out means what it says.
      connectionsCheckingInterval: Math.min(1_000, headersTimeoutMs, requestTimeoutMs),
      keepAliveTimeout: 60_000,
    },
    (req, res) => {
      const target = req.url as string;
      if (isOwnPath(target)) void answerOwn(req, res);
      else answerContract(req, res);
    },
  );
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') return socket.destroy();
    const timedOut = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
    const [status, why] = timedOut ? [408, 'it did not come in time'] : [400, error.message];
    const requestId = parts.unreadable(status, why);
    socket.end(
      timedOut
        ? rawAnswer(requestId, 408, 'Request Timeout')
        : rawAnswer(requestId, 400, 'Bad Request', INVALID),
    );
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address() as AddressInfo;
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  const reachable = name === '0.0.0.0' ? '127.0.0.1' : name === '[::]' ? '[::1]' : name;

  let closed: Promise<void> | undefined;
  function close(): Promise<void> {
    closed ??= new Promise((resolve) => {
      closing = true;
      const force = setTimeout(() => server.closeAllConnections(), graceMs);
      server.close(() => {
        clearTimeout(force);
        resolve();
      });
      server.closeIdleConnections();
    });
    return closed;
  }
  return {
    url: `http://${reachable}:${address.port}`,
    port: address.port,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** What the original's server says to a request that is no HTTP (framework). */
const INVALID = 'Invalid HTTP request received.';

function rawAnswer(requestId: string, status: number, phrase: string, body = phrase): string {
  return [
    `HTTP/1.1 ${status} ${phrase}`,
    `x-request-id: ${requestId}`,
    'content-type: text/plain; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
    '',
    body,
  ].join('\r\n');
}
