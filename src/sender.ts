/** Replies onto sockets: whole, in parts, as streams, or as a broken connection. */
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { allBytes, byteLength } from './contract/answer.ts';
import type { Frames } from './contract/operation.ts';
import { reasonPhrase } from './contract/wire/reason.ts';
import type { WireSwitches } from './contract/wire/switches.ts';
import type { Reply } from './exchange.ts';
import type { ConnectionFault } from './world/faults.ts';

/** Sends a reply, or begins to; most are sent at the end of this turn of the event loop. */
export type Sender = (res: ServerResponse, reply: Reply) => void;

/** A sender. `closing` tells whether the server accepts nothing more. */
export function createSender(wire: WireSwitches, closing: () => boolean): Sender {
  /**
   * Replies that became ready in this turn of the event loop. They are written together at its end: a
   * client that waits for several is woken once, where waking it can cost more than an answer does.
   */
  let ready: { readonly res: ServerResponse; readonly reply: Reply }[] = [];

  function sendReady(): void {
    const all = ready;
    ready = [];
    for (const { res, reply } of all) sendText(res, reply, wire, closing());
  }

  return (res, reply) => {
    const { connection, frames, parts } = reply.answer;
    if (connection !== undefined) void breakConnection(res, reply, connection, wire);
    else if (frames !== undefined) void stream(res, reply, frames, wire, closing());
    else if (parts !== undefined) void sendParts(res, reply, parts, wire, closing());
    else if (ready.push({ res, reply }) === 1) setImmediate(sendReady);
  };
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

function sendText(res: ServerResponse, reply: Reply, wire: WireSwitches, closing: boolean): void {
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
  if (parts.length === 1) res.end(parts[0]);
  // It rejects when the client goes away, which is nothing to report.
  else await pipeline(Readable.from(parts), res).catch(() => undefined);
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
