/**
 * One request to the contract and its answer, whatever carries them: the request id, the bounded
 * body, the log line, and what becomes of a fault of our own.
 */
import { type Answer, detailAnswer, internalError } from './contract/answer.ts';
import type { Contract } from './contract/route.ts';
import type { Routed, RoutedTo } from './contract/router.ts';
import { reasonPhrase } from './contract/wire/reason.ts';
import type { WireSwitches } from './contract/wire/switches.ts';
import { type Journal, ownText, packBytes } from './control/journal.ts';
import type { Cors } from './cors.ts';
import { type Log, silentLog } from './log.ts';
import { hostTime } from './world/clock.ts';
import { limits } from './world/limits.ts';
import type { World } from './world/world.ts';

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

/** An answer, and what it carries besides. */
export interface Reply {
  readonly answer: Answer;
  /** The `x-request-id`. */
  readonly requestId: string;
  /** Besides the answer's own; lower-case names. */
  readonly headers: NonNullable<Answer['headers']>;
}

/** What an exchange needs. */
export interface ExchangeParts {
  readonly contract: Contract;
  readonly wire: WireSwitches;
  readonly world: World;
  readonly journal: Journal;
  readonly log: Log;
  /** Off unless given. */
  readonly cors?: Cors;
}

/** Takes a request, gives its reply. Never rejects, but for a client that went away mid-body. */
export type Exchange = (request: WireRequest) => Promise<Reply>;

/** A request that came in. */
interface Arrival {
  readonly request: WireRequest;
  readonly requestId: string;
  /** By the host's time, in milliseconds. */
  readonly began: number;
}

const NOTHING = new Uint8Array(0);
const NO_HEADERS: Reply['headers'] = [];

/** Draws an identifier: `world.newId`. */
export type NewId = (prefix: string) => string;

/** The caller's request id when it sent a sane one, else a new one (decided). */
export function requestIdOf(given: string | undefined, newId: NewId): string {
  return given !== undefined && /^[\w.:/+=-]{1,128}$/.test(given) ? given : newId('req');
}

/** The exchange of a contract. Each answer of an operation is told to the journal and to the world. */
export function createExchange(parts: ExchangeParts): Exchange {
  const { contract, wire, world, journal, log, cors } = parts;

  /** The reply that an answer becomes; it is logged. */
  function replyWith(answer: Answer, { request, requestId, began }: Arrival): Reply {
    const { status, why } = answer;
    const { method, target, headers } = request;
    if (log !== silentLog) {
      const entry = { method, path: pathOf(target), status, ms: hostTime() - began, requestId };
      log.request(why === undefined ? entry : { ...entry, why });
    }
    return { answer, requestId, headers: cors?.headers(headers, status) ?? NO_HEADERS };
  }

  /** What is answered when the emulator itself is at fault. */
  function failure(error: unknown, requestId: string): Answer {
    log.fault(error, requestId);
    return internalError('the emulator failed; the stack is in the log');
  }

  /** Tells the world of an answer where no operation has that path and method. */
  function noteUnrouted({ status }: Answer, { request, requestId }: Arrival): void {
    world.events.announce({
      type: 'request.answered',
      at: world.now(null),
      workspaceId: null,
      operation: null,
      status,
      requestId,
      unrouted: `${request.method} ${pathOf(request.target)}`,
    });
  }

  /** Tells the journal and the world what an operation answered. */
  function note(
    answer: Answer,
    { operation, params }: RoutedTo,
    workspaceId: string | null,
    requestBody: string,
    { request, requestId, began }: Arrival,
  ): void {
    const at = world.now(workspaceId);
    const { status } = answer;
    // What is kept must not keep a long query with it.
    const own = request.target.includes('?') ? ownText : (text: string) => text;
    const callSid = params.call_sid === undefined ? undefined : own(params.call_sid);
    journal.write({
      at,
      workspaceId,
      operation: operation.name,
      callSid: callSid ?? null,
      method: request.method,
      path: own(pathOf(request.target)),
      requestBody,
      status,
      responseBody: answer.kept ?? answer.body,
      requestId,
      ms: hostTime() - began,
      why: answer.why ?? null,
      faultId: answer.faultId ?? null,
      connection: answer.connection ?? null,
    });
    world.events.announce({
      type: 'request.answered',
      at,
      workspaceId,
      operation: operation.name,
      status,
      requestId,
      callSid,
    });
  }

  return async (request) => {
    const { method, target, headers } = request;
    const requestId = requestIdOf(headers['x-request-id'], world.newId);
    const arrival = { request, requestId, began: hostTime() };
    let routed: Routed;
    try {
      const preflight = cors?.preflight(method, headers);
      if (preflight !== undefined) return replyWith(preflight, arrival);
      routed = contract.route(method, target, headers.host ?? '');
      if (routed.operation === undefined) {
        noteUnrouted(routed.answer, arrival);
        return replyWith(routed.answer, arrival);
      }
    } catch (error) {
      return replyWith(failure(error, requestId), arrival);
    }
    const { operation, params } = routed;
    const body = operation.body === null ? NOTHING : await request.readBody(limits.bodyBytes);
    const workspace = contract.workspaceOf(params);
    let answer: Answer;
    try {
      answer =
        body === undefined
          ? detailAnswer(
              413,
              reasonPhrase(413, wire),
              [],
              `a body of over ${limits.bodyBytes} bytes`,
            )
          : await contract.answer(operation, params, workspace, {
              authorization: headers.authorization,
              contentType: headers['content-type'],
              prefer: headers.prefer,
              accept: headers.accept,
              query: queryOf(target),
              body,
              gone: () => request.gone?.(),
            });
    } catch (error) {
      answer = failure(error, requestId);
    }
    try {
      const requestBody = body === undefined ? '' : packBytes(body);
      note(answer, routed, workspace.ok ? workspace.uuid : null, requestBody, arrival);
    } catch (error) {
      // What the operation did is done: its client is told so.
      log.fault(error, requestId);
    }
    return replyWith(answer, arrival);
  };
}

/** Where a server reports what has no exchange. Each gives the request id that the response carries. */
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

/** A target without its query. */
function pathOf(target: string): string {
  const mark = target.indexOf('?');
  return mark === -1 ? target : target.slice(0, mark);
}

/** What stands behind the `?` of a target, as it stood there. */
function queryOf(target: string): string {
  const mark = target.indexOf('?');
  return mark === -1 ? '' : target.slice(mark + 1);
}
