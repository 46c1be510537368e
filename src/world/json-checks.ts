/** Checks of texts and of the nesting of JSON. A start does not load them. */
import { limits } from './limits.ts';

/** What a text must be, for error messages. */
export function textRule(least = 0, most: number = limits.textLength): string {
  const length = least === 0 ? `at most ${most}` : `${least} to ${most}`;
  return `a text of ${length} characters, without a lone surrogate`;
}

/** Whether a value is a text of valid length without lone surrogates. */
export function isText(
  value: unknown,
  least = 0,
  most: number = limits.textLength,
): value is string {
  if (typeof value !== 'string' || value.length < least) return false;
  return value.length <= most && value.isWellFormed();
}

/** The path to the first value that is nested too deep; undefined if there is none. */
export function tooDeep(
  data: unknown,
  most: number = limits.jsonDepth,
): readonly (string | number)[] | undefined {
  interface Step {
    readonly value: object;
    readonly depth: number;
    readonly key: string | number;
    readonly from: Step | undefined;
  }
  // An explicit stack: values that are nested too deep would overflow the call stack.
  const open: Step[] = [];
  const enter = (value: unknown, depth: number, key: string | number, from?: Step): void => {
    if (typeof value === 'object' && value !== null) open.push({ value, depth, key, from });
  };
  enter(data, 1, '');
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    if (step.depth > most) {
      const path: (string | number)[] = [];
      for (let at: Step = step; at.from !== undefined; at = at.from) path.unshift(at.key);
      return path;
    }
    const { value, depth } = step;
    if (Array.isArray(value)) value.forEach((one, i) => void enter(one, depth + 1, i, step));
    else for (const [key, one] of Object.entries(value)) enter(one, depth + 1, key, step);
  }
  return undefined;
}
