/**
 * Regular expressions of agent scripts. The engine is loaded when a script first has a regular expression, not at
 * startup.
 */
import { errorMessage } from '../error-message.ts';
import { limits } from '../limits.ts';
import type { LinearRegExp, linearRegExp } from '../linear-regexp.ts';
import type { Match, Script } from './script.ts';

/** What a regular expression must be, for error messages. */
export const patternRule =
  'a regular expression in RE2 syntax (no look-around, no back-references)';

let compile: typeof linearRegExp | undefined;

async function loadEngine(): Promise<typeof linearRegExp> {
  compile ??= (await import('../linear-regexp.ts')).linearRegExp;
  return compile;
}

/** The patterns of a script, in the order of its rules. */
function patternsOf({ rules }: Script): string[] {
  return rules.flatMap(({ match }) => ('regex' in match ? [match.regex] : []));
}

/** An invalid regular expression of a script: the index of its rule, and what was expected. */
export interface PatternProblem {
  /** Index of the rule. */
  readonly rule: number;
  readonly expected: string;
}

/** The first invalid regular expression of a script; undefined if all are valid. Loads the engine. */
export async function patternProblem(
  rules: readonly { readonly match: Match }[],
): Promise<PatternProblem | undefined> {
  let left = limits.regexInstructions;
  for (const [rule, { match }] of rules.entries()) {
    if (!('regex' in match)) continue;
    if (match.regex.length > limits.regexLength) {
      return { rule, expected: `${patternRule} of at most ${limits.regexLength} characters` };
    }
    try {
      left -= (await loadEngine())(match.regex).size;
    } catch (error) {
      const why = errorMessage(error).replace(/^error parsing regexp: /, '');
      return { rule, expected: `${patternRule}: ${why}` };
    }
    if (left < 0) {
      const most = `at most ${limits.regexInstructions} instructions`;
      return {
        rule,
        expected: `regular expressions that compile to ${most} in a script, found more`,
      };
    }
  }
  return undefined;
}

/** Rejects with a `RangeError` if a regular expression of a script is invalid. Loads the engine. */
export async function checkPatterns(rules: Script['rules']): Promise<void> {
  const problem = await patternProblem(rules);
  if (problem === undefined) return;
  throw new RangeError(`rules[${problem.rule}].match.regex: expected ${problem.expected}`);
}

/** Size of the cache of compiled patterns. */
const REMEMBERED = 1_000;
const compiled = new Map<string, LinearRegExp>();

/** Loads the engine for a script, so that rules can match synchronously. Undefined if nothing has to be loaded. */
export function preparePatterns(script: Script | undefined): Promise<unknown> | undefined {
  const isReady = compile !== undefined || script === undefined || patternsOf(script).length === 0;
  return isReady ? undefined : loadEngine();
}

/** Whether a text matches a pattern. Throws if the engine is not loaded (`preparePatterns`). */
export function matchesPattern(pattern: string, text: string): boolean {
  let found = compiled.get(pattern);
  if (found === undefined) {
    if (compile === undefined) throw new Error('the engine of regular expressions is not loaded');
    found = compile(pattern);
    const [oldest] = compiled.keys();
    if (compiled.size >= REMEMBERED && oldest !== undefined) compiled.delete(oldest);
    compiled.set(pattern, found);
  }
  return found.test(text.slice(0, limits.regexText));
}
