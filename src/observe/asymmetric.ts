/** Asymmetric matchers of Vitest and Jest in patterns, such as `expect.any(String)`, by the one method that all have. */

/** An asymmetric matcher, such as `expect.stringContaining('x')`. */
export interface AsymmetricMatcher {
  /** Whether a value fits. */
  asymmetricMatch(other: unknown): boolean;
}

/** A value of a pattern: the value itself, a regular expression for a text, or an asymmetric matcher. */
export type Expected<T> = T | (T extends string ? RegExp : never) | AsymmetricMatcher;

/** Whether a value of a pattern is an asymmetric matcher. */
export function isAsymmetric(value: unknown): value is AsymmetricMatcher {
  if (typeof value !== 'object' || value === null) return false;
  return 'asymmetricMatch' in value && typeof value.asymmetricMatch === 'function';
}

/** An asymmetric matcher as a text: `Any<String>`, `StringContaining "x"`. */
function showMatcher(matcher: AsymmetricMatcher): string {
  const { sample, toAsymmetricMatcher } = matcher as {
    readonly sample?: unknown;
    readonly toAsymmetricMatcher?: () => string;
  };
  if (typeof toAsymmetricMatcher === 'function') return toAsymmetricMatcher.call(matcher);
  return sample === undefined ? String(matcher) : `${String(matcher)} ${showExpected(sample)}`;
}

/** A value of a pattern as a text: JSON, with regular expressions and matchers as they are written in code. */
export function showExpected(value: unknown): string {
  if (value instanceof RegExp || typeof value === 'bigint') return String(value);
  if (isAsymmetric(value)) return showMatcher(value);
  if (typeof value !== 'object' || value === null || 'toJSON' in value) {
    return JSON.stringify(value) ?? String(value);
  }
  if (Array.isArray(value)) return `[${value.map(showExpected).join(',')}]`;
  const fields = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return `{${fields.map(([name, inner]) => `${JSON.stringify(name)}:${showExpected(inner)}`).join(',')}}`;
}
