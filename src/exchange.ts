/**
 * One request to the contract and its answer, whatever carries them: the request id, the bounded
 * body, the log line, and what becomes of a fault of our own.
 */
import { type Answer, detailAnswer, internalError } from './contract/answer.ts';
import type { Contract } from './contract/route.ts';
import { reasonPhrase } from './contract/wire/reason.ts';
import type { WireSwitches } from './contract/wire/switches.ts';
import type { Journal } from './control/journal.ts';
import { type Cors, noCors } from './cors.ts';
import type { Log } from './log.ts';
import { hostTime } from './world/clock.ts';
import type { Ids } from './world/ids.ts';
import type { World } from './world/world.ts';

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
  readonly world: World;
  readonly journal: Journal;
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
  const { contract, wire, world, journal, log, cors = noCors } = parts;
  const { ids } = world;
  /** Answers a request, and tells the journal and the world of it when an operation was meant. */
  async function answer(request: WireRequest, requestId: string, began: number): Promise<Answer> {
    const { method, target } = request;
    const preflight = cors.preflight(method, request.header);
    if (preflight !== undefined) return preflight;

    const { operation, params, answer } = contract.route(
      method,
      target,
      request.header('host') ?? '',
    );
    if (operation === undefined) {
      announce(null, null, answer, requestId, `${method} ${pathOf(target)}`);
      return answer;
    }
    const body = operation.body === null ? NOTHING : await request.readBody(BODY_LIMIT);
    const workspace = contract.workspaceOf(params);
    const given =
      body === undefined
        ? detailAnswer(413, reasonPhrase(413, wire), [], `a body of over ${BODY_LIMIT} bytes`)
        : await contract
            .answer(operation, params, workspace, {
              authorization: request.header('authorization'),
              contentType: request.header('content-type'),
              prefer: request.header('prefer'),
              accept: request.header('accept'),
              query: queryOf(target),
              body,
            })
            .catch((error: unknown) => failed(error, requestId));

    const workspaceId = workspace.ok ? workspace.uuid : null;
    const callSid = params.call_sid ?? null;
    journal.write({
      at: world.now(workspaceId ?? ''),
      workspaceId,
      operation: operation.name,
      callSid,
      method,
      path: pathOf(target),
      requestBody: body ?? NOTHING,
      status: given.status,
      responseBody: given.kept ?? given.body,
      requestId,
      ms: hostTime() - began,
      why: given.why ?? null,
      faultId: given.faultId ?? null,
      connection: given.connection ?? null,
    });
    announce(workspaceId, { operation: operation.name, callSid }, given, requestId);
    return given;
  }

  function announce(
    workspaceId: string | null,
    about: { operation: string; callSid: string | null } | null,
    { status }: Answer,
    requestId: string,
    unrouted?: string,
  ): void {
    const event = {
      type: 'request.answered',
      at: world.now(workspaceId ?? ''),
      workspaceId,
    } as const;
    const call = about?.callSid == null ? {} : { callSid: about.callSid };
    world.store.announce({
      ...event,
      operation: about?.operation ?? null,
      status,
      requestId,
      ...call,
      ...(unrouted !== undefined && { unrouted }),
    });
  }

  function failed(error: unknown, requestId: string): Answer {
    log.fault(error, requestId);
    return internalError('the emulator failed; the stack is in the log');
  }

  return async (request) => {
    const began = hostTime();
    const requestId = requestIdOf(request.header('x-request-id'), ids);
    const given = await answer(request, requestId, began);
    log.request({
      method: request.method,
      path: pathOf(request.target),
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

/** Logs what was no request that could be answered. Gives the id that its refusal carries. */
export type Unreadable = (status: number, why: string) => string;

/** How a carrier reports what was no proper request. */
export function createUnreadable(ids: Ids, log: Log): Unreadable {
  return (status, why) => {
    const requestId = ids.tagged('req');
    log.request({ method: '-', path: '-', status, ms: 0, requestId, why });
    return requestId;
  };
}

/** A target without its query. */
function pathOf(target: string): string {
  const mark = target.indexOf('?');
  return mark === -1 ? target : target.slice(0, mark);
}

/** A target's query, without its mark. */
function queryOf(target: string): string {
  const mark = target.indexOf('?');
  return mark === -1 ? '' : target.slice(mark + 1);
}
