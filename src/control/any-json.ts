/**
 * Request bodies of the control plane: limits their size and depth, and treats every body as JSON,
 * whatever its content type (`curl -d '{…}'` sends a form type). Runs before all handlers and schemas.
 */
import type { Context, MiddlewareHandler } from 'hono';
import { limits } from '../world/limits.ts';
import { readUpTo } from './read-body.ts';

/** Methods without a request body: the `Request` constructor throws if one of them has a body. */
const BODILESS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'TRACE', 'CONNECT', 'TRACK']);

/** Whether the request can have a body. Over a socket its headers decide. */
function mayHaveBody(c: Context): boolean {
  if (BODILESS.has(c.req.method)) return false;
  if (c.env?.incoming === undefined) return c.req.raw.body !== null;
  const length = c.req.header('content-length');
  return c.req.header('transfer-encoding') !== undefined || Number(length ?? 0) > 0;
}

/** Limits of the request: body size in bytes, and levels of nesting. */
function limitsOf(c: Context): { bytes: number; depth: number } {
  return c.req.path.endsWith('/snapshot')
    ? { bytes: limits.snapshotBytes, depth: limits.snapshotDepth }
    : { bytes: limits.controlBodyBytes, depth: limits.jsonDepth };
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c];

/** Whether JSON nests deeper than `levels`. Linear in the number of bytes; skips strings. */
export function isDeeper(json: Uint8Array, levels: number): boolean {
  let depth = 0;
  for (let i = 0; i < json.length; i++) {
    switch (json[i]) {
      case QUOTE:
        for (i++; i < json.length && json[i] !== QUOTE; i++) if (json[i] === BACKSLASH) i++;
        break;
      case 0x5b:
      case 0x7b:
        if (++depth > levels) return true;
        break;
      case 0x5d:
      case 0x7d:
        depth--;
    }
  }
  return false;
}

/** Refuses a body over a limit. Sets the content type: JSON, or none if there is no body. */
export const anyJson: MiddlewareHandler = async (c, next) => {
  const { raw } = c.req;
  const { bytes: most, depth } = limitsOf(c);
  const tooLarge = () =>
    c.json({ detail: `The body is larger than the limit of ${most} bytes.` }, 413);

  let body: Buffer<ArrayBuffer> = Buffer.alloc(0);
  if (mayHaveBody(c)) {
    if (Number(c.req.header('content-length')) > most) return tooLarge();
    let read: Awaited<ReturnType<typeof readUpTo>>;
    try {
      read = await readUpTo(raw.body, most);
    } catch {
      // Over a socket nobody reads this response: the client has left, or sent invalid HTTP.
      return c.json({ detail: 'The body is incomplete.' }, 400);
    }
    if (read === undefined) return tooLarge();
    body = read;
  }
  if (isDeeper(body, depth)) {
    const msg = `The body is nested deeper than ${depth} levels.`;
    return c.json({ detail: [{ type: 'json_too_deep', loc: ['body'], msg }] }, 422);
  }
  if (BODILESS.has(c.req.method)) return next();

  const headers = new Headers(raw.headers);
  if (body.length > 0) headers.set('content-type', 'application/json');
  else headers.delete('content-type');
  const { url, method, signal } = raw;
  c.req.raw = new Request(url, { method, headers, signal, body: body.length > 0 ? body : null });
  return next();
};
