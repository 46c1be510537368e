/** Requests as bytes over a real socket: an HTTP client library would tidy them. */
import { connect } from 'node:net';

/** A response as received. Header names are lower-case. */
export interface RawAnswer {
  status: number;
  reason: string;
  /** In the order they came. */
  headers: [name: string, value: string][];
  body: Buffer;
}

/** One request as it is written. */
export interface RawRequest {
  method: string;
  target: string;
  headers?: readonly (readonly [string, string])[];
  body?: Uint8Array | string | null;
}

/** Sends bytes and gives back everything until the other side closes. Rejects on a broken connection. */
export function sendBytes(port: number, bytes: Uint8Array | string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (part) => parts.push(part));
    socket.on('end', () => socket.end());
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(parts)));
  });
}

/** Splits a response with a content length into its parts. */
export function parseAnswer(bytes: Buffer): RawAnswer {
  const split = bytes.indexOf('\r\n\r\n');
  const [line = '', ...lines] = bytes.subarray(0, split).toString('latin1').split('\r\n');
  const [, status = '0', reason = ''] = /^HTTP\/1\.1 (\d+) ?(.*)$/.exec(line) ?? [];
  return {
    status: Number(status),
    reason,
    headers: lines.map((one) => {
      const colon = one.indexOf(':');
      return [one.slice(0, colon).toLowerCase(), one.slice(colon + 1).trim()];
    }),
    body: bytes.subarray(split + 4),
  };
}

/** Sends one request on a connection of its own. */
export async function sendRaw(port: number, request: RawRequest): Promise<RawAnswer> {
  const body = Buffer.from(request.body ?? '');
  const headers = [...(request.headers ?? [])];
  if (!headers.some(([name]) => name.toLowerCase() === 'host'))
    headers.push(['host', 'emulator.test']);
  if (body.length > 0) headers.push(['content-length', String(body.length)]);
  headers.push(['connection', 'close']);
  const head = [
    `${request.method} ${request.target} HTTP/1.1`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ].join('\r\n');
  return parseAnswer(
    await sendBytes(port, Buffer.concat([Buffer.from(`${head}\r\n\r\n`, 'latin1'), body])),
  );
}

/** The value of a header, or undefined. */
export function headerOf(answer: RawAnswer, name: string): string | undefined {
  return answer.headers.find(([one]) => one === name)?.[1];
}
