/**
 * One request to the contract and its answer, whatever carries them: the request id, the bounded
 * body, the log line, and what becomes of a fault of our own.
 */
import { type Answer, detailAnswer, internalError } from './contract/answer.ts';
import type { Contract } from './contract/route.ts';
import { reasonPhrase } from './contract/wire/reason.ts';
import type { WireSwitches } from './contract/wire/switches.ts';
import { type Cors, noCors } from './cors.ts';
import type { Log } from './log.ts';
import { hostTime } from './world/clock.ts';
import type { Ids } from './world/ids.ts';

/** The largest body that is read, in bytes (decided). */
export const BODY_LIMIT = 1024 * 1024;

/** A request, as a carrier shows it. */
export interface WireRequest {
  readonly method: string;
  /** The target as it stood in the request line: nothing decoded, nothing normalised. */
  readonly target: string;
  /** The first header of that lower-case name. */
  header(name: string): string | undefined;
  /** Reads the body; undefined when it is larger than the limit, without keeping it. */
  readBody(limit: number): Promise<Uint8Array | undefined>;
}

/** An answer with the id it carries as `x-request-id`. */
export interface Reply extends Answer {
  readonly requestId: string;
}

/** What an exchange needs. */
export interface ExchangeParts {
  readonly contract: Contract;
  readonly wire: WireSwitches;
  readonly ids: Ids;
  readonly log: Log;
  /** Off unless given. */
  readonly cors?: Cors;
}

/** Takes a request, gives its reply. Never rejects, but for a client that went away mid-body. */
export type Exchange = (request: WireRequest) => Promise<Reply>;

const NOTHING = new Uint8Array(0);

/** The caller's request id when it sent a sane one, else a new one (decided). */
export function requestIdOf(given: string | undefined, ids: Ids): string {
  return given !== undefined && /^[\w.:/+=-]{1,128}$/.test(given) ? given : ids.tagged('req');
}

/** The exchange of a contract. */
export function createExchange(parts: ExchangeParts): Exchange {
  const { contract, wire, ids, log, cors = noCors } = parts;
  async function answer(request: WireRequest): Promise<Answer> {
    const { method, target } = request;
    const preflight = cors.preflight(method, request.header);
    if (preflight !== undefined) return preflight;

    const routed = contract.route(method, target, request.header('host') ?? '');
    if (routed.answer !== undefined) return routed.answer;

    const { operation, params } = routed;
    const body = operation.body === null ? NOTHING : await request.readBody(BODY_LIMIT);
    if (body === undefined) {
      return detailAnswer(413, reasonPhrase(413, wire), [], `a body of over ${BODY_LIMIT} bytes`);
    }
    return contract.answer(operation, params, {
      authorization: request.header('authorization'),
      contentType: request.header('content-type'),
      prefer: request.header('prefer'),
      body,
    });
  }

  return async (request) => {
    const began = hostTime();
    const requestId = requestIdOf(request.header('x-request-id'), ids);
    let given: Answer;
    try {
      given = await answer(request);
    } catch (error) {
      log.fault(error, requestId);
      given = internalError('the emulator failed; the stack is in the log');
    }
    const mark = request.target.indexOf('?');
    log.request({
      method: request.method,
      path: mark === -1 ? request.target : request.target.slice(0, mark),
      status: given.status,
      ms: hostTime() - began,
      requestId,
      ...(given.why !== undefined && { why: given.why }),
    });
    const shared = cors.headers(request.header, given.status);
    const headers = [...(given.headers ?? []), ...shared];
    return { ...given, headers, requestId };
  };
}
