/**
 * Who may control: programs on this machine. The control plane can change and read everything, so a
 * page on the web, or another machine, must not reach it by accident.
 */
import type { MiddlewareHandler } from 'hono';

/** How the control plane is guarded. */
export interface SafetySettings {
  /** Host names besides the loopback ones, without a port. */
  readonly allowHosts: readonly string[];
  /** What a request must bring as its bearer token; null asks for none. */
  readonly token: string | null;
}

/** What tells a name of this machine. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase();
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '::1' ||
    /^127(\.\d{1,3}){3}$/.test(name)
  );
}

const hostName = (authority: string): string => authority.replace(/:\d+$/, '');

/** Refuses what does not come from this machine, or without the token. */
export function guard({ allowHosts, token }: SafetySettings): MiddlewareHandler {
  return async (c, next) => {
    // Without a socket it is the process itself that asks.
    if (c.env?.incoming === undefined) return next();
    // Whether and how it is up may be asked by everybody: containers are.
    if (/^\/_emulator\/(health|ready)$/.test(c.req.path)) return next();
    const { origin, host: authority } = new URL(c.req.url);
    const host = hostName(c.req.header('host') ?? authority);
    if (!isLoopback(host) && !allowHosts.includes(host)) {
      const detail = `The control plane answers on loopback names only, not ${host}; --allow-host ${host} allows it.`;
      return c.json({ detail }, 403);
    }
    const from = c.req.header('origin');
    if (
      (from !== undefined && from !== origin) ||
      c.req.header('sec-fetch-site') === 'cross-site'
    ) {
      return c.json({ detail: 'The control plane does not answer pages of another origin.' }, 403);
    }
    if (token !== null && c.req.header('authorization') !== `Bearer ${token}`) {
      const detail = 'The control plane wants "Authorization: Bearer <the --control-token>".';
      return c.json({ detail }, 401, { 'www-authenticate': 'Bearer' });
    }
    return next();
  };
}
