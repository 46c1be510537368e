/**
 * One request and its response, whether it came over a socket or as a `Request`: the request id, the limited body, the
 * journal, the log line, and the 500 when the emulator itself failed.
 */
import type { Operation } from '../contract/operation.ts';
import type { Outcome } from '../contract/outcome.ts';
import { paramsReader } from '../contract/path-template.ts';
import type { Contract } from '../contract/pipeline.ts';
import { reasonPhrase } from '../contract/pydantic/reason.ts';
import type { WireSwitches } from '../contract/pydantic/switches.ts';
import type { UuidReading } from '../contract/pydantic/uuid.ts';
import { detailResponse, internalError, type WireResponse } from '../contract/response.ts';
import type { RespondUnmatched } from '../contract/unmatched.ts';
import type { Journal } from '../observe/journal.ts';
import { limits } from '../world/limits.ts';
import { after, type MaybePromise } from '../world/maybe-promise.ts';
import { StoreUnavailable } from '../world/ports/store.ts';
import type { World } from '../world/world.ts';
import { Arrival } from './arrival.ts';
import type { Cors } from './cors.ts';
import { followUp } from './follow-up.ts';
import { type Log, silentLog } from './log.ts';
import { createNotes, type NotedTarget } from './notes.ts';
import { requestIdOf } from './request-id.ts';
import type { UserRoute, UserRoutes } from './user-routes.ts';

/** A request, whatever it came by. */
export interface WireRequest {
  /** The method as it was sent. */
  readonly verb: string;
  /** The target as it stood in the request line: nothing decoded, nothing normalised. */
  readonly target: string;
  /** `http` or `https`. */
  readonly scheme: string;
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
  /** Cross-origin requests. Default: none is allowed. */
  readonly cors?: Cors;
  /** Operations of the user's own. Default: none. */
  readonly userRoutes?: UserRoutes;
}

/** The parameters of a path, by name. */
type Params = Readonly<Record<string, string>>;

/** Handles requests. Each method rejects only when the client went away within its body. */
export interface RequestHandler {
  /** Handles a request of an operation of the contract. `params` are percent-decoded once. */
  operation(operation: Operation, params: Params, request: WireRequest): Promise<Reply>;
  /** Handles a request that no route takes. `path` is percent-decoded once. */
  unmatched(path: string, request: WireRequest, respond: RespondUnmatched): MaybePromise<Reply>;
}

/** What serves a request: an operation of the contract, or of the user's own. */
interface Target extends NotedTarget {
  readonly readsBody: boolean;
  readonly details: Operation['details'];
  respond(body: Uint8Array): MaybePromise<WireResponse>;
}

const NOTHING = new Uint8Array(0);
const NO_WORKSPACE: UuidReading = { ok: false, error: 'the path has no workspace_id' };
const NO_HEADERS: Reply['headers'] = [];

/** Handles the requests of a contract. Each response of an operation is written to the journal and announced. */
export function createRequestHandler(parts: RequestHandlerParts): RequestHandler {
  const { contract, wire, world, log, cors, userRoutes } = parts;
  const { note, noteUnrouted } = createNotes(parts);

  /** Adds what a reply has besides the response, and logs it. */
  function replyWith(response: WireResponse, arrival: Arrival): Reply {
    const { status, why } = response;
    const { request, requestId } = arrival;
    if (log !== silentLog) {
      const { path, ms } = arrival;
      const entry = { method: request.verb, path, status, ms, requestId };
      log.request(why === undefined ? entry : { ...entry, why });
    }
    return { response, requestId, headers: cors?.headers(request.headers, status) ?? NO_HEADERS };
  }

  /** The response when the emulator itself failed: the operation's own 503 if its store is unavailable, else 500. */
  function failure(
    error: unknown,
    requestId: string,
    details: Operation['details'] = {},
  ): WireResponse {
    if (error instanceof StoreUnavailable) {
      return detailResponse(503, details[503] ?? reasonPhrase(503, wire), [], error.message);
    }
    log.fault(error, requestId);
    return internalError('the emulator failed; the stack is in the log');
  }

  const noting = ({ requestId }: Arrival, work: () => MaybePromise<void>): MaybePromise<void> =>
    followUp(work, (error) => log.fault(error, requestId));

  const tooLong = (): WireResponse =>
    detailResponse(413, reasonPhrase(413, wire), [], `a body of over ${limits.bodyBytes} bytes`);

  const arrivalOf = (request: WireRequest): Arrival =>
    new Arrival(request, requestIdOf(request.headers['x-request-id'], world.newId));

  /** Reads the body, lets the target respond, and notes it. */
  async function serve(target: Target, arrival: Arrival): Promise<Reply> {
    const body = target.readsBody ? await arrival.request.readBody(limits.bodyBytes) : NOTHING;
    let response: WireResponse;
    try {
      const found = body === undefined ? tooLong() : target.respond(body);
      response = found instanceof Promise ? await found : found;
    } catch (error) {
      response = failure(error, arrival.requestId, target.details);
    }
    const noted = noting(arrival, () => note(response, target, body, arrival));
    if (noted instanceof Promise) await noted;
    return replyWith(response, arrival);
  }

  function serveOperation(operation: Operation, params: Params, arrival: Arrival): Promise<Reply> {
    if (params.workspace_id !== undefined) {
      return serveWithin(contract.workspaceOf(params), operation, params, arrival);
    }
    return contract.workspaceOfKey(arrival.request).then(
      (workspace) => serveWithin(workspace, operation, params, arrival),
      (error) => replyWith(failure(error, arrival.requestId, operation.details), arrival),
    );
  }

  function serveWithin(
    workspace: UuidReading,
    operation: Operation,
    params: Params,
    arrival: Arrival,
  ): Promise<Reply> {
    const { request, query } = arrival;
    return serve(
      {
        name: operation.name,
        params,
        workspace,
        readsBody: operation.body !== null,
        details: operation.details,
        respond(body) {
          const response = contract.respond(operation, params, workspace, request, query, body);
          return operation.finish === undefined ? response : after(response, operation.finish);
        },
      },
      arrival,
    );
  }

  /** Serves an operation of the user's own. Fault rules and the journal are those of its `workspace_id`. */
  function serveUser({ name, params, run }: UserRoute, arrival: Arrival): Promise<Reply> {
    const { request } = arrival;
    const workspace: UuidReading =
      params.workspace_id === undefined ? NO_WORKSPACE : contract.workspaceOf(params);
    return serve(
      {
        name,
        params,
        workspace,
        readsBody: true,
        details: {},
        respond(body) {
          const respond = () => run(request, body);
          if (!workspace.ok) return respond();
          const made = async (): Promise<Outcome> => ({
            kind: 'response',
            response: await respond(),
          });
          const effect = { name, details: {}, run: made };
          return contract.respondUnchecked(effect, params, workspace.uuid, request);
        },
      },
      arrival,
    );
  }

  return {
    operation: (operation, params, request) =>
      serveOperation(operation, params, arrivalOf(request)),
    unmatched(path, request, respond) {
      const arrival = arrivalOf(request);
      const { headers, scheme, verb: method } = request;
      try {
        const preflight = cors?.preflight(method, headers);
        if (preflight !== undefined) return replyWith(preflight, arrival);
        const route = userRoutes?.match(request);
        if (route !== undefined) return serveUser(route, arrival);
        const { query } = arrival;
        const found = respond({ method, path, query, origin: `${scheme}://${headers.host ?? ''}` });
        if (found.operation !== undefined) {
          return serveOperation(found.operation, paramsReader(found.operation.path)(path), arrival);
        }
        const { response } = found;
        const noted = noting(arrival, () => noteUnrouted(response, arrival));
        return after(noted, () => replyWith(response, arrival));
      } catch (error) {
        return replyWith(failure(error, arrival.requestId), arrival);
      }
    },
  };
}
