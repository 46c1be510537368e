/** Requests and responses of the web standard, for `emulator.fetch` and for apps that mount the emulator's. */
import type { Frames } from '../contract/response.ts';
import { allBytes, byteLength } from '../contract/response.ts';
import { readUpTo } from '../control/read-body.ts';
import type { Reply, WireRequest } from './handle-request.ts';

/** A `Request`, as requests are handled. */
export function fromRequest(raw: Request): WireRequest {
  const url = new URL(raw.url);
  return {
    verb: raw.method,
    scheme: url.protocol.slice(0, -1),
    target: url.pathname + url.search,
    headers: { ...Object.fromEntries(raw.headers), host: url.host },
    readBody: (limit) => readUpTo(raw.body, limit),
    gone: () => raw.signal,
  };
}

/**
 * A reply as a `Response`.
 * @throws TypeError, as `fetch` does, when a fault rule breaks the connection
 */
export function toResponse(
  { response, requestId, headers: more }: Reply,
  method: string,
): Response {
  // Without a socket there is no connection to break.
  if (response.connection !== undefined) {
    throw new TypeError('fetch failed', { cause: new Error(response.connection) });
  }
  const { body, contentType, frames, parts, status } = response;
  const headers = new Headers([...(response.headers ?? []), ...more] as [string, string][]);
  headers.set('x-request-id', requestId);
  if (frames === undefined && status !== 204 && status !== 304) {
    headers.set('content-length', String(byteLength(response)));
  }
  if (contentType !== null) headers.set('content-type', contentType);
  if (method === 'HEAD') return new Response(null, { status, headers });
  if (frames !== undefined) return new Response(toStream(frames), { status, headers });
  if (parts !== undefined) return new Response(allBytes(response), { status, headers });
  return new Response(body === '' ? null : body, { status, headers });
}

/** Frames as a web stream: one is made when one is asked for. */
function toStream(frames: Frames): ReadableStream<Uint8Array> {
  const gone = new AbortController();
  const all = frames(gone.signal)[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await all.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      gone.abort();
      await all.return?.();
    },
  });
}
