/** Partial match: whether a value contains another, field by field. */
import { isAsymmetric } from './asymmetric.ts';

/** One field that is not as expected. */
export interface Difference {
  /** Where it is: `body.message`, `body.tags[0]`. */
  readonly path: string;
  /** The value of the pattern. */
  readonly expected: unknown;
  /** The value that was found; null where there is none. */
  readonly found: unknown;
}

/** Whether a matcher or a regular expression fits; undefined if the value is neither. */
function fits(given: unknown, found: unknown): boolean | undefined {
  // Unlike `test`, it has no memory of the match before.
  if (given instanceof RegExp) return typeof found === 'string' && found.search(given) !== -1;
  return isAsymmetric(given) ? given.asymmetricMatch(found) : undefined;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A `Date` and similar values as JSON. */
function asWritten(value: unknown): unknown {
  return isObject(value) && typeof value.toJSON === 'function' ? value.toJSON() : value;
}

/** Compares numbers by value: 1 equals 1.0, 0 equals -0. Two bigints are compared exactly. */
function isSame(expected: unknown, found: unknown): boolean {
  if (typeof expected === 'bigint' && typeof found === 'number') return Number(expected) === found;
  if (typeof expected === 'number' && typeof found === 'bigint') return expected === Number(found);
  return expected === found || Object.is(expected, found);
}

/**
 * The differences between `found` and what is `expected`. Objects may have more fields; lists must have the same
 * length and order; undefined matches anything. At any depth, a regular expression matches a text, and an asymmetric
 * matcher decides by itself.
 */
export function differences(given: unknown, found: unknown, path: string): Difference[] {
  const isFitting = fits(given, found);
  if (isFitting !== undefined) {
    return isFitting ? [] : [{ path, expected: given, found: found ?? null }];
  }
  const expected = asWritten(given);
  if (expected === undefined) return [];
  if (isObject(expected) && isObject(found)) {
    return Object.entries(expected).flatMap(([name, value]) =>
      differences(value, Object.hasOwn(found, name) ? found[name] : undefined, `${path}.${name}`),
    );
  }
  if (Array.isArray(expected) && Array.isArray(found) && expected.length === found.length) {
    return expected.flatMap((value, i) => differences(value, found[i], `${path}[${i}]`));
  }
  return isSame(expected, found) ? [] : [{ path, expected, found: found ?? null }];
}
