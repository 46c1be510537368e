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
  readonly readiness: () => Readiness;
}

/** Whether requests can be served: the fixtures are loaded, nothing is closing, and the store can be used. */
export type Readiness =
  | { readonly status: 'ready' | 'starting' }
  /** The server of a shared world cannot be reached, or has lost the world. */
  | { readonly status: 'unavailable' | 'lost'; readonly why: string };

/** Where both are. */
export const healthPaths = ['/_emulator/health', '/_emulator/ready'] as const;

/** Whether a path is one of both. */
export const isHealthPath = (path: string): boolean =>
  healthPaths.some((healthPath) => healthPath === path);

/** Responds to requests for either. */
export type ServeHealth = (path: string, request: WireRequest) => Reply;

/** Serves both, with a request id. Only a failure is a line in the log: probes ask every few seconds. */
export function createHealth(parts: HealthParts, newId: NewId, log: Log): ServeHealth {
  const { readiness, version } = parts;

  function responseTo(verb: string, path: string): WireResponse {
    if (verb !== 'GET' && verb !== 'HEAD') {
      return detailResponse(405, 'Method Not Allowed', [['allow', 'GET, HEAD']]);
    }
    if (path === '/_emulator/health') {
      return jsonResponse(200, JSON.stringify({ status: 'ok', version }));
    }
    const found = readiness();
    const { status } = found;
    const why = 'why' in found ? found.why : undefined;
    const json = JSON.stringify({ status, version, detail: why });
    return jsonResponse(status === 'ready' ? 200 : 503, json, why);
  }

  return (path, { headers, verb }) => {
    const began = hostTime();
    const requestId = requestIdOf(headers['x-request-id'], newId);
    const response = responseTo(verb, path);
    const { status, why } = response;
    if (status >= 400) {
      const ms = hostTime() - began;
      log.request({ method: verb, path, status, ms, requestId, ...(why !== undefined && { why }) });
    }
    return { response, requestId, headers: [] };
  };
}
