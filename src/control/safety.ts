/**
 * Who may control: programs on this machine. The control plane can change and read everything, so a
 * page on the web, or another machine, must not reach it by accident.
 */
import type { Context, MiddlewareHandler } from 'hono';
import { hostName, isLoopback } from './host-names.ts';

/** How the control plane is guarded. */
export interface SafetySettings {
  /** Host names besides the loopback ones, without a port, in any case. */
  readonly allowHosts: readonly string[];
  /** What a request must bring as its bearer token; null asks for none. */
  readonly token: string | null;
}

/** Refuses what does not come from this machine, from a page of another origin, or without the token. */
export function guard({ allowHosts, token }: SafetySettings): MiddlewareHandler {
  const allowed = new Set(allowHosts.map(hostName));
  return async (c, next) => {
    // Without a socket it is the process itself that asks.
    if (c.env?.incoming === undefined) return next();
    // Whether and how it is up may be asked by everybody: containers are.
    if (/^\/_emulator\/(health|ready)$/.test(c.req.path)) return next();

    const host = hostName(new URL(c.req.url).host);
    if (!isLoopback(host) && !allowed.has(host)) {
      const detail = `The control plane answers on loopback names only, not ${host}; --allow-host ${host} allows it.`;
      return c.json({ detail }, 403);
    }
    const foreign = whyForeign(c);
    if (foreign !== undefined) return c.json({ detail: foreign }, 403);
    if (token !== null && !(await isToken(c.req.header('authorization'), token))) {
      const detail = 'The control plane wants "Authorization: Bearer <the --control-token>".';
      return c.json({ detail }, 401, { 'www-authenticate': 'Bearer' });
    }
    return next();
  };
}

const OTHER_ORIGIN = 'The control plane does not answer pages of another origin.';
const NOT_SUBSCRIBED =
  'To open this stream takes the queued events out of the call: it has to be asked for by a page of this origin, with "Accept: text/event-stream", or by a program.';

/**
 * Why a request comes from where a browser may be led to by others; undefined when it does not. A program
 * sends none of these headers, a browser does not let a page change them.
 */
function whyForeign(c: Context): string | undefined {
  const { origin } = new URL(c.req.url);
  const from = c.req.header('origin');
  // Also `null`, as a file or a sandboxed frame says.
  if (from !== undefined && from !== origin) return OTHER_ORIGIN;
  const site = c.req.header('sec-fetch-site');
  // `same-site` is another port of this machine: any project's page.
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return OTHER_ORIGIN;
  // HEAD runs what GET does.
  const isRead = c.req.method === 'GET' || c.req.method === 'HEAD';
  const isSubscribing = isRead && /\/calls\/[^/]+\/events\/?$/.test(c.req.path);
  if (site !== undefined) {
    // `none` is the address bar, or a link in a mail: it may look, it changes nothing.
    if (site !== 'none' || (isRead && !isSubscribing)) return undefined;
    return isSubscribing ? NOT_SUBSCRIBED : OTHER_ORIGIN;
  }
  // Browsers before 2023, and all of them for a name that is not this machine's, do not send it.
  const referer = c.req.header('referer');
  if (referer !== undefined && !isOf(referer, origin)) return OTHER_ORIGIN;
  // An <img> or a <script> cannot ask for a stream of events. An EventSource does.
  const isBrowser = c.req.header('user-agent')?.startsWith('Mozilla/') === true;
  const asks = c.req.header('accept')?.includes('text/event-stream') === true;
  return isBrowser && isSubscribing && !asks ? NOT_SUBSCRIBED : undefined;
}

function isOf(url: string, origin: string): boolean {
  return URL.canParse(url) && new URL(url).origin === origin;
}

/** Whether a header brings the token. Takes as long for a token that is nearly right as for any other. */
async function isToken(authorization: string | undefined, token: string): Promise<boolean> {
  // The scheme's case does not matter (RFC 9110, 11.1).
  const [, given] = /^bearer +(.+)$/i.exec(authorization ?? '') ?? [];
  if (given === undefined) return false;
  const { createHash, timingSafeEqual } = await import('node:crypto');
  // Digests have one length, so that not even the token's is told.
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}
