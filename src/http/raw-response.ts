/** Responses that are written onto a socket as they are: to what was not a request, or has no `ServerResponse`. */
import type { Duplex } from 'node:stream';
import { reasonPhrase } from '../contract/pydantic/reason.ts';
import type { WireSwitches } from '../contract/pydantic/switches.ts';
import type { Reply } from './handle-request.ts';

/** The body of the response to what is not HTTP (framework). */
export const INVALID = 'Invalid HTTP request received.';

/** Milliseconds that a client which was refused has to read the response, before the socket is destroyed. */
const LINGER_MS = 1_000;

/** A response of plain text that ends its connection. */
export function plainResponse(requestId: string, status: 400 | 408 | 500): string {
  const [phrase, body] = {
    400: ['Bad Request', INVALID],
    408: ['Request Timeout', 'Request Timeout'],
    500: ['Internal Server Error', 'Internal Server Error'],
  }[status] as [string, string];
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

/** A reply that ends its connection. */
export function rawReply({ response, requestId, headers }: Reply, wire: WireSwitches): string {
  const { body, contentType, status } = response;
  return [
    `HTTP/1.1 ${status} ${reasonPhrase(status, wire)}`,
    `x-request-id: ${requestId}`,
    ...[...(response.headers ?? []), ...headers].map(([name, value]) => `${name}: ${value}`),
    `content-length: ${Buffer.byteLength(body)}`,
    ...(contentType === null ? [] : [`content-type: ${contentType}`]),
    'connection: close',
    '',
    body,
  ].join('\r\n');
}

/** Writes the last bytes of a socket, and destroys it once the client has had time to read them. */
export function endWith(socket: Duplex, bytes: string | Uint8Array): void {
  socket.end(bytes);
  const force = setTimeout(() => socket.destroy(), LINGER_MS);
  force.unref();
  socket.once('close', () => clearTimeout(force));
}
