/**
 * Access to the control plane: programs on this machine only. It can read and change everything, so
 * web pages and other machines must not reach it by accident.
 */
import type { Context, MiddlewareHandler } from 'hono';
import { ANY_HOST, hostName, isLoopback } from './host-names.ts';

/** Who may use the control plane. */
export interface SafetySettings {
  /** Host names allowed besides the loopback ones, without a port, in any case. `*` allows all, and needs a token. */
  readonly allowHosts: readonly string[];
  /** Required Bearer token; null disables the check. */
  readonly token: string | null;
}

/** Refuses a request for a foreign host name, from a page of another origin, or without the token. */
export function guard({ allowHosts, token }: SafetySettings): MiddlewareHandler {
  const allowed = new Set(allowHosts.map(hostName));
  return async (c, next) => {
    // Without a socket the caller is in this process.
    if (c.env?.incoming === undefined) return next();
    // Health checks are open to everybody, for container probes.
    if (/^\/_emulator\/(health|ready)$/.test(c.req.path)) return next();

    const host = hostName(new URL(c.req.url).host);
    if (!allowed.has(ANY_HOST) && !isLoopback(host) && !allowed.has(host)) {
      const detail = `The control plane accepts loopback host names only, not ${host}. Use --allow-host ${host} to allow it.`;
      return c.json({ detail }, 403);
    }
    const foreign = whyForeign(c);
    if (foreign !== undefined) return c.json({ detail: foreign }, 403);
    if (token !== null && !(await isToken(c.req.header('authorization'), token))) {
      const detail = 'The control plane requires "Authorization: Bearer <the --control-token>".';
      return c.json({ detail }, 401, { 'www-authenticate': 'Bearer' });
    }
    return next();
  };
}

const OTHER_ORIGIN = 'The control plane refuses requests from pages of another origin.';
const NOT_SUBSCRIBED =
  'Opening this stream takes the queued events out of the call. Open it from a program, or from a page of this origin with "Accept: text/event-stream".';

/**
 * Why a request looks like one of a page of another origin; undefined if it does not. Programs send none of
 * these headers, and a browser does not let a page change them.
 */
function whyForeign(c: Context): string | undefined {
  const { origin } = new URL(c.req.url);
  const from = c.req.header('origin');
  // Also `null`, which a local file or a sandboxed frame sends.
  if (from !== undefined && from !== origin) return OTHER_ORIGIN;
  const site = c.req.header('sec-fetch-site');
  // `same-site` includes other ports of this machine, so pages of any project.
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return OTHER_ORIGIN;
  // A HEAD request runs the GET handler.
  const isRead = c.req.method === 'GET' || c.req.method === 'HEAD';
  const isSubscribing = isRead && /\/calls\/[^/]+\/events\/?$/.test(c.req.path);
  if (site !== undefined) {
    // `none` is the address bar, or a link in a mail: it may read, but not change anything.
    if (site !== 'none' || (isRead && !isSubscribing)) return undefined;
    return isSubscribing ? NOT_SUBSCRIBED : OTHER_ORIGIN;
  }
  // Browsers before 2023 do not send it, nor does any browser to a host name that is not loopback.
  const referer = c.req.header('referer');
  if (referer !== undefined && !isOf(referer, origin)) return OTHER_ORIGIN;
  // An <img> or a <script> cannot send this Accept header; an EventSource does.
  const isBrowser = c.req.header('user-agent')?.startsWith('Mozilla/') === true;
  const asks = c.req.header('accept')?.includes('text/event-stream') === true;
  return isBrowser && isSubscribing && !asks ? NOT_SUBSCRIBED : undefined;
}

function isOf(url: string, origin: string): boolean {
  return URL.canParse(url) && new URL(url).origin === origin;
}

/** Whether the header holds the token. Compares in constant time. */
async function isToken(authorization: string | undefined, token: string): Promise<boolean> {
  // The scheme's case does not matter (RFC 9110, 11.1).
  const [, given] = /^bearer +(.+)$/i.exec(authorization ?? '') ?? [];
  if (given === undefined) return false;
  const { createHash, timingSafeEqual } = await import('node:crypto');
  // Digests have one length, so timing does not show the length of the token either.
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}
