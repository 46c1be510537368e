/**
 * The regular expressions of agent scripts. They are matched by RE2, in a time that grows with the text
 * and never explodes: a pattern such as `^(a+)+$` would hold up every request. The engine is loaded when
 * a script first has a regular expression, never at a start.
 */
import type { RE2JS } from 're2js';
import { limits } from '../limits.ts';
import type { Match, Script } from './script.ts';

/** What a regular expression must be, in the words of a refusal. */
export const patternRule =
  'a regular expression in RE2 syntax (no look-around, no back-references)';

let engine: typeof RE2JS | undefined;

async function loadEngine(): Promise<typeof RE2JS> {
  engine ??= (await import('re2js')).RE2JS;
  return engine;
}

/** Compiles a JavaScript pattern; `\u00e9`, `\cA` and `(?<name>…)` are written the way RE2 reads them. */
function compile(engine: typeof RE2JS, pattern: string): RE2JS {
  return engine.compile(engine.translateRegExp(pattern));
}

/** The patterns of a script, in the order of its rules. */
function patternsOf({ rules }: Script): string[] {
  return rules.flatMap(({ match }) => ('regex' in match ? [match.regex] : []));
}

/** What is wrong with a script's regular expression: in which of them, and what would be right. */
export interface PatternProblem {
  /** The place among the rules. */
  readonly rule: number;
  readonly expected: string;
}

/** The first regular expression of a script that cannot be used, if there is one. Loads the engine. */
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
      left -= compile(await loadEngine(), match.regex).programSize();
    } catch (error) {
      const why = (error as Error).message.replace(/^error parsing regexp: /, '');
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

/** How many compiled patterns are remembered. */
const REMEMBERED = 1_000;
const compiled = new Map<string, RE2JS>();

/** Makes a script's regular expressions ready, so that a rule can match at once. Undefined when they are. */
export function preparePatterns(script: Script | undefined): Promise<unknown> | undefined {
  const isReady = engine !== undefined || script === undefined || patternsOf(script).length === 0;
  return isReady ? undefined : loadEngine();
}

/** Whether a pattern is found in a text. Throws when the engine is not loaded (`preparePatterns`). */
export function matchesPattern(pattern: string, text: string): boolean {
  let found = compiled.get(pattern);
  if (found === undefined) {
    if (engine === undefined) throw new Error('the engine of regular expressions is not loaded');
    found = compile(engine, pattern);
    const [oldest] = compiled.keys();
    if (compiled.size >= REMEMBERED && oldest !== undefined) compiled.delete(oldest);
    compiled.set(pattern, found);
  }
  return found.test(text.slice(0, limits.regexText));
}
