/**
 * Request bodies, read in two stages as the real API does: parsed first, validated once the caller is known.
 * Most bodies are valid and take the fast path.
 */
import { isJson } from './content-type.ts';
import { decodeJsonBytes, decodeStrictUtf8 } from './decode.ts';
import { faults, renderIssues, summarize, type ValidationIssue } from './errors.ts';
import { readJson } from './json-reader.ts';
import type { JsonValue } from './json-value.ts';
import { plainFields, readPlain } from './plain.ts';
import type { ObjectRules } from './rules.ts';
import type { WireSwitches } from './switches.ts';
import { checkFields } from './validate.ts';

/** A refusal: the response, and one line for the log. */
export interface BodyRefusal {
  readonly ok: false;
  readonly kind: 'refused';
  readonly status: 400 | 422 | 500;
  readonly body: string;
  readonly why: string;
}

/** A parsed body. */
export type ParsedBody =
  | BodyRefusal
  /** A plain object within all limits of the real API; `bytes` for the exact path. */
  | { readonly kind: 'plain'; readonly fields: Record<string, unknown>; readonly bytes: Uint8Array }
  | { readonly kind: 'exact'; readonly value: JsonValue }
  /** Not JSON by its content type, and not UTF-8 either: fails only when it is echoed. */
  | { readonly kind: 'unreadable' };

/** The result of validation. */
export type BodyResult =
  | { readonly ok: true; readonly value: Record<string, unknown> }
  | BodyRefusal;

const PARSE_ERROR = '{"detail":"There was an error parsing the body"}';
const SERVER_ERROR = 'Internal Server Error';

/** Parses a body without its schema. */
export function parseBody(
  contentType: string | undefined,
  bytes: Uint8Array,
  { python }: WireSwitches,
): ParsedBody {
  if (bytes.length === 0) return { kind: 'exact', value: null };
  if (!isJson(contentType)) {
    const text = decodeStrictUtf8(bytes);
    return text === undefined ? { kind: 'unreadable' } : { kind: 'exact', value: text };
  }
  const fields = readPlain(bytes);
  return fields === undefined ? parseExact(bytes, python) : { kind: 'plain', fields, bytes };
}

/** Parses JSON with all of Python's rules and error messages. */
function parseExact(bytes: Uint8Array, python: WireSwitches['python']): ParsedBody {
  const text = decodeJsonBytes(bytes);
  if (text === undefined) return parseError('bytes that are not in their encoding');
  const reading = readJson(text, python);
  switch (reading.kind) {
    case 'value':
      return { kind: 'exact', value: reading.value };
    case 'limit':
      return parseError(reading.why);
    case 'invalid': {
      const { message, position } = reading;
      const issue = {
        fault: faults.jsonInvalid(message),
        loc: ['body', position],
        input: new Map<string, JsonValue>(),
      };
      return refuse([issue], `json_invalid: ${message} at ${position}`);
    }
  }
}

const refusal = (status: BodyRefusal['status'], body: string, why: string): BodyRefusal => ({
  ok: false,
  kind: 'refused',
  status,
  body,
  why,
});

const parseError = (why: string): BodyRefusal => refusal(400, PARSE_ERROR, why);

function refuse(issues: readonly ValidationIssue[], why = summarize(issues)): BodyRefusal {
  const written = renderIssues(issues);
  return written.ok ? refusal(422, written.body, why) : refusal(500, SERVER_ERROR, written.reason);
}

/**
 * Validates a parsed body. `pathIssues` come before its own in the response. `modelCheck` runs if all fields are
 * valid, and returns what is wrong with their combination.
 */
export function validateBody(
  parsed: Exclude<ParsedBody, { kind: 'refused' }>,
  rules: ObjectRules,
  switches: WireSwitches,
  pathIssues: readonly ValidationIssue[] = [],
  modelCheck?: (fields: Record<string, unknown>) => string | undefined,
): BodyResult {
  if (parsed.kind === 'plain') {
    const value = plainFields(parsed.fields, rules, switches.pydantic);
    if (value !== undefined && pathIssues.length === 0 && modelCheck?.(value) === undefined) {
      return { ok: true, value };
    }
    const exact = parseExact(parsed.bytes, switches.python);
    // The exact reader accepts all JSON that the fast path accepts.
    if (exact.kind === 'refused') return exact;
    return validateBody(exact, rules, switches, pathIssues, modelCheck);
  }
  if (parsed.kind === 'unreadable') {
    const why = 'the real API fails to echo a body that is not UTF-8';
    return refusal(500, SERVER_ERROR, why);
  }

  const { value, issues } = validateExact(parsed.value, rules, switches);
  const wrong = issues.length === 0 ? modelCheck?.(value) : undefined;
  if (wrong !== undefined) {
    issues.push({ fault: faults.valueError(wrong), loc: ['body'], input: parsed.value });
  }
  const all = pathIssues.length === 0 ? issues : [...pathIssues, ...issues];
  return all.length === 0 ? { ok: true, value } : refuse(all);
}

function validateExact(
  body: JsonValue,
  rules: ObjectRules,
  { pydantic }: WireSwitches,
): { value: Record<string, unknown>; issues: ValidationIssue[] } {
  const value: Record<string, unknown> = {};
  // A body of `null` counts as missing (framework).
  if (body === null)
    return { value, issues: [{ fault: faults.missing, loc: ['body'], input: null }] };
  if (!(body instanceof Map)) {
    return { value, issues: [{ fault: faults.notAnObject, loc: ['body'], input: body }] };
  }
  const checked = checkFields(body, rules, pydantic);
  const issues = checked.faults.map(({ fault, path, input }) => ({
    fault,
    loc: ['body', ...path],
    input: input as JsonValue,
  }));
  return { value: checked.value, issues };
}
