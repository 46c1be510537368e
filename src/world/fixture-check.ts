/** Checks that some data is a fixture, and says of what is not where, what was expected and what was found. */
import type { z } from 'zod';
import { tooDeep } from './checks.ts';
import { Fixture, WorkspaceFixture } from './fixture.ts';
import type { WorkspaceFixture as WorkspaceFixtureData } from './fixture-types.ts';
import { limits } from './limits.ts';
import { FixtureError, type FixtureProblem, markChecked, type Path } from './seed.ts';

const TemplateFixture = WorkspaceFixture.partial({ workspace_id: true });

function at(data: unknown, path: Path): unknown {
  let value = data;
  for (const step of path) value = (value as Record<string | number, unknown> | null)?.[step];
  return value;
}

/** Below such a field may be secrets, also when its name is misspelt. */
const SECRET = /key|token|secret|password|credential|auth/i;
const isSecret = (path: Path): boolean => path.some((step) => SECRET.test(String(step)));
/** The name of the field that a value is in, also when it is in a list there. */
const fieldOf = (path: Path): Path => path.filter((step) => typeof step === 'string').slice(-1);

/** What was found, as far as it can be shown: never what is in an object or a list, nor a secret. */
function found(value: unknown, path: Path): string {
  if (value === undefined) return 'nothing';
  // Infinity and NaN are not JSON; code can bring them.
  if (typeof value === 'number' && !isSecret(fieldOf(path))) return String(value);
  if (isSecret(path) || isFilled(value)) return kindOf(value);
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) return `a ${typeof value}`;
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

function isFilled(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

function kindOf(value: unknown): string {
  if (value === null || value === '') return JSON.stringify(value);
  const kind = Array.isArray(value) ? 'array' : typeof value;
  return nouns[kind] ?? `a ${kind}`;
}

const nouns: Record<string, string> = {
  object: 'an object',
  array: 'a list',
  int: 'a whole number',
};

function expected(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return nouns[issue.expected] ?? `a ${issue.expected}`;
    case 'too_small': {
      const least = `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`;
      return issue.origin === 'string' ? `${least} character(s)` : least;
    }
    case 'too_big': {
      const most = `at most ${issue.maximum}`;
      if (issue.origin === 'array') return `${most} items`;
      return issue.origin === 'string' ? `${most} character(s)` : most;
    }
    case 'invalid_format':
      return issue.format === 'guid'
        ? 'a UUID'
        : `a text that matches ${issue.pattern ?? issue.format}`;
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value)).join(' or ');
    case 'invalid_union':
      return 'a whole number, or a list';
    default:
      return issue.message;
  }
}

function problems(issue: z.core.$ZodIssue, data: unknown): FixtureProblem[] {
  const path = issue.path as Path;
  if (issue.code === 'unrecognized_keys') {
    // A key in the wrong place may stand where a name should.
    if (isSecret(path)) return [{ path, expected: issue.message, found: 'an unknown field' }];
    return issue.keys.map((key) => ({
      path: [...path, key],
      expected: issue.message,
      found: `the unknown field ${JSON.stringify(key)}`,
    }));
  }
  if (issue.code === 'invalid_union' && Array.isArray(at(data, path))) {
    // The list was meant: its own troubles say more than that it is no number.
    const ofList = issue.errors.find((issues) => issues.some((one) => one.path.length > 0));
    if (ofList)
      return ofList.flatMap((one) => problems({ ...one, path: [...path, ...one.path] }, data));
  }
  return [{ path, expected: expected(issue), found: found(at(data, path), path) }];
}

/**
 * The data as a fixture. Rejects with a `FixtureError` with every problem when it is not one. Asynchronous,
 * because the engine of regular expressions is loaded for a script that has one.
 */
export async function checkFixture(data: unknown): Promise<Fixture> {
  return markChecked((await check(Fixture, data)) as Fixture);
}

/** The data as one workspace of a fixture, whose id may be left out. Rejects as `checkFixture` does. */
export async function checkWorkspace(data: unknown): Promise<Partial<WorkspaceFixtureData>> {
  return markChecked((await check(TemplateFixture, data)) as Partial<WorkspaceFixtureData>);
}

async function check(schema: z.ZodType, data: unknown): Promise<unknown> {
  const deep = tooDeep(data);
  if (deep !== undefined) {
    const expected = `JSON of at most ${limits.jsonDepth} levels`;
    throw new FixtureError([{ path: deep, expected, found: 'more of them' }]);
  }
  const result = await schema.safeParseAsync(data);
  // The schema says what is optional by undefined, the generated type by absence.
  if (result.success) return result.data;
  throw new FixtureError(result.error.issues.flatMap((issue) => problems(issue, data)));
}
