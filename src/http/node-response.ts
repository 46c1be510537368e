/** Replies onto sockets: whole, in parts, as streams, or as a broken connection. */
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { reasonPhrase } from '../contract/pydantic/reason.ts';
import type { WireSwitches } from '../contract/pydantic/switches.ts';
import type { Frames } from '../contract/response.ts';
import { byteLength, internalError } from '../contract/response.ts';
import { breakConnection } from './broken-connection.ts';
import type { Reply } from './handle-request.ts';
import type { Reports } from './reports.ts';

/** Sends a reply, or begins to; most are sent at the end of this turn of the event loop. */
export type ResponseSender = (res: ServerResponse, reply: Reply) => void;

/** A sender. `closing` tells whether the server accepts nothing more. */
export function createResponseSender(
  wire: WireSwitches,
  closing: () => boolean,
  reports: Pick<Reports, 'failed'>,
): ResponseSender {
  /**
   * Replies that became ready in this turn of the event loop. They are written together at its end: a
   * client that waits for several is woken once, where waking it can cost more than a response does.
   */
  let ready: { readonly res: ServerResponse; readonly reply: Reply }[] = [];

  /** A reply that could not be sent is a 500, or a broken connection when it has begun. */
  function fail(res: ServerResponse, { requestId }: Reply, error: unknown): void {
    reports.failed(error, requestId);
    if (res.headersSent || res.destroyed) return void res.destroy();
    const response = internalError('the reply could not be sent');
    sendText(res, { response, requestId, headers: [] }, wire, true);
  }

  function sendReady(): void {
    const all = ready;
    ready = [];
    for (const { res, reply } of all) {
      try {
        sendText(res, reply, wire, closing());
      } catch (error) {
        fail(res, reply, error);
      }
    }
  }

  async function sendSlowly(res: ServerResponse, reply: Reply): Promise<void> {
    const { connection, frames, parts } = reply.response;
    try {
      if (connection !== undefined) await breakConnection(res, reply, connection, wire);
      else if (frames !== undefined) await stream(res, reply, frames, wire, closing());
      else if (parts !== undefined) await sendParts(res, reply, parts, wire, closing());
    } catch (error) {
      fail(res, reply, error);
    }
  }

  return (res, reply) => {
    // The client has left.
    if (res.destroyed) return;
    const { connection, frames, parts } = reply.response;
    if (connection !== undefined || frames !== undefined || parts !== undefined) {
      // It catches all.
      sendSlowly(res, reply).catch(() => undefined);
    } else if (ready.push({ res, reply }) === 1) setImmediate(sendReady);
  };
}

/** Writes the head of a reply. `length` is the header that says how its body ends. */
function writeHead(
  res: ServerResponse,
  { response, requestId, headers: more }: Reply,
  length: readonly [name: string, value: string] | undefined,
  wire: WireSwitches,
  closing: boolean,
): void {
  const headers: string[] = ['x-request-id', requestId];
  if (response.headers !== undefined) headers.push(...response.headers.flat());
  if (more.length > 0) headers.push(...more.flat());
  if (length !== undefined) headers.push(length[0], length[1]);
  if (response.contentType !== null) headers.push('content-type', response.contentType);
  if (closing || !res.shouldKeepAlive) headers.push('connection', 'close');
  // Without this Node adds `Connection` and `Keep-Alive`, which the real API does not send.
  else res.removeHeader('connection');
  res.writeHead(response.status, reasonPhrase(response.status, wire), headers);
}

function sendText(res: ServerResponse, reply: Reply, wire: WireSwitches, closing: boolean): void {
  if (res.destroyed) return;
  const { body, status } = reply.response;
  const length = ['content-length', String(Buffer.byteLength(body))] as const;
  writeHead(res, reply, status === 204 || status === 304 ? undefined : length, wire, closing);
  res.end(body);
}

/** Sends a long body at the pace of its client. */
async function sendParts(
  res: ServerResponse,
  reply: Reply,
  parts: readonly Uint8Array[],
  wire: WireSwitches,
  closing: boolean,
): Promise<void> {
  const length = ['content-length', String(byteLength(reply.response))] as const;
  writeHead(res, reply, length, wire, closing);
  if (parts.length === 1) res.end(parts[0]);
  // It rejects when the client goes away, which is nothing to report.
  else await pipeline(Readable.from(parts), res).catch(() => undefined);
}

/** Sends a stream at the pace of its client; a client that goes away ends it. */
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
  let failure: { readonly error: unknown } | undefined;
  async function* watched(): AsyncGenerator<string> {
    try {
      yield* frames(gone.signal);
    } catch (error) {
      failure = { error };
      throw error;
    }
  }
  const texts = watched();
  // Without its `throw`: a stream whose client goes away would throw the reason for that into it.
  const readable = Readable.from({
    [Symbol.asyncIterator]: () => ({
      next: () => texts.next(),
      return: () => texts.return(undefined),
    }),
  });
  // It rejects when the client goes away, too, which is nothing to report.
  await pipeline(readable, res).catch(() => undefined);
  if (failure !== undefined) throw failure.error;
}
