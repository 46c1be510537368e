/**
 * The socket: listens, times out, drains, closes. Each request goes to the Hono app as it came over the wire; for pages
 * and control plane, `@hono/node-server` is loaded at the first such request.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { WireSwitches } from '../contract/pydantic/switches.ts';
import { internalError } from '../contract/response.ts';
import { limits } from '../world/limits.ts';
import { type App, type Fetcher, SiteReply } from './app.ts';
import { createConnections } from './connections.ts';
import type { Reply } from './handle-request.ts';
import { lazily } from './lazily.ts';
import { ClientLeft, NodeRequest } from './node-request.ts';
import { createResponseSender } from './node-response.ts';
import { endWith, INVALID, plainResponse, rawReply } from './raw-response.ts';
import type { Reports } from './reports.ts';
import type { ServeSocket } from './sockets.ts';
import type { TlsOptions } from './tls-server.ts';
import { UpgradableRequest } from './websocket-request.ts';

/** Where and how patiently to listen. */
export interface ListenOptions {
  /** 0 picks a free one. */
  readonly port?: number;
  /** Address to listen on. Default: `127.0.0.1`. */
  readonly host?: string;
  /** Serves HTTPS with this certificate, and no HTTP. Default: HTTP. */
  readonly tls?: TlsOptions;
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
  readonly dispatch: App['dispatch'];
  readonly wire: WireSwitches;
  /** Loads what serves WebSockets. Default: they are ordinary requests. */
  readonly sockets?: () => Promise<ServeSocket>;
  /** Logs what is not a request, and failures of the server. */
  readonly reports: Reports;
}

/** A socket that listens. */
export interface RunningServer {
  /** The base URL, as a client on this machine reaches it. */
  readonly url: string;
  /** The port that it listens on. */
  readonly port: number;
  /** Stops accepting, finishes what is in flight, and resolves when all is closed. */
  close(): Promise<void>;
  /** The same, at the end of an `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Listens. Rejects with the system's error (`EADDRINUSE`, …) when it cannot, and with a `TypeError` when certificate or key
 * cannot be used.
 */
export async function listen(
  parts: ServerParts,
  options: ListenOptions = {},
): Promise<RunningServer> {
  const { port, host, tls, headersTimeoutMs, requestTimeoutMs, graceMs } = {
    ...defaults,
    ...options,
  };
  let closing = false;

  const { dispatch, reports, sockets, wire } = parts;
  const send = createResponseSender(wire, () => closing, reports);

  /** Pages and control plane need `Request` and `Response`. */
  const listener = lazily(async () => {
    const { getRequestListener } = await import('@hono/node-server');
    return (fetch: Fetcher) =>
      getRequestListener(fetch, { overrideGlobalObjects: false, errorHandler: unusable });
  });

  /** The response to a request that the app could not be given, such as one with a wrong `Host`. */
  function unusable(error: unknown): Response {
    const isRequestError = error instanceof Error && error.name === 'RequestError';
    const requestId = isRequestError
      ? reports.unreadable(400, error.message)
      : reports.failed(error);
    const headers = { 'x-request-id': requestId };
    return isRequestError
      ? new Response(INVALID, { status: 400, headers })
      : new Response('Internal Server Error', { status: 500, headers });
  }

  async function serveSite({ fetch }: SiteReply, req: IncomingMessage, res: ServerResponse) {
    const listen = (await listener())(fetch);
    if (closing) res.setHeader('connection', 'close');
    await listen(req, res);
  }

  /** The response when the emulator itself failed. */
  function fail(error: unknown, req: IncomingMessage, res: ServerResponse): void {
    // The client went away while it was still sending.
    if (error instanceof ClientLeft) return void res.destroy();
    const requestId = reports.failed(error, req.headers['x-request-id'] as string | undefined);
    if (res.headersSent || res.destroyed) return void res.destroy();
    const response = internalError('the emulator failed; the stack is in the log');
    send(res, { response, requestId, headers: [] });
  }

  function serve(req: IncomingMessage, res: ServerResponse): void {
    const failed = (error: unknown): void => fail(error, req, res);
    const take = (reply: Reply | SiteReply): void => {
      if (reply instanceof SiteReply) serveSite(reply, req, res).catch(failed);
      else send(res, reply);
    };
    try {
      const reply = dispatch(new NodeRequest(req, res));
      if (reply instanceof Promise) reply.then(take, failed);
      else take(reply);
    } catch (error) {
      failed(error);
    }
  }

  const connections = createConnections((req, res) => {
    // Node's own check refuses without a request id.
    if (req.headers.host === undefined && req.httpVersion === '1.1') {
      const requestId = reports.unreadable(400, 'no Host header');
      endWith(req.socket, plainResponse(requestId, 400));
    } else serve(req, res);
  });

  const settings = {
    headersTimeout: headersTimeoutMs,
    requestTimeout: requestTimeoutMs,
    // Checked often enough that a time-out is not much late.
    connectionsCheckingInterval: Math.min(1_000, headersTimeoutMs, requestTimeoutMs),
    keepAliveTimeout: 60_000,
    maxHeaderSize: limits.headBytes,
    requireHostHeader: false,
    IncomingMessage: UpgradableRequest,
  };
  const server =
    tls === undefined
      ? createServer(settings)
      : (await import('./tls-server.ts')).createTlsServer(tls, settings);
  // By default Node forgets the headers after the first 2,000.
  server.maxHeadersCount = 0;
  server.on(tls === undefined ? 'connection' : 'secureConnection', connections.open);
  server.on('request', connections.request);
  // An expectation that is not known is ignored (framework: uvicorn); Node would refuse it with 417.
  server.on('checkExpectation', connections.request);
  // Node no longer handles their errors: one without a listener would end the process.
  const watch = (socket: Socket) => socket.on('error', () => socket.destroy());
  server.on('connect', (req: IncomingMessage, socket: Socket) => {
    watch(socket);
    Promise.resolve(dispatch(new NodeRequest(req)))
      .then((reply) => {
        if (reply instanceof SiteReply) socket.destroy();
        else endWith(socket, rawReply(reply, wire));
      })
      .catch(() => socket.destroy());
  });
  /** What ends each WebSocket when the server closes. */
  const endings = new Set<() => void>();
  if (sockets !== undefined) {
    server.on('upgrade', (req: IncomingMessage, socket: Socket, head: Buffer) => {
      watch(socket);
      if (!connections.leave(socket)) return void socket.destroy();
      sockets()
        .then((serve) => (closing ? void socket.destroy() : serve(req, socket, head, endings)))
        .catch((error) => {
          reports.failed(error);
          socket.destroy();
        });
    });
  }
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
    const status = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
    connections.unreadable(socket, () => {
      const why = status === 408 ? 'it did not come in time' : error.message;
      endWith(socket, plainResponse(reports.unreadable(status, why), status));
    });
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
      for (const end of endings) end();
      const force = setTimeout(() => server.closeAllConnections(), graceMs);
      server.close(() => {
        clearTimeout(force);
        resolve();
      });
      connections.close();
    });
    return closed;
  }
  return {
    url: `http${tls === undefined ? '' : 's'}://${reachable}:${address.port}`,
    port: address.port,
    close,
    [Symbol.asyncDispose]: close,
  };
}
