/**
 * The order of checks, once, for every operation (decided, after the framework's own order): route
 * and method; a body that cannot be parsed; credentials; path and body; what is asked to go wrong;
 * and then the effect. A request that is refused at any step has changed nothing.
 */
import openapi from '../../openapi.json' with { type: 'json' };
import type { World } from '../world/world.ts';
import { type Answer, detailAnswer, internalError, jsonAnswer } from './answer.ts';
import { type AuthMode, checkCredentials } from './auth.ts';
import type { Operation } from './operation.ts';
import { operations } from './operations.ts';
import { preferences } from './prefer.ts';
import { createRouter, type Router } from './router.ts';
import { type BodyRefusal, type ParsedBody, parseBody, validateBody } from './wire/body.ts';
import { renderIssues, summarize, uuidIssue, type ValidationIssue } from './wire/errors.ts';
import { type ObjectRules, rulesOf } from './wire/rules.ts';
import { defaultSwitches, type WireSwitches } from './wire/switches.ts';
import { parseUuid } from './wire/uuid.ts';

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
  /** Then: what an operation answers. Throws only when the emulator itself is at fault. */
  answer(
    operation: Operation,
    params: Readonly<Record<string, string>>,
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

  return {
    route: createRouter(operations),
    async answer(operation, params, request) {
      const parsed =
        operation.body === null ? undefined : parseBody(request.contentType, request.body, wire);
      if (parsed?.kind === 'refused') return refusal(parsed);

      const given = params.workspace_id as string;
      const workspace = parseUuid(given, wire.pydantic);
      const workspaceId = workspace.ok ? workspace.uuid : null;
      let denied = checkCredentials(auth, request.authorization, workspaceId, world);
      if (denied instanceof Promise) denied = await denied;
      if (denied !== undefined) return denied;

      const pathIssues = workspace.ok
        ? []
        : [uuidIssue(['path', 'workspace_id'], given, workspace.error)];
      const checked = validate(operation, parsed, pathIssues);
      if (checked.refused !== undefined) return checked.refused;

      const { code } = preferences(request.prefer);
      const asked = code === undefined ? undefined : operation.details[code];
      if (code !== undefined && asked !== undefined) {
        return detailAnswer(code, asked, [], `asked for by "Prefer: code=${code}"`);
      }

      const outcome = await operation.run({
        world,
        workspaceId: workspaceId as string,
        params,
        body: checked.body as never,
      });
      if ('json' in outcome) return jsonAnswer(outcome.status, outcome.json);
      return detailAnswer(outcome.status, operation.details[outcome.status] as string);
    },
  };
}

function refusal(refused: BodyRefusal): Answer {
  return refused.status === 500
    ? internalError(refused.why)
    : jsonAnswer(refused.status, refused.body, refused.why);
}
