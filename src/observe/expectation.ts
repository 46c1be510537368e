/** Checks expectations before any request is compared: an impossible one must not pass. */
import { limits } from '../world/limits.ts';
import { isTooDeep } from './json-text.ts';
import { nearestName } from './nearest-name.ts';
import type { ExpectedCount, GivenPattern, RequestPattern } from './verify.ts';

/** A field of an expectation, and what is wrong with it. */
export interface ExpectationProblem {
  readonly field: string;
  readonly message: string;
}

/** The problem of a request pattern; undefined if it is valid. */
export function patternProblem(
  { operation, body }: GivenPattern,
  operations: readonly string[],
): ExpectationProblem | undefined {
  if (operation !== undefined && !operations.includes(operation)) {
    const nearest = nearestName(operation, operations);
    const meant = nearest === undefined ? '' : ` Did you mean ${JSON.stringify(nearest)}?`;
    const message = `No operation is named ${JSON.stringify(operation)}.${meant} The operations are: ${operations.join(', ')}.`;
    return { field: 'operation', message };
  }
  if (!isTooDeep(body)) return undefined;
  return { field: 'body', message: `It is nested deeper than ${limits.jsonDepth} levels.` };
}

/** The problem of a count; undefined if it is valid. */
export function countProblem(
  { exactly, atLeast, atMost }: ExpectedCount,
  names = { atLeast: 'atLeast', atMost: 'atMost' },
): ExpectationProblem | undefined {
  for (const [field, count] of Object.entries({ exactly, atLeast, atMost })) {
    if (count !== undefined && !(Number.isSafeInteger(count) && count >= 0)) {
      return { field, message: 'A count must be a whole number from 0.' };
    }
  }
  if (exactly !== undefined && (atLeast !== undefined || atMost !== undefined)) {
    const message = `Use either exactly, or ${names.atLeast} and ${names.atMost}.`;
    return { field: 'exactly', message };
  }
  if (atLeast === undefined || atMost === undefined || atLeast <= atMost) return undefined;
  return { field: names.atLeast, message: `It is greater than ${names.atMost}.` };
}

const patternFields = ['operation', 'status', 'callSid', 'requestId', 'traceparent', 'body'];
const countFields = ['exactly', 'atLeast', 'atMost'];

function refuse(problem: ExpectationProblem | undefined): void {
  if (problem !== undefined) throw new TypeError(`${problem.field}: ${problem.message}`);
}

function refuseUnknown(given: object, known: readonly string[]): void {
  const unknown = Object.keys(given).find((field) => !known.includes(field));
  if (unknown === undefined) return;
  refuse({ field: unknown, message: `Unknown field. The fields are: ${known.join(', ')}.` });
}

/** Throws a `TypeError` if a request pattern from code is invalid. */
export function assertPattern(pattern: RequestPattern, operations: readonly string[]): void {
  refuseUnknown(pattern, patternFields);
  refuse(patternProblem(pattern, operations));
}

/** Throws a `TypeError` if an expectation from code is invalid. */
export function assertExpectation(
  expected: RequestPattern & ExpectedCount,
  operations: readonly string[],
): void {
  refuseUnknown(expected, [...patternFields, ...countFields]);
  refuse(countProblem(expected));
  refuse(patternProblem(expected, operations));
}
