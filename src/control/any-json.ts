/**
 * The bodies of the control plane: read up to a limit, not nested too deep, and JSON whatever a client
 * calls them (`curl -d '{…}'` calls them a form). No handler and no schema sees any other.
 */
import type { Context, MiddlewareHandler } from 'hono';
import { limits } from '../world/limits.ts';
import { readUpTo } from './read-body.ts';

/** Methods whose requests have no body here: a `Request` of theirs cannot be made with one. */
const BODILESS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'TRACE', 'CONNECT', 'TRACK']);

/** Whether there can be a body. Over a socket the head says so. */
function mayHaveBody(c: Context): boolean {
  if (BODILESS.has(c.req.method)) return false;
  if (c.env?.incoming === undefined) return c.req.raw.body !== null;
  const length = c.req.header('content-length');
  return c.req.header('transfer-encoding') !== undefined || Number(length ?? 0) > 0;
}

/** The limits of a request: bytes, and levels of nesting. */
function limitsOf(c: Context): { bytes: number; depth: number } {
  return c.req.path.endsWith('/snapshot')
    ? { bytes: limits.snapshotBytes, depth: limits.snapshotDepth }
    : { bytes: limits.controlBodyBytes, depth: limits.jsonDepth };
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c];

/** Whether JSON nests deeper than so many levels. Each byte is looked at once; strings are passed over. */
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

/** Refuses what is over a limit, and sets the content type to what the body is: JSON, or none without one. */
export const anyJson: MiddlewareHandler = async (c, next) => {
  const { raw } = c.req;
  const { bytes: most, depth } = limitsOf(c);
  const tooLarge = () =>
    c.json({ detail: `A body of over ${most} bytes is not accepted here.` }, 413);

  let body: Buffer<ArrayBuffer> = Buffer.alloc(0);
  if (mayHaveBody(c)) {
    if (Number(c.req.header('content-length')) > most) return tooLarge();
    let read: Awaited<ReturnType<typeof readUpTo>>;
    try {
      read = await readUpTo(raw.body, most);
    } catch {
      // Nobody reads this over a socket: its client has left, or sent what is not HTTP.
      return c.json({ detail: 'The body ended before it was whole.' }, 400);
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
