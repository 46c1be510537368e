/**
 * Regular expressions that match in linear time, by RE2: with a backtracking engine, a pattern such as `^(a+)+$` could
 * block every request. Large, so it is loaded when the first pattern needs it.
 */
import { RE2JS } from 're2js';

/** A compiled regular expression. */
export interface LinearRegExp {
  /** Number of instructions. The time of a match is in proportion to it. */
  readonly size: number;
  /** Whether a part of a text matches. */
  test(text: string): boolean;
}

/**
 * Compiles a JavaScript pattern. Rewrites `\u00e9`, `\cA` and `(?<name>…)` to RE2 syntax.
 *
 * @throws `Error` if RE2 does not know the syntax, such as look-around and back-references
 */
export function linearRegExp(pattern: string): LinearRegExp {
  const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern));
  return { size: compiled.programSize(), test: (text) => compiled.test(text) };
}
