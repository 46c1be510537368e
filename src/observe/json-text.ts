/** Reads JSON written by others without throwing, and makes it safe to write again. */
import { limits } from '../world/limits.ts';
import { isAsymmetric } from './asymmetric.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = new Set([0x5b, 0x7b]);
const CLOSE = new Set([0x5d, 0x7d]);

/** Depth of bracket nesting in a JSON text. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === QUOTE) quoted = !quoted;
    else if (quoted) {
      if (c === BACKSLASH) i++;
    } else if (OPEN.has(c)) deepest = Math.max(deepest, ++depth);
    else if (CLOSE.has(c)) depth--;
  }
  return deepest;
}

/** Parses a text if it is JSON of at most `limits.jsonDepth` levels, else returns it; null if it is empty. */
export function asJson(text: string): unknown {
  if (text === '') return null;
  if (text.length > limits.jsonDepth && depthOf(text) > limits.jsonDepth) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A value that JSON can represent: bigints become numbers, `NaN` and infinities become texts. */
export function carriable(value: unknown): unknown {
  if (value === undefined) return null;
  const text = JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === 'bigint') return Number(inner);
    return typeof inner === 'number' && !Number.isFinite(inner) ? String(inner) : inner;
  });
  return asJson(text);
}

/** Whether a value is nested deeper than `levels`; default: `limits.jsonDepth`. True for a circular value. */
export function isTooDeep(value: unknown, levels: number = limits.jsonDepth): boolean {
  if (typeof value !== 'object' || value === null || isAsymmetric(value)) return false;
  return levels === 0 || Object.values(value).some((inner) => isTooDeep(inner, levels - 1));
}
