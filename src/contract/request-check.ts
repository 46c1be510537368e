/**
 * Validates path, query and body by the published rules. One response has all errors, in the order of the
 * framework's checks (framework).
 */

import type { InputRules } from './documents/documents.ts';
import type { Operation, OperationCall } from './operation.ts';
import { type BodyRefusal, type ParsedBody, validateBody } from './pydantic/body.ts';
import {
  faults,
  renderIssues,
  summarize,
  uuidIssue,
  type ValidationIssue,
} from './pydantic/errors.ts';
import type { JsonValue } from './pydantic/json-value.ts';
import type { ObjectRules } from './pydantic/rules.ts';
import type { WireSwitches } from './pydantic/switches.ts';
import { parseUuid, type UuidReading } from './pydantic/uuid.ts';
import { checkFields, checkValue } from './pydantic/validate.ts';
import { internalError, jsonResponse, type WireResponse } from './response.ts';

/** The parts of a request that are checked. */
export interface RequestParts {
  readonly params: Readonly<Record<string, string>>;
  readonly workspace: UuidReading;
  /** The text after the `?`, as received. */
  readonly query: string;
  readonly body: Exclude<ParsedBody, { kind: 'refused' }> | undefined;
  readonly accept: string | undefined;
  /** The role of the caller's key. Default: null, roles are not checked. */
  readonly role?: string | null;
  /** The header as received. Default: there is none. */
  readonly idempotencyKey?: string | undefined;
}

/** The values of a valid request. */
export interface AcceptedRequest
  extends Pick<OperationCall<unknown, unknown>, 'body' | 'params' | 'query' | 'workspaceId'> {
  /** Default: there is none. */
  readonly idempotencyKey?: string;
  readonly refused?: undefined;
}

/** The values, or the response of a refusal. */
export type CheckedRequest = AcceptedRequest | { readonly refused: WireResponse };

/** A refusal of a body as a response. */
export function refusal({ status, body, why }: BodyRefusal): WireResponse {
  return status === 500 ? internalError(why) : jsonResponse(status, body, why);
}

function refuseFor(issues: readonly ValidationIssue[]): { refused: WireResponse } {
  const written = renderIssues(issues);
  return {
    refused: written.ok
      ? jsonResponse(422, written.body, summarize(issues))
      : internalError(written.reason),
  };
}

function checkPath(
  { params, workspace }: RequestParts,
  rules: ObjectRules,
  pydantic: WireSwitches['pydantic'],
  issues: ValidationIssue[],
): Readonly<Record<string, string>> {
  let values = params;
  for (const rule of rules) {
    const { name } = rule;
    const given = params[name] as string;
    if (name === 'workspace_id') {
      if (!workspace.ok) issues.push(uuidIssue(['path', name], given, workspace.error));
      continue;
    }
    const checked = checkValue(given, rule, pydantic);
    if (checked.faults === undefined) {
      if (checked.value !== given) values = { ...values, [name]: checked.value as string };
    } else {
      for (const { fault } of checked.faults) {
        issues.push({ fault, loc: ['path', name], input: given });
      }
    }
  }
  return values;
}

/** The parameters of a query as the framework reads it: all values of a list, the last one of any other. */
function readQuery(query: string, rules: ObjectRules): Map<string, JsonValue> {
  // `URLSearchParams` drops a question mark at the start; the framework has it in a name.
  const parameters = new URLSearchParams(`&${query}`);
  const values = new Map<string, JsonValue>(parameters);
  for (const { name, check } of rules) {
    if (check.kind === 'list' && values.has(name)) values.set(name, parameters.getAll(name));
  }
  return values;
}

/** Checks a request of an operation. */
export function checkRequest(
  operation: Pick<Operation, 'hasIdempotencyKey' | 'modelCheck' | 'queryCheck'>,
  rules: InputRules,
  request: RequestParts,
  wire: WireSwitches,
): CheckedRequest {
  const issues: ValidationIssue[] = [];
  const params = checkPath(request, rules.path, wire.pydantic, issues);
  let query: Record<string, unknown> = {};
  const given = rules.query.length === 0 ? undefined : readQuery(request.query, rules.query);
  if (given !== undefined) {
    const checked = checkFields(given, rules.query, wire.pydantic);
    query = checked.value;
    for (const { fault, path, input } of checked.faults) {
      // A missing parameter has no parent to echo.
      const echoed = fault === faults.missing ? null : (input as JsonValue);
      issues.push({ fault, loc: ['query', ...path], input: echoed });
    }
  }

  let key: string | undefined;
  const { idempotencyKey } = request;
  if (operation.hasIdempotencyKey && idempotencyKey !== undefined) {
    const read = parseUuid(idempotencyKey, wire.pydantic);
    if (read.ok) key = read.uuid;
    else issues.push(uuidIssue(['header', 'Idempotency-Key'], idempotencyKey, read.error));
  }

  let body: unknown = {};
  if (rules.body !== null && request.body !== undefined) {
    const { role = null } = request;
    const check = operation.modelCheck as
      | ((body: unknown, role: string | null) => string | undefined)
      | undefined;
    const modelCheck = check && ((fields: unknown) => check(fields, role));
    const validation = validateBody(request.body, rules.body, wire, issues, modelCheck);
    if (!validation.ok) return { refused: refusal(validation) };
    body = validation.value;
  } else if (issues.length > 0) return refuseFor(issues);

  const { accept, workspace } = request;
  const wrong = operation.queryCheck?.({ accept, body: body as never, query: query as never });
  if (wrong !== undefined) {
    const { parameter, text } = wrong;
    const input = given?.get(parameter) ?? null;
    return refuseFor([{ fault: faults.valueError(text), loc: ['query', parameter], input }]);
  }
  const workspaceId = workspace.ok ? workspace.uuid : (params.workspace_id as string);
  const values = { workspaceId, params, query, body };
  return key === undefined ? values : { ...values, idempotencyKey: key };
}
