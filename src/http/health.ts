/**
 * Whether the process is up, and whether it is ready: `GET /_emulator/health`, `…/ready`. Everyone who starts an
 * emulator waits for them, so on a socket they are served without loading Hono and the control plane.
 */
import { jsonResponse } from '../contract/response.ts';
import { hostTime } from '../world/ports/clock.ts';
import { type NewId, type Reply, requestIdOf, type WireRequest } from './handle-request.ts';
import type { Log } from './log.ts';

/** What both tell. */
export interface HealthParts {
  readonly version: string;
  /** Whether the fixtures are loaded and nothing is closing. */
  readonly ready: () => boolean;
}

/** A response, as JSON. */
export interface Health {
  readonly status: 200 | 503;
  readonly body: { readonly status: 'ok' | 'ready' | 'starting'; readonly version: string };
}

/** Where both are. */
export const healthPaths = ['/_emulator/health', '/_emulator/ready'] as const;

/** What a path responds. */
export function healthAt(path: (typeof healthPaths)[number], parts: HealthParts): Health {
  const { ready, version } = parts;
  if (path === '/_emulator/health') return { status: 200, body: { status: 'ok', version } };
  return ready()
    ? { status: 200, body: { status: 'ready', version } }
    : { status: 503, body: { status: 'starting', version } };
}

/** Responds to requests for either; undefined for everything else. */
export type ServeHealth = (request: WireRequest) => Reply | undefined;

/** Serves both, with a request id and a line in the log. */
export function createHealth(parts: HealthParts, newId: NewId, log: Log): ServeHealth {
  return ({ headers, method, target }) => {
    const path = healthPaths.find((one) => one === target);
    if (path === undefined || (method !== 'GET' && method !== 'HEAD')) return undefined;
    const began = hostTime();
    const requestId = requestIdOf(headers['x-request-id'], newId);
    const { body, status } = healthAt(path, parts);
    log.request({ method, path, status, ms: hostTime() - began, requestId });
    return { response: jsonResponse(status, JSON.stringify(body)), requestId, headers: [] };
  };
}
