/** A client that writes bytes as they are and reads responses as they come: no library tidies them. */
import { connect, type Socket } from 'node:net';

/** A response from the wire. Header names are lower-case. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty for a stream of events, which goes on. */
  readonly body: Buffer;
}

/** How a request ended: a response, the connection closed before one, or nothing in time. */
export type Ended = WireResponse | 'closed' | 'silent';

/** A connection. Requests on it may be pipelined: responses come in their order. */
export interface Connection {
  readonly socket: Socket;
  /** Whether it can take one more request. */
  usable(): boolean;
  /** Writes bytes that are no whole request. */
  write(bytes: Uint8Array | string): void;
  /** Writes a request and resolves with its response, or how else it ended. */
  request(bytes: Uint8Array, method: string, timeoutMs?: number): Promise<Ended>;
  /** Resolves once the other side has closed, or false when it has not in time. */
  closed(timeoutMs: number): Promise<boolean>;
  destroy(): void;
}

interface Waiting {
  readonly method: string;
  readonly settle: (ended: Ended) => void;
}

const NOTHING = Buffer.alloc(0);

/** What stands at the beginning of `bytes`, and how many bytes it takes; undefined when it is not whole yet. */
function readResponse(
  bytes: Buffer,
  method: string,
): { response: WireResponse; length: number; rest: 'next' | 'until close' } | undefined {
  const split = bytes.indexOf('\r\n\r\n');
  if (split === -1) return undefined;
  const [line = '', ...lines] = bytes.toString('latin1', 0, split).split('\r\n');
  const status = Number(line.slice(9, 12));
  const headers: Record<string, string> = {};
  for (const one of lines) {
    const colon = one.indexOf(':');
    headers[one.slice(0, colon).toLowerCase()] = one.slice(colon + 1).trim();
  }
  const start = split + 4;
  const whole = (body: Buffer, length: number) =>
    ({ response: { status, headers, body }, length, rest: 'next' }) as const;
  if (method === 'HEAD' || status === 204 || status === 304 || (status >= 100 && status < 200)) {
    return whole(NOTHING, start);
  }
  if (headers['content-type']?.startsWith('text/event-stream')) {
    return { response: { status, headers, body: NOTHING }, length: start, rest: 'until close' };
  }
  if (headers['transfer-encoding'] === 'chunked') {
    const parts: Buffer[] = [];
    let at = start;
    for (;;) {
      const end = bytes.indexOf('\r\n', at);
      if (end === -1) return undefined;
      const size = Number.parseInt(bytes.toString('latin1', at, end), 16);
      if (Number.isNaN(size)) return { ...whole(Buffer.concat(parts), at), rest: 'until close' };
      if (bytes.length < end + 2 + size + 2) return undefined;
      if (size === 0) return whole(Buffer.concat(parts), end + 4);
      parts.push(bytes.subarray(end + 2, end + 2 + size));
      at = end + 2 + size + 2;
    }
  }
  const length = Number(headers['content-length'] ?? 0);
  if (bytes.length < start + length) return undefined;
  return whole(bytes.subarray(start, start + length), start + length);
}

/** How long a response may take, in milliseconds. */
export const PATIENCE_MS = 10_000;

/** Connects to a port of this machine. Resolves when it is open, or has failed. */
export function openConnection(port: number): Promise<Connection> {
  const waiting: Waiting[] = [];
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let buffered: Buffer = NOTHING;
  let over = false;

  function read(): void {
    for (;;) {
      const [next] = waiting;
      if (next === undefined) return;
      const found = readResponse(buffered, next.method);
      if (found === undefined) return;
      buffered = buffered.subarray(found.length);
      const { status } = found.response;
      if (status >= 100 && status < 200) continue;
      waiting.shift();
      next.settle(found.response);
      if (found.rest === 'until close') socket.destroy();
    }
  }
  socket.on('data', (part) => {
    buffered = buffered.length === 0 ? part : Buffer.concat([buffered, part]);
    read();
  });
  const gone = new Promise<void>((resolve) => {
    const close = (): void => {
      over = true;
      for (const one of waiting.splice(0)) one.settle('closed');
      resolve();
    };
    socket.on('error', () => socket.destroy());
    socket.on('end', () => socket.end());
    socket.on('close', close);
  });
  const connection: Connection = {
    socket,
    usable: () => !over && socket.writable && socket.readable,
    write: (bytes) => void socket.write(bytes),
    request(bytes, method, timeoutMs = PATIENCE_MS) {
      if (over) return Promise.resolve('closed');
      return new Promise((resolve) => {
        const timer = setTimeout(() => {
          const place = waiting.indexOf(one);
          if (place !== -1) waiting.splice(place, 1);
          resolve('silent');
          // What comes later would be taken for the next one's.
          socket.destroy();
        }, timeoutMs);
        const one: Waiting = {
          method,
          settle(ended) {
            clearTimeout(timer);
            resolve(ended);
          },
        };
        waiting.push(one);
        socket.write(bytes);
      });
    },
    closed: (timeoutMs) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => resolve(false), timeoutMs);
        void gone.then(() => {
          clearTimeout(timer);
          resolve(true);
        });
      }),
    destroy: () => void socket.destroy(),
  };
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(connection));
    socket.once('close', () => resolve(connection));
  });
}

/** A request as it is written. */
export interface WireRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
}

/** Whether the request says truthfully how long its body is: only then is a response due. */
export const isWhole = ({ headers }: WireRequest): boolean =>
  !headers.some(([name]) => /^(content-length|transfer-encoding|expect|upgrade)$/i.test(name));

/** The bytes of a request. Its length is added where no header says how long the body is. */
export function bytesOf({ method, target, headers, body }: WireRequest): Buffer {
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  const names = new Set(headers.map(([name]) => name.toLowerCase()));
  if (!names.has('host')) lines.unshift('host: 127.0.0.1');
  if (body.length > 0 && !names.has('content-length') && !names.has('transfer-encoding')) {
    lines.push(`content-length: ${body.length}`);
  }
  const head = `${method} ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), body]);
}

/** What a body holds: any JSON. */
// biome-ignore lint/suspicious/noExplicitAny: bodies of every shape are looked into
export type Json = any;

/** Sends JSON on kept connections, as a well-behaved client does. */
export interface JsonClient {
  /** `body` undefined sends none. Rejects when there is no response. */
  send(
    method: string,
    target: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{
    status: number;
    body: Json;
    headers: Readonly<Record<string, string>>;
  }>;
  /** How many connections it has. */
  open(): number;
  close(): void;
}

/** A client for a port; it opens as many connections as are needed at once. A response may take `timeoutMs`. */
export function createJsonClient(port: number, key = 'demo-key', timeoutMs = 60_000): JsonClient {
  const free: Connection[] = [];
  const all = new Set<Connection>();
  return {
    async send(method, target, body, headers = {}) {
      let connection = free.pop();
      while (connection !== undefined && !connection.usable()) {
        all.delete(connection);
        connection = free.pop();
      }
      if (connection === undefined) {
        connection = await openConnection(port);
        all.add(connection);
      }
      const request = {
        method,
        target,
        headers: Object.entries({
          authorization: `Bearer ${key}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        }),
        body: body === undefined ? NOTHING : Buffer.from(JSON.stringify(body)),
      };
      const ended = await connection.request(bytesOf(request), method, timeoutMs);
      if (ended === 'closed' || ended === 'silent') {
        connection.destroy();
        const what =
          ended === 'closed' ? 'the connection was closed' : `no response in ${timeoutMs / 1000} s`;
        throw new Error(`${method} ${target}: ${what}`);
      }
      free.push(connection);
      const text = ended.body.toString();
      const isJson = ended.headers['content-type']?.startsWith('application/json') && text !== '';
      return {
        status: ended.status,
        headers: ended.headers,
        body: isJson ? JSON.parse(text) : text,
      };
    },
    open: () => [...all].filter((connection) => connection.usable()).length,
    close() {
      for (const connection of all) connection.destroy();
    },
  };
}
