/**
 * Whether the process is up, and whether it is ready: `GET /_emulator/health`, `…/ready`. Everyone who starts an
 * emulator waits for them, so they are served without loading the pages and the control plane.
 */
import { detailResponse, jsonResponse, type WireResponse } from '../contract/response.ts';
import { hostTime } from '../world/ports/clock.ts';
import type { Reply, WireRequest } from './handle-request.ts';
import type { Log } from './log.ts';
import { type NewId, requestIdOf } from './request-id.ts';

/** What both tell. */
export interface HealthParts {
  readonly version: string;
  /** Whether the fixtures are loaded and nothing is closing. */
  readonly ready: () => boolean;
}

/** Where both are. */
export const healthPaths = ['/_emulator/health', '/_emulator/ready'] as const;

/** Whether a path is one of both. */
export const isHealthPath = (path: string): boolean =>
  healthPaths.some((healthPath) => healthPath === path);

/** Responds to requests for either. */
export type ServeHealth = (path: string, request: WireRequest) => Reply;

/** Serves both, with a request id and a line in the log. */
export function createHealth(parts: HealthParts, newId: NewId, log: Log): ServeHealth {
  const { ready, version } = parts;

  function responseTo(verb: string, path: string): WireResponse {
    if (verb !== 'GET' && verb !== 'HEAD') {
      return detailResponse(405, 'Method Not Allowed', [['allow', 'GET, HEAD']]);
    }
    const isUp = path === '/_emulator/health' || ready();
    const status = path === '/_emulator/health' ? 'ok' : isUp ? 'ready' : 'starting';
    return jsonResponse(isUp ? 200 : 503, JSON.stringify({ status, version }));
  }

  return (path, { headers, verb }) => {
    const began = hostTime();
    const requestId = requestIdOf(headers['x-request-id'], newId);
    const response = responseTo(verb, path);
    const { status, why } = response;
    const ms = hostTime() - began;
    log.request({ method: verb, path, status, ms, requestId, ...(why !== undefined && { why }) });
    return { response, requestId, headers: [] };
  };
}
