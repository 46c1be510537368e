/** The framework's validation errors, and how a list of them is written (framework). */
import { Unencodable, writeEcho } from './echo.ts';
import type { JsonValue } from './json-value.ts';

/** What is wrong with a value, without its place. */
export interface Fault {
  readonly type: string;
  readonly msg: string;
  /** A string is JSON text already, for a float that must keep its point. */
  readonly ctx?: Readonly<Record<string, unknown>> | string | undefined;
}

/** One entry of a 422's `detail`. */
export interface ValidationIssue {
  readonly fault: Fault;
  readonly loc: readonly (string | number)[];
  /** The value as it was sent. */
  readonly input: JsonValue;
}

/** Pydantic's errors, with its texts. Those of other kinds of values are beside their checks. */
export const faults = {
  missing: { type: 'missing', msg: 'Field required' },
  notAnObject: {
    type: 'model_attributes_type',
    msg: 'Input should be a valid dictionary or object to extract fields from',
  },
  notAString: { type: 'string_type', msg: 'Input should be a valid string' },
  notUnicode: {
    type: 'string_unicode',
    msg: 'Input should be a valid string, unable to parse raw data as a unicode string',
  },
  notAUuid: { type: 'uuid_type', msg: 'UUID input should be a string, bytes or UUID object' },
  badUuid: (error: string): Fault => ({
    type: 'uuid_parsing',
    msg: `Input should be a valid UUID, ${error}`,
    ctx: { error },
  }),
  tooShort: (least: number): Fault => ({
    type: 'string_too_short',
    msg: `String should have at least ${least} ${characters(least)}`,
    ctx: { min_length: least },
  }),
  tooLong: (most: number): Fault => ({
    type: 'string_too_long',
    msg: `String should have at most ${most} ${characters(most)}`,
    ctx: { max_length: most },
  }),
  noMatch: (pattern: string): Fault => ({
    type: 'string_pattern_mismatch',
    msg: `String should match pattern '${pattern}'`,
    ctx: { pattern },
  }),
  notOneOf(values: readonly string[], isClass = false): Fault {
    const type = isClass ? 'enum' : 'literal_error';
    const quoted = values.map((value) => `'${value}'`);
    const last = quoted.at(-1) as string;
    const expected = quoted.length === 1 ? last : `${quoted.slice(0, -1).join(', ')} or ${last}`;
    return { type, msg: `Input should be ${expected}`, ctx: { expected } };
  },
  valueError: (text: string): Fault => ({
    type: 'value_error',
    msg: `Value error, ${text}`,
    // The exception itself, which the encoder turns into an empty object.
    ctx: { error: {} },
  }),
  jsonInvalid: (error: string): Fault => ({
    type: 'json_invalid',
    msg: 'JSON decode error',
    ctx: { error },
  }),
} as const;

function characters(count: number): string {
  return count === 1 ? 'character' : 'characters';
}

/** The issue of a path parameter that is not a UUID. */
export function uuidIssue(
  loc: readonly (string | number)[],
  input: string,
  error: string,
): ValidationIssue {
  return { fault: faults.badUuid(error), loc, input };
}

/** The issues in one line, for the log. */
export function summarize(issues: readonly ValidationIssue[]): string {
  return issues
    .map(({ fault, loc }) => `${loc.join('.')}: ${fault.msg} (${fault.type})`)
    .join('; ');
}

/** The body of a 422, or why the real API fails to write it and responds with 500. */
export type WrittenIssues =
  | { readonly ok: true; readonly body: string }
  | { readonly ok: false; readonly reason: string };

/** Writes `{"detail":[…]}`, the keys in the framework's order. */
export function renderIssues(issues: readonly ValidationIssue[]): WrittenIssues {
  try {
    const entries = issues.map(({ fault, loc, input }) => {
      const { type, msg, ctx } = fault;
      const head = `{"type":${JSON.stringify(type)},"loc":${JSON.stringify(loc)},"msg":${JSON.stringify(msg)}`;
      const context = typeof ctx === 'string' ? ctx : JSON.stringify(ctx);
      const tail = ctx === undefined ? '}' : `,"ctx":${context}}`;
      return `${head},"input":${writeEcho(input)}${tail}`;
    });
    return { ok: true, body: `{"detail":[${entries.join(',')}]}` };
  } catch (error) {
    if (!(error instanceof Unencodable)) throw error;
    return { ok: false, reason: `the real API fails to write this error: ${error.message}` };
  }
}
