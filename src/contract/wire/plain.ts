/**
 * The short way for the bodies that are right: JavaScript's own parser and the same checks. On any
 * doubt it answers nothing, and the exact reader decides; a law holds that both always agree.
 */
import { isUtf8 } from 'node:buffer';
import type { ObjectRules } from './rules.ts';
import type { WireSwitches } from './switches.ts';
import { checkValue } from './validate.ts';

const OPEN_BRACE = 0x7b;

/** A text of up to so many bytes cannot reach Python's limits of depth and digits. */
const SHORT = 900;

/** Deep or long-numbered enough, perhaps, to meet a limit of Python's. */
function mayMeetLimit(text: string): boolean {
  return text.indexOf('{', 1) !== -1 || text.includes('[') || /[0-9]{4301}/.test(text);
}

/** The object in some bytes of JSON; undefined when there is none or Python might see it otherwise. */
export function readPlain(bytes: Uint8Array): Record<string, unknown> | undefined {
  if (bytes[0] !== OPEN_BRACE || bytes[1] === 0 || !isUtf8(bytes)) return undefined;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  if (text.length > SHORT && mayMeetLimit(text)) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/** The validated fields, defaults applied; undefined as soon as one is not right. */
export function plainFields(
  fields: Record<string, unknown>,
  rules: ObjectRules,
  pydantic: WireSwitches['pydantic'],
): Record<string, unknown> | undefined {
  const value: Record<string, unknown> = {};
  for (const rule of rules) {
    const { name } = rule;
    if (!Object.hasOwn(fields, name)) {
      if (rule.required) return undefined;
      value[name] = rule.fallback;
      continue;
    }
    const checked = checkValue(fields[name], rule, pydantic);
    if (checked.faults !== undefined) return undefined;
    value[name] = checked.value;
  }
  return value;
}
