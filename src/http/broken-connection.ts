/** Connections that break instead of, or while, sending a response: what a fault rule asks for. */
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { reasonPhrase } from '../contract/pydantic/reason.ts';
import type { WireSwitches } from '../contract/pydantic/switches.ts';
import type { Frames } from '../contract/response.ts';
import { allBytes, type WireResponse } from '../contract/response.ts';
import type { ConnectionFault } from '../world/model/faults.ts';
import type { Reply } from './handle-request.ts';

/**
 * Does to the connection what a fault rule asks for, as a client would see it from a failing network.
 * The responses before it are written first.
 */
export async function breakConnection(
  res: ServerResponse,
  { response, requestId }: Reply,
  how: ConnectionFault,
  wire: WireSwitches,
): Promise<void> {
  const { socket } = res.req;
  const head = (more: string) =>
    `HTTP/1.1 ${response.status} ${reasonPhrase(response.status, wire)}\r\ncontent-type: ${response.contentType}\r\nx-request-id: ${requestId}\r\n${more}\r\n\r\n`;
  switch (how) {
    case 'CONNECTION_RESET_BY_PEER':
      // What was written before it is handed to the system first.
      socket.write('', () => socket.resetAndDestroy());
      return;
    case 'EMPTY_RESPONSE':
      return socket.destroySoon();
    case 'MALFORMED_RESPONSE_CHUNK':
      return endAndDestroy(socket, `${head('transfer-encoding: chunked')}no chunk\r\n`);
    case 'TRUNCATED_BODY':
      return endAndDestroy(socket, await truncated(response, head));
  }
}

function endAndDestroy(socket: Socket, bytes: string | Uint8Array): void {
  socket.end(bytes);
  socket.destroySoon();
}

async function truncated(response: WireResponse, head: (more: string) => string): Promise<Buffer> {
  if (response.frames !== undefined) {
    const first = await firstOf(response.frames);
    const chunk = `${Buffer.byteLength(first).toString(16)}\r\n${first}\r\n`;
    return Buffer.from(`${head('transfer-encoding: chunked')}${chunk}`);
  }
  const body = allBytes(response);
  const half = body.subarray(0, Math.floor(body.length / 2));
  return Buffer.concat([Buffer.from(head(`content-length: ${body.length}`)), half]);
}

/** The first frame of a stream of which no more is read. */
async function firstOf(frames: Frames): Promise<string> {
  const all = frames(new AbortController().signal)[Symbol.asyncIterator]();
  const { value = '' } = await all.next();
  await all.return?.();
  return value;
}
