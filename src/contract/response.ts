/** A response to a client, before any server writes it. */
import type { ConnectionFault } from '../world/model/faults.ts';

/** Server-sent events, one frame at a time. The signal aborts when the client stops reading. */
export type Frames = (signal: AbortSignal) => AsyncIterable<string>;

/** A response: everything that is seen on the wire, and one line for the log. */
export interface WireResponse {
  readonly status: number;
  /** Null when there is no content. */
  readonly contentType: string | null;
  /** Empty where the response is a stream, or comes in parts. */
  readonly body: string;
  /** A long body, in parts. */
  readonly parts?: readonly Uint8Array[];
  /** What is sent instead of a body, frame by frame and never held as a whole. */
  readonly frames?: Frames;
  /** What the journal keeps instead of a body that tells a secret, is long, or is a stream. */
  readonly kept?: string;
  /** Besides `content-type` and `content-length`: lower-case names. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  /** Why a request was refused, in one line, for the log; never sent. */
  readonly why?: string;
  /** The fault rule that had a hand in it. */
  readonly faultId?: string;
  /** How the connection is broken instead of, or while, sending this. */
  readonly connection?: ConnectionFault;
}

/** A JSON response. `json` is the text itself: what is sent is written once. */
export function jsonResponse(status: number, json: string, why?: string): WireResponse {
  const contentType = 'application/json';
  return why === undefined
    ? { status, contentType, body: json }
    : { status, contentType, body: json, why };
}

/** A JSON response that is long. */
export function longResponse(status: number, parts: readonly Uint8Array[]): WireResponse {
  const bytes = parts.reduce((sum, part) => sum + part.length, 0);
  const kept = `(${bytes} bytes, too long to be kept)`;
  return { status, contentType: 'application/json', body: '', parts, kept };
}

/** How many bytes a response has. */
export function byteLength({ body, parts }: WireResponse): number {
  if (parts === undefined) return Buffer.byteLength(body);
  return parts.reduce((sum, part) => sum + part.length, 0);
}

/** All of a response's bytes. */
export function allBytes({ body, parts }: WireResponse): Buffer {
  return parts === undefined ? Buffer.from(body) : Buffer.concat(parts);
}

/** A response of server-sent events. `kept` is the text of the whole stream, for the journal. */
export function streamResponse(frames: Frames, kept: string): WireResponse {
  return { status: 200, contentType: 'text/event-stream; charset=utf-8', body: '', frames, kept };
}

/** A success with nothing to say; its content type is there all the same (framework). */
export const noContent: WireResponse = { status: 204, contentType: 'application/json', body: '' };

/** Whether a response of that status never has a body (framework). */
function hasNoBody(status: number): boolean {
  return status < 200 || status === 204 || status === 205 || status === 304;
}

/** The framework's envelope of an error: `{"detail": …}`; nothing where the status has no body. */
export function detailResponse(
  status: number,
  detail: unknown,
  headers: WireResponse['headers'] = [],
  why = typeof detail === 'string' ? detail : JSON.stringify(detail),
): WireResponse {
  if (hasNoBody(status)) return { status, contentType: null, body: '', headers, why };
  const body = JSON.stringify({ detail });
  return { status, contentType: 'application/json', body, headers, why };
}

/** The response when a handler throws, or an error cannot be written (framework). */
export function internalError(why: string): WireResponse {
  return {
    status: 500,
    contentType: 'text/plain; charset=utf-8',
    body: 'Internal Server Error',
    why,
  };
}
