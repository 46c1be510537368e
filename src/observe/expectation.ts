/** What is wrong with an expectation before any request is looked at: one that cannot be meant must not pass. */
import { limits } from '../world/limits.ts';
import { isTooDeep } from './json-text.ts';
import type { ExpectedCount, RequestPattern } from './verify.ts';

/** A field of an expectation and what is wrong with it. */
export interface ExpectationProblem {
  readonly field: string;
  readonly message: string;
}

/** What is wrong with a pattern of requests; undefined when nothing is. */
export function patternProblem(
  { operation, body }: RequestPattern,
  operations: readonly string[],
): ExpectationProblem | undefined {
  if (operation !== undefined && !operations.includes(operation)) {
    const message = `No operation is named ${JSON.stringify(operation)}. The operations are: ${operations.join(', ')}.`;
    return { field: 'operation', message };
  }
  if (!isTooDeep(body)) return undefined;
  return { field: 'body', message: `It nests deeper than ${limits.jsonDepth} levels.` };
}

/** What is wrong with a count; undefined when nothing is. */
export function countProblem(
  { exactly, atLeast, atMost }: ExpectedCount,
  names = { atLeast: 'atLeast', atMost: 'atMost' },
): ExpectationProblem | undefined {
  for (const [field, count] of Object.entries({ exactly, atLeast, atMost })) {
    if (count !== undefined && !(Number.isSafeInteger(count) && count >= 0)) {
      return { field, message: 'A count is a whole number from 0.' };
    }
  }
  if (exactly !== undefined && (atLeast !== undefined || atMost !== undefined)) {
    const message = `Give exactly alone, or ${names.atLeast} and ${names.atMost}.`;
    return { field: 'exactly', message };
  }
  if (atLeast === undefined || atMost === undefined || atLeast <= atMost) return undefined;
  return { field: names.atLeast, message: `It is more than ${names.atMost}: no count fits both.` };
}

const patternFields = ['operation', 'status', 'callSid', 'body'];
const countFields = ['exactly', 'atLeast', 'atMost'];

function refuse(problem: ExpectationProblem | undefined): void {
  if (problem !== undefined) throw new TypeError(`${problem.field}: ${problem.message}`);
}

function refuseUnknown(given: object, known: readonly string[]): void {
  const unknown = Object.keys(given).find((field) => !known.includes(field));
  if (unknown === undefined) return;
  refuse({ field: unknown, message: `It is not a field. The fields are: ${known.join(', ')}.` });
}

/** Throws a `TypeError` when code asks for requests that cannot be meant. */
export function assertPattern(pattern: RequestPattern, operations: readonly string[]): void {
  refuseUnknown(pattern, patternFields);
  refuse(patternProblem(pattern, operations));
}

/** Throws a `TypeError` when code expects what cannot be meant. */
export function assertExpectation(
  expected: RequestPattern & ExpectedCount,
  operations: readonly string[],
): void {
  refuseUnknown(expected, [...patternFields, ...countFields]);
  refuse(countProblem(expected));
  refuse(patternProblem(expected, operations));
}
