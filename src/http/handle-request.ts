/**
 * One request to the contract and its answer, whatever carries them: the request id, the bounded
 * body, the log line, and the 500 when the emulator itself failed.
 */

import type { Contract } from '../contract/pipeline.ts';
import { reasonPhrase } from '../contract/pydantic/reason.ts';
import type { WireSwitches } from '../contract/pydantic/switches.ts';
import type { UuidReading } from '../contract/pydantic/uuid.ts';
import { detailResponse, internalError, type WireResponse } from '../contract/response.ts';
import type { Routed, RoutedTo } from '../contract/router.ts';
import { type Journal, ownText, packBytes } from '../observe/journal.ts';
import { limits } from '../world/limits.ts';
import { hostTime } from '../world/ports/clock.ts';
import type { World } from '../world/world.ts';
import type { Cors } from './cors.ts';
import { type Log, silentLog } from './log.ts';

/** A request, as a carrier shows it. */
export interface WireRequest {
  readonly method: string;
  /** The target as it stood in the request line: nothing decoded, nothing normalised. */
  readonly target: string;
  /** The first of each header, by lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Reads the body; undefined when it is larger than the limit, without keeping it. */
  readBody(limit: number): Promise<Uint8Array | undefined>;
  /** A signal that aborts when the client leaves before its response was written. Default: it never leaves. */
  gone?(): AbortSignal;
}

/** A response, and what it carries besides. */
export interface Reply {
  readonly response: WireResponse;
  /** The `x-request-id`. */
  readonly requestId: string;
  /** Besides the response's own; lower-case names. */
  readonly headers: NonNullable<WireResponse['headers']>;
}

/** What an exchange needs. */
export interface RequestHandlerParts {
  readonly contract: Contract;
  readonly wire: WireSwitches;
  readonly world: World;
  readonly journal: Journal;
  readonly log: Log;
  /** Off unless given. */
  readonly cors?: Cors;
}

/** Handles a request. Rejects only when the client went away within its body. */
export type RequestHandler = (request: WireRequest) => Promise<Reply>;

/** A request that came in. A class: it is made for each, and its parts are used all over. */
class Arrival {
  readonly request: WireRequest;
  readonly requestId: string;
  /** By the host's time, in milliseconds. */
  readonly began = hostTime();
  /** The target without its query. */
  readonly path: string;
  /** What stood behind the `?`, as it stood there. */
  readonly query: string;

  constructor(request: WireRequest, requestId: string) {
    this.request = request;
    this.requestId = requestId;
    const { target } = request;
    const mark = target.indexOf('?');
    this.path = mark === -1 ? target : target.slice(0, mark);
    this.query = mark === -1 ? '' : target.slice(mark + 1);
  }

  /** How long ago it came, in milliseconds. */
  get ms(): number {
    return hostTime() - this.began;
  }

  /** A part of the target, to be kept: without a copy of its own it would keep a long query. */
  own(text: string): string {
    return this.query === '' ? text : ownText(text);
  }
}

const NOTHING = new Uint8Array(0);
const NO_HEADERS: Reply['headers'] = [];

/** Draws an identifier: `world.newId`. */
export type NewId = (prefix: string) => string;

/** The caller's request id when it sent a sane one, else a new one (decided). */
export function requestIdOf(given: string | undefined, newId: NewId): string {
  return given !== undefined && /^[\w.:/+=-]{1,128}$/.test(given) ? given : newId('req');
}

/** Handles the requests of a contract. Each response of an operation is written to the journal and announced. */
export function createRequestHandler(parts: RequestHandlerParts): RequestHandler {
  const { contract, wire, world, journal, log, cors } = parts;

  /** Adds what a reply has besides the response, and logs it. */
  function replyWith(response: WireResponse, arrival: Arrival): Reply {
    const { status, why } = response;
    const { request, requestId } = arrival;
    if (log !== silentLog) {
      const { path, ms } = arrival;
      const entry = { method: request.method, path, status, ms, requestId };
      log.request(why === undefined ? entry : { ...entry, why });
    }
    return { response, requestId, headers: cors?.headers(request.headers, status) ?? NO_HEADERS };
  }

  /** The response when the emulator itself failed. */
  function failure(error: unknown, requestId: string): WireResponse {
    log.fault(error, requestId);
    return internalError('the emulator failed; the stack is in the log');
  }

  /** Announces a response where no operation has that path and method. */
  function noteUnrouted({ status }: WireResponse, { request, requestId, path }: Arrival): void {
    world.events.announce({
      type: 'request.answered',
      at: world.now(null),
      workspaceId: null,
      operation: null,
      status,
      requestId,
      unrouted: `${request.method} ${path}`,
    });
  }

  /** Writes a response of an operation to the journal, and announces it. */
  function note(
    response: WireResponse,
    { operation, params }: RoutedTo,
    workspace: UuidReading,
    body: Uint8Array | undefined,
    arrival: Arrival,
  ): void {
    const workspaceId = workspace.ok ? workspace.uuid : null;
    const at = world.now(workspaceId);
    const { requestId } = arrival;
    const callSid = params.call_sid === undefined ? undefined : arrival.own(params.call_sid);
    const { name } = operation;
    const { status } = response;
    journal.write({
      at,
      workspaceId,
      operation: name,
      callSid: callSid ?? null,
      method: arrival.request.method,
      path: arrival.own(arrival.path),
      requestBody: body === undefined ? '' : packBytes(body),
      status,
      responseBody: response.kept ?? response.body,
      requestId,
      ms: arrival.ms,
      why: response.why ?? null,
      faultId: response.faultId ?? null,
      connection: response.connection ?? null,
    });
    world.events.announce({
      type: 'request.answered',
      at,
      workspaceId,
      operation: name,
      status,
      requestId,
      callSid,
    });
  }

  /** Finds the operation of a request, or its response where there is none. */
  function route(arrival: Arrival): Routed {
    const { headers, method, target } = arrival.request;
    try {
      const preflight = cors?.preflight(method, headers);
      if (preflight !== undefined) return { response: preflight };
      const routed = contract.route(method, target, headers.host ?? '');
      if (routed.operation === undefined) noteUnrouted(routed.response, arrival);
      return routed;
    } catch (error) {
      return { response: failure(error, arrival.requestId) };
    }
  }

  const tooLong = (): WireResponse =>
    detailResponse(413, reasonPhrase(413, wire), [], `a body of over ${limits.bodyBytes} bytes`);

  return async (request) => {
    const arrival = new Arrival(request, requestIdOf(request.headers['x-request-id'], world.newId));
    const routed = route(arrival);
    if (routed.operation === undefined) return replyWith(routed.response, arrival);
    const body =
      routed.operation.body === null ? NOTHING : await request.readBody(limits.bodyBytes);
    const workspace = contract.workspaceOf(routed.params);
    let response: WireResponse;
    try {
      const found =
        body === undefined
          ? tooLong()
          : contract.respond(routed, workspace, request, arrival.query, body);
      response = found instanceof Promise ? await found : found;
    } catch (error) {
      response = failure(error, arrival.requestId);
    }
    try {
      note(response, routed, workspace, body, arrival);
    } catch (error) {
      // The operation has had its effect: the client gets its response.
      log.fault(error, arrival.requestId);
    }
    return replyWith(response, arrival);
  };
}

/** Logs what is not a request that could be handled. Each returns the request id of the response. */
export interface Reports {
  /** Logs what was not a request that could be served. */
  unreadable(status: number, why: string): string;
  /** Logs a failure of the emulator itself. `given` is the caller's request id, if it sent one. */
  failed(error: unknown, given?: string): string;
}

/** Reports to a log. */
export function createReports(newId: NewId, log: Log): Reports {
  return {
    unreadable(status, why) {
      const requestId = newId('req');
      log.request({ method: '-', path: '-', status, ms: 0, requestId, why });
      return requestId;
    },
    failed(error, given) {
      const requestId = requestIdOf(given, newId);
      log.fault(error, requestId);
      return requestId;
    },
  };
}
