/**
 * The order of checks, once, for every operation (decided, after the framework's own order): route
 * and method; a body that cannot be parsed; credentials; path, query and body; what is asked to go
 * wrong; and then the effect. A request that is refused at any step has changed nothing.
 */

import { limits } from '../world/limits.ts';
import { after, type MaybePromise } from '../world/maybe-promise.ts';
import type { FaultOutcome } from '../world/model/faults.ts';
import type { World } from '../world/world.ts';
import { type AuthMode, bearerToken, checkCredentials } from './auth.ts';
import { inputRules } from './documents/documents.ts';
import type { Operation, OperationCall } from './operation.ts';
import type { Outcome } from './outcome.ts';
import { parseBody } from './pydantic/body.ts';
import { defaultSwitches, type WireSwitches } from './pydantic/switches.ts';
import { parseUuid, type UuidReading } from './pydantic/uuid.ts';
import { type AcceptedRequest, checkRequest, refusal } from './request-check.ts';
import {
  detailResponse,
  jsonResponse,
  longResponse,
  noContent,
  streamResponse,
  type WireResponse,
} from './response.ts';
import type { StreamPlaces } from './stream-places.ts';
import { createWaiting, type Waiting, type Work } from './waiting.ts';

/** How the contract is served. */
export interface ContractSettings {
  readonly auth: AuthMode;
  /** The versions of the framework whose messages to reproduce. */
  readonly wire: WireSwitches;
  /** Takes a line for the log that cannot wait for the response. Default: it is not logged. */
  readonly note?: (text: string) => void;
}

/** Default settings. */
export const defaultContractSettings: ContractSettings = { auth: 'any', wire: defaultSwitches };

/** What of a request the contract looks at. */
export interface ContractRequest {
  /** The first of each header, by lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** A signal that aborts when the client has left. Left out where that is not known. */
  gone?(): AbortSignal;
}

/** The vendor's side of the wire, over a world. */
export interface Contract {
  /** The workspace id in a path. */
  workspaceOf(params: Params): UuidReading;
  /** The workspace of the request's key, for a path without one. Default: the first workspace (decided). */
  workspaceOfKey(request: ContractRequest): Promise<UuidReading>;
  /**
   * The response of an operation. `query` is the raw text after the `?`; `body` is empty when there is
   * none. Throws or rejects only when the emulator itself is at fault.
   */
  respond(
    operation: Operation,
    params: Params,
    workspace: UuidReading,
    request: ContractRequest,
    query: string,
    body: Uint8Array,
  ): MaybePromise<WireResponse>;
  /** The response of an operation that is not the vendor's: nothing is checked, but fault rules apply. */
  respondUnchecked(
    operation: Effect,
    params: Params,
    workspaceId: string,
    request: ContractRequest,
  ): MaybePromise<WireResponse>;
}

/** The parameters of a path. */
type Params = Readonly<Record<string, string>>;

/** What of an operation is needed once a request was accepted. */
export type Effect = Pick<Operation, 'name' | 'details' | 'run'>;

/** A request that has passed every check. A class: its methods are made once, not once a request. */
class Call implements OperationCall<unknown, unknown> {
  readonly world: World;
  readonly workspaceId: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: unknown;
  readonly body: unknown;
  readonly role: string | null;
  readonly idempotencyKey: string | null;
  readonly #request: ContractRequest;
  readonly #waiting: Waiting;
  readonly streams: StreamPlaces;

  constructor(
    world: World,
    checked: AcceptedRequest,
    role: string | null,
    request: ContractRequest,
    waiting: Waiting,
    streams: StreamPlaces,
  ) {
    this.world = world;
    this.streams = streams;
    this.workspaceId = checked.workspaceId;
    this.params = checked.params;
    this.query = checked.query;
    this.body = checked.body;
    this.role = role;
    this.idempotencyKey = checked.idempotencyKey ?? null;
    this.#request = request;
    this.#waiting = waiting;
  }

  header(name: string): string | undefined {
    return this.#request.headers[name];
  }

  get token(): string | null {
    return bearerToken(this.#request.headers.authorization) ?? null;
  }

  wait<T>(work: Work<T>): Promise<T> | undefined {
    return this.#waiting.wait(this.#request, work);
  }
}

const UNDELAYED = `its delay was skipped: ${limits.delayedRequests} requests wait already`;

/** What few requests need. */
const explain = () => import('./explain.ts');

/** In a world without a workspace. */
const NO_WORKSPACE = '00000000-0000-0000-0000-000000000000';

/** Whether a status, or an empty list, leaves open what was not found. */
function isUnexplained(outcome: Outcome): boolean {
  if (outcome.kind === 'refused') return outcome.status === 404 && outcome.why === undefined;
  return outcome.kind === 'json' && /^(\[\]$|\{"items":\[\])/.test(outcome.json);
}

/** What an outcome looks like on the wire. */
function responseOf(outcome: Outcome, operation: Effect): WireResponse {
  switch (outcome.kind) {
    case 'json': {
      const response = jsonResponse(outcome.status, outcome.json);
      return outcome.kept === undefined ? response : { ...response, kept: outcome.kept };
    }
    case 'parts':
      return longResponse(200, outcome.parts);
    case 'stream':
      return streamResponse(outcome.frames, outcome.kept);
    case 'no_content':
      return noContent;
    case 'response':
      return outcome.response;
    case 'refused': {
      const { status, why } = outcome;
      return detailResponse(status, operation.details[status] ?? 'Service Unavailable', [], why);
    }
  }
}

/** The contract's routes over a world. */
export function createContract(
  world: World,
  streams: StreamPlaces,
  settings: ContractSettings = defaultContractSettings,
): Contract {
  const { auth, note, wire } = settings;
  const waiting = createWaiting();
  /** Those that should have waited, but too many did already. */
  const undelayed = new WeakSet<Call>();

  /**
   * Waits as a rule or the request asks. A client that leaves ends the wait, and its request goes on at
   * once: the real API's handler runs to its end, too (decided).
   */
  async function delay(call: Call, ms: number): Promise<void> {
    if (ms <= 0) return;
    // It would wait for ever under a world clock that stands; removing a workspace ends its waits, too.
    if ((await world.readWorkspace(call.workspaceId)) === undefined) return;
    const most = Math.min(ms, limits.delayMs);
    const waited = call.wait((gone) => world.sleep(call.workspaceId, most, gone));
    if (waited === undefined) return void undelayed.add(call);
    // The wait has begun: the clock may be advanced while this is loaded.
    if (note !== undefined && world.readClock(call.workspaceId).mode === 'frozen') {
      note((await explain()).frozenNote(call.workspaceId, most));
    }
    await waited;
  }

  /** The effect. */
  function run(operation: Effect, call: Call): MaybePromise<WireResponse> {
    return after(operation.run(call as never), (outcome) => {
      const response = responseOf(outcome, operation);
      if (!isUnexplained(outcome)) return response;
      return explain().then(({ explained }) => explained(response, call));
    });
  }

  /** Performs an operation as fault rules ask. */
  async function performRuled(
    outcome: FaultOutcome,
    operation: Effect,
    call: Call,
  ): Promise<WireResponse> {
    const { workspaceId } = call;
    const firedAt = world.now(workspaceId);
    // What a world without rules does not need is loaded later.
    const rules = await import('./fault-response.ts');
    const performance = {
      operation,
      run: () => run(operation, call),
      delay: (ms: number) => delay(call, ms),
      firedAt,
      now: () => world.now(workspaceId),
    };
    return logged(await rules.performRuled(outcome, performance, wire), call);
  }

  /** Adds to a response, for the log, that its delay was skipped. */
  function logged(response: WireResponse, call: Call): WireResponse {
    return undelayed.has(call) ? { ...response, why: response.why ?? UNDELAYED } : response;
  }

  /** What is asked to go wrong, and then the effect. */
  function perform(operation: Effect, call: Call): MaybePromise<WireResponse> {
    const callSid = call.params.call_sid ?? null;
    const outcome = world.fireFault(call.workspaceId, { operation: operation.name, callSid });
    return after(outcome, (outcome) =>
      outcome === undefined ? run(operation, call) : performRuled(outcome, operation, call),
    );
  }

  /** Performs an operation as the request's `Prefer` header asks. */
  async function performAsked(
    prefer: string,
    operation: Effect,
    call: Call,
  ): Promise<WireResponse> {
    const { performPreferred } = await import('./prefer.ts');
    const parts = {
      operation,
      delay: (ms: number) => delay(call, ms),
      perform: () => perform(operation, call),
    };
    return logged(await performPreferred(prefer, parts), call);
  }

  // Nothing here is `async`: over a store that has everything at hand, most requests wait for nothing.
  return {
    workspaceOf: (params) => parseUuid(params.workspace_id as string, wire.pydantic),
    async workspaceOfKey({ headers }) {
      const token = bearerToken(headers.authorization);
      const ofKey = token === undefined ? undefined : await world.workspaceOfKey(token);
      return { ok: true, uuid: ofKey ?? (await world.workspaces())[0] ?? NO_WORKSPACE };
    },
    respond(operation, params, workspace, request, query, bytes) {
      const { headers } = request;
      const { accept, authorization, prefer, 'content-type': contentType } = headers;
      const body = operation.body === null ? undefined : parseBody(contentType, bytes, wire);
      if (body?.kind === 'refused') return refusal(body);

      const named = workspace.ok ? workspace.uuid : null;
      return after(checkCredentials(auth, authorization, named, world, operation), (caller) => {
        if (caller.refused !== undefined) return caller.refused;
        const { role } = caller;
        return after(inputRules(operation), (rules) => {
          const idempotencyKey = headers['idempotency-key'];
          const parts = { params, workspace, query, body, accept, role, idempotencyKey };
          const checked = checkRequest(operation, rules, parts, wire);
          if (checked.refused !== undefined) {
            const { refused } = checked;
            if (body?.kind !== 'exact' || typeof body.value !== 'string') return refused;
            return explain().then(({ withContentType }) => withContentType(refused, request));
          }
          const call = new Call(world, checked, role, request, waiting, streams);
          return prefer === undefined
            ? perform(operation, call)
            : performAsked(prefer, operation, call);
        });
      });
    },
    respondUnchecked: (operation, params, workspaceId, request) =>
      perform(
        operation,
        new Call(
          world,
          { params, workspaceId, query: {}, body: {} },
          null,
          request,
          waiting,
          streams,
        ),
      ),
  };
}
