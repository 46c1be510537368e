/**
 * The socket: listens, times out, drains, closes. The contract's requests go to the exchange as
 * they came over the wire; everything else goes to the Hono app, loaded when first asked for.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Hono } from 'hono';
import { allBytes, byteLength } from './contract/answer.ts';
import type { Frames } from './contract/operation.ts';
import { reasonPhrase } from './contract/wire/reason.ts';
import type { WireSwitches } from './contract/wire/switches.ts';
import type { Exchange, Reply, Unreadable, WireRequest } from './exchange.ts';
import { isOwnPath } from './own-paths.ts';
import type { ConnectionFault } from './world/faults.ts';

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

  async function answerContract(req: IncomingMessage, res: ServerResponse): Promise<void> {
    let reply: Reply;
    try {
      reply = await parts.exchange(new NodeRequest(req));
    } catch {
      // The client went away while it was still sending.
      res.destroy();
      return;
    }
    const { connection, frames, parts: long } = reply.answer;
    if (connection !== undefined) await breakConnection(res, reply, connection, parts.wire);
    else if (frames !== undefined) await stream(res, reply, frames, parts.wire, closing);
    else if (long !== undefined) await sendParts(res, reply, long, parts.wire, closing);
    else send(res, reply, parts.wire, closing);
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
      else void answerContract(req, res);
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

/** A request as Node reads it. A class: its methods are made once, not once a request. */
class NodeRequest implements WireRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: WireRequest['headers'];
  readonly #req: IncomingMessage;

  constructor(req: IncomingMessage) {
    this.method = req.method as string;
    this.target = req.url as string;
    this.headers = req.headers as WireRequest['headers'];
    this.#req = req;
  }

  readBody(limit: number): Promise<Uint8Array | undefined> {
    const req = this.#req;
    if (Number(this.headers['content-length']) > limit) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      const parts: Buffer[] = [];
      let size = 0;
      req.on('data', (part: Buffer) => {
        size += part.length;
        if (size <= limit) parts.push(part);
        // What follows is thrown away as it comes.
        else resolve(undefined);
      });
      req.on('end', () => resolve(parts.length === 1 ? parts[0] : Buffer.concat(parts)));
      // One that goes away in the middle is an error, too: ECONNRESET.
      req.on('error', reject);
    });
  }
}

/** Writes the head of a reply; `length` says how its body ends. */
function writeHead(
  res: ServerResponse,
  { answer, requestId, headers: more }: Reply,
  length: readonly [name: string, value: string] | undefined,
  wire: WireSwitches,
  closing: boolean,
): void {
  const headers: string[] = ['x-request-id', requestId];
  for (const [name, value] of answer.headers ?? []) headers.push(name, value);
  for (const [name, value] of more) headers.push(name, value);
  if (length !== undefined) headers.push(length[0], length[1]);
  if (answer.contentType !== null) headers.push('content-type', answer.contentType);
  if (closing || !res.shouldKeepAlive) headers.push('connection', 'close');
  // Without this Node adds `Connection` and `Keep-Alive`, which the original does not send.
  else res.removeHeader('connection');
  res.writeHead(answer.status, reasonPhrase(answer.status, wire), headers);
}

function send(res: ServerResponse, reply: Reply, wire: WireSwitches, closing: boolean): void {
  const { body, status } = reply.answer;
  const length = ['content-length', String(Buffer.byteLength(body))] as const;
  writeHead(res, reply, status === 204 ? undefined : length, wire, closing);
  res.end(body);
}

/** Sends a long body at the pace of whoever reads it. */
async function sendParts(
  res: ServerResponse,
  reply: Reply,
  parts: readonly Uint8Array[],
  wire: WireSwitches,
  closing: boolean,
): Promise<void> {
  const length = ['content-length', String(byteLength(reply.answer))] as const;
  writeHead(res, reply, length, wire, closing);
  // It rejects when the client goes away, which is nothing to report.
  await pipeline(Readable.from(parts), res).catch(() => undefined);
}

/** Sends a stream at the pace of whoever reads it; a client that goes away ends it. */
async function stream(
  res: ServerResponse,
  reply: Reply,
  frames: Frames,
  wire: WireSwitches,
  closing: boolean,
): Promise<void> {
  const gone = new AbortController();
  res.once('close', () => gone.abort());
  writeHead(res, reply, ['transfer-encoding', 'chunked'], wire, closing);
  res.flushHeaders();
  // It rejects when the client goes away, which is nothing to report.
  await pipeline(Readable.from(frames(gone.signal)), res).catch(() => undefined);
}

/** Does to the connection what a fault rule asks for, as a client would see it from a failing network. */
async function breakConnection(
  res: ServerResponse,
  { answer, requestId }: Reply,
  how: ConnectionFault,
  wire: WireSwitches,
): Promise<void> {
  const { socket } = res;
  const head = (more: string) =>
    `HTTP/1.1 ${answer.status} ${reasonPhrase(answer.status, wire)}\r\ncontent-type: ${answer.contentType}\r\nx-request-id: ${requestId}\r\n${more}\r\n\r\n`;
  switch (how) {
    case 'CONNECTION_RESET_BY_PEER':
      socket?.resetAndDestroy();
      return;
    case 'EMPTY_RESPONSE':
      socket?.end();
      return;
    case 'MALFORMED_RESPONSE_CHUNK':
      socket?.end(`${head('transfer-encoding: chunked')}no chunk\r\n`);
      return;
    case 'TRUNCATED_BODY': {
      if (answer.frames !== undefined) {
        const first = await firstOf(answer.frames);
        const chunk = `${Buffer.byteLength(first).toString(16)}\r\n${first}\r\n`;
        socket?.end(`${head('transfer-encoding: chunked')}${chunk}`);
        return;
      }
      const body = allBytes(answer);
      socket?.write(head(`content-length: ${body.length}`));
      socket?.end(body.subarray(0, Math.floor(body.length / 2)));
      return;
    }
  }
}

/** The first frame of a stream of which no more is read. */
async function firstOf(frames: Frames): Promise<string> {
  const all = frames(new AbortController().signal)[Symbol.asyncIterator]();
  const { value = '' } = await all.next();
  await all.return?.();
  return value;
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
