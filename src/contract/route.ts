/**
 * The order of checks, once, for every operation (decided, after the framework's own order): route
 * and method; a body that cannot be parsed; credentials; path, query and body; what is asked to go
 * wrong; and then the effect. A request that is refused at any step has changed nothing.
 */
import type { Fired } from '../world/faults.ts';
import { limits } from '../world/limits.ts';
import type { World } from '../world/world.ts';
import {
  type Answer,
  detailAnswer,
  jsonAnswer,
  longAnswer,
  noContent,
  streamAnswer,
} from './answer.ts';
import { type AuthMode, bearerToken, checkCredentials } from './auth.ts';
import { inputRules } from './documents.ts';
import { faultAnswer } from './fault-answer.ts';
import type { Operation, OperationCall, Outcome } from './operation.ts';
import { operations } from './operations.ts';
import { preferences } from './prefer.ts';
import { checkRequest, refusal } from './request-check.ts';
import { createRouter, type Router } from './router.ts';
import { parseBody } from './wire/body.ts';
import { defaultSwitches, type WireSwitches } from './wire/switches.ts';
import { parseUuid, type UuidReading } from './wire/uuid.ts';

/** How the contract is served. */
export interface ContractSettings {
  readonly auth: AuthMode;
  /** Which versions of the framework to sound like. */
  readonly wire: WireSwitches;
}

/** The settings unless told otherwise. */
export const defaultContractSettings: ContractSettings = { auth: 'any', wire: defaultSwitches };

/** What of a request the contract looks at. Header values as received, or undefined. */
export interface ContractRequest {
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
  readonly prefer: string | undefined;
  readonly accept: string | undefined;
  /** What stood behind the `?`, as it stood there; empty without. */
  readonly query: string;
  /** Empty when there is none. */
  readonly body: Uint8Array;
  /** Gives a signal that aborts when the client has left; undefined where nobody can tell. */
  gone(): AbortSignal | undefined;
}

/** The vendor's side of the wire, over a world. */
export interface Contract {
  /** First: where a request leads. No body has been read yet, and for some none will be. */
  readonly route: Router;
  /** Which workspace a path names. */
  workspaceOf(params: Readonly<Record<string, string>>): UuidReading;
  /** Then: what an operation answers. Throws only when the emulator itself is at fault. */
  answer(
    operation: Operation,
    params: Readonly<Record<string, string>>,
    workspace: UuidReading,
    request: ContractRequest,
  ): Promise<Answer>;
}

type Call = OperationCall<unknown, unknown>;

const UNDELAYED = `its delay was skipped: ${limits.delayedRequests} requests wait already`;

/** What an outcome looks like on the wire. */
function answerOf(outcome: Outcome, operation: Operation): Answer {
  if ('frames' in outcome) return streamAnswer(outcome.frames, outcome.kept);
  if ('json' in outcome) {
    const answer = jsonAnswer(outcome.status, outcome.json);
    return outcome.kept === undefined ? answer : { ...answer, kept: outcome.kept };
  }
  if ('parts' in outcome) return longAnswer(outcome.status, outcome.parts);
  if (outcome.status === 204) return noContent;
  const { status, why } = outcome;
  return detailAnswer(status, operation.details[status] ?? 'Service Unavailable', [], why);
}

/** The contract's routes over a world. */
export function createContract(
  world: World,
  settings: ContractSettings = defaultContractSettings,
): Contract {
  const { auth, wire } = settings;
  /** How many requests wait for a time or an agent. */
  let waiting = 0;
  /** Those that should have waited, but too many did already. */
  const undelayed = new WeakSet<Call>();

  function waitFor<T>(
    gone: ContractRequest['gone'],
    work: (gone: AbortSignal | undefined) => Promise<T>,
  ): Promise<T> | undefined {
    if (waiting >= limits.delayedRequests) return undefined;
    waiting++;
    return work(gone()).finally(() => waiting--);
  }

  /**
   * Waits as a rule or the request asks. A client that leaves ends the wait, and its request goes on at
   * once: the real API's handler runs to its end, too, and nothing is held for nobody (decided).
   */
  async function delay(call: Call, ms: number): Promise<void> {
    if (ms <= 0) return;
    const most = Math.min(ms, limits.delayMs);
    const waited = call.wait((gone) => world.sleep(call.workspaceId, most, gone));
    if (waited === undefined) undelayed.add(call);
    else await waited;
  }

  /** An answer, with what the log should know of its delay. */
  function logged(answer: Answer, call: Call): Answer {
    return undelayed.has(call) ? { ...answer, why: answer.why ?? UNDELAYED } : answer;
  }

  /** What a request's own `Prefer` header asks for; undefined when that was at most to wait. */
  async function preferredAnswer(
    prefer: string,
    operation: Operation,
    call: Call,
  ): Promise<Answer | undefined> {
    const { code, delayMs = 0 } = preferences(prefer);
    await delay(call, delayMs);
    const asked = code === undefined ? undefined : operation.details[code];
    return code === undefined || asked === undefined
      ? undefined
      : detailAnswer(code, asked, [], `asked for by "Prefer: code=${code}"`);
  }

  /** What the answer becomes once a fault rule has fired. */
  async function performAmiss(fired: Fired, operation: Operation, call: Call): Promise<Answer> {
    const { workspaceId } = call;
    const { faultId, phase } = fired.rule;
    const before = phase === 'before';
    if (before) await delay(call, fired.delayMs);
    const instead = before
      ? faultAnswer(fired, operation, undefined, world.now(workspaceId), wire)
      : undefined;
    if (instead !== undefined) return instead;
    const real = answerOf(await operation.run(call as never), operation);
    if (before) return { ...real, faultId };
    await delay(call, fired.delayMs);
    return faultAnswer(fired, operation, real, world.now(workspaceId), wire) ?? real;
  }

  return {
    route: createRouter(operations),
    workspaceOf: (params) => parseUuid(params.workspace_id as string, wire.pydantic),
    async answer(operation, params, workspace, request) {
      const { accept, authorization, query } = request;
      const body =
        operation.body === null ? undefined : parseBody(request.contentType, request.body, wire);
      if (body?.kind === 'refused') return refusal(body);

      const named = workspace.ok ? workspace.uuid : null;
      let denied = checkCredentials(auth, authorization, named, world);
      if (denied instanceof Promise) denied = await denied;
      if (denied !== undefined) return denied;

      let rules = inputRules(operation);
      if (rules instanceof Promise) rules = await rules;
      const parts = { params, workspace, query, body, accept };
      const checked = checkRequest(operation, rules, parts, wire);
      if (checked.refused !== undefined) return checked.refused;
      const { workspaceId } = checked;
      const call = {
        world,
        workspaceId,
        params: checked.params,
        query: checked.query,
        body: checked.body,
        accept,
        token: bearerToken(authorization) ?? null,
        wait: <T>(work: (gone: AbortSignal | undefined) => Promise<T>) =>
          waitFor(request.gone, work),
      };

      if (request.prefer !== undefined) {
        const preferred = await preferredAnswer(request.prefer, operation, call);
        if (preferred !== undefined) return logged(preferred, call);
      }

      const callSid = params.call_sid ?? null;
      let fired = world.fireFault(workspaceId, { operation: operation.name, callSid });
      if (fired instanceof Promise) fired = await fired;
      if (fired !== undefined) return logged(await performAmiss(fired, operation, call), call);
      // The common case, without a step more than it needs.
      const answer = answerOf(await operation.run(call as never), operation);
      return request.prefer === undefined ? answer : logged(answer, call);
    },
  };
}
