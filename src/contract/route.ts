/**
 * The order of checks, once, for every operation (decided, after the framework's own order): route
 * and method; a body that cannot be parsed; credentials; path and body; what is asked to go wrong;
 * and then the effect. A request that is refused at any step has changed nothing.
 */
import openapi from '../../openapi.json' with { type: 'json' };
import type { World } from '../world/world.ts';
import { type Answer, detailAnswer, internalError, jsonAnswer } from './answer.ts';
import { type AuthMode, checkCredentials } from './auth.ts';
import { faultAnswer } from './fault-answer.ts';
import type { Operation } from './operation.ts';
import { operations } from './operations.ts';
import { preferences } from './prefer.ts';
import { createRouter, type Router } from './router.ts';
import { type BodyRefusal, type ParsedBody, parseBody, validateBody } from './wire/body.ts';
import { renderIssues, summarize, uuidIssue, type ValidationIssue } from './wire/errors.ts';
import { type ObjectRules, rulesOf } from './wire/rules.ts';
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
  /** Empty when there is none. */
  readonly body: Uint8Array;
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

const rules = new Map<Operation, ObjectRules>();
for (const operation of operations) {
  if (operation.body !== null) rules.set(operation, rulesOf(openapi, operation.body));
}

type Checked =
  | { readonly body: unknown; readonly refused?: undefined }
  | { readonly refused: Answer };

/** The contract's routes over a world. */
export function createContract(
  world: World,
  settings: ContractSettings = defaultContractSettings,
): Contract {
  const { auth, wire } = settings;

  function validate(
    operation: Operation,
    parsed: Exclude<ParsedBody, BodyRefusal> | undefined,
    pathIssues: ValidationIssue[],
  ): Checked {
    const objectRules = rules.get(operation);
    if (objectRules === undefined || parsed === undefined) {
      if (pathIssues.length === 0) return { body: {} };
      const written = renderIssues(pathIssues);
      if (!written.ok) return { refused: internalError(written.reason) };
      return { refused: jsonAnswer(422, written.body, summarize(pathIssues)) };
    }
    const modelCheck = operation.modelCheck as ((body: unknown) => string | undefined) | undefined;
    const verdict = validateBody(parsed, objectRules, wire, pathIssues, modelCheck);
    if (verdict.ok) return { body: verdict.value };
    return { refused: refusal(verdict) };
  }

  /** The operation's own answer: its effect has happened when it is there. */
  async function perform(
    operation: Operation,
    params: Readonly<Record<string, string>>,
    workspaceId: string,
    body: unknown,
  ): Promise<Answer> {
    const outcome = await operation.run({ world, workspaceId, params, body: body as never });
    if ('json' in outcome) return jsonAnswer(outcome.status, outcome.json);
    return detailAnswer(outcome.status, operation.details[outcome.status]);
  }

  return {
    route: createRouter(operations),
    workspaceOf: (params) => parseUuid(params.workspace_id as string, wire.pydantic),
    async answer(operation, params, workspace, request) {
      const parsed =
        operation.body === null ? undefined : parseBody(request.contentType, request.body, wire);
      if (parsed?.kind === 'refused') return refusal(parsed);

      let denied = checkCredentials(
        auth,
        request.authorization,
        workspace.ok ? workspace.uuid : null,
        world,
      );
      if (denied instanceof Promise) denied = await denied;
      if (denied !== undefined) return denied;

      const given = params.workspace_id as string;
      const pathIssues = workspace.ok
        ? []
        : [uuidIssue(['path', 'workspace_id'], given, workspace.error)];
      const checked = validate(operation, parsed, pathIssues);
      if (checked.refused !== undefined) return checked.refused;
      const workspaceId = workspace.ok ? workspace.uuid : given;

      const { code, delayMs = 0 } = preferences(request.prefer);
      if (delayMs > 0) await world.sleep(workspaceId, delayMs);
      const asked = code === undefined ? undefined : operation.details[code];
      if (code !== undefined && asked !== undefined) {
        return detailAnswer(code, asked, [], `asked for by "Prefer: code=${code}"`);
      }

      const callSid = params.call_sid ?? null;
      const fired = await world.fireFault(workspaceId, { operation: operation.name, callSid });
      if (fired === undefined) return perform(operation, params, workspaceId, checked.body);

      const before = fired.rule.phase === 'before';
      if (before) await world.sleep(workspaceId, fired.delayMs);
      const instead = before
        ? faultAnswer(fired, operation, undefined, world.now(workspaceId), wire)
        : undefined;
      if (instead !== undefined) return instead;
      const real = await perform(operation, params, workspaceId, checked.body);
      if (before) return { ...real, faultId: fired.rule.faultId };
      await world.sleep(workspaceId, fired.delayMs);
      return faultAnswer(fired, operation, real, world.now(workspaceId), wire) ?? real;
    },
  };
}

function refusal(refused: BodyRefusal): Answer {
  return refused.status === 500
    ? internalError(refused.why)
    : jsonAnswer(refused.status, refused.body, refused.why);
}
