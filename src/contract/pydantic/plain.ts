/**
 * The short way for the bodies that are right: JavaScript's own parser and the same checks. On any
 * doubt it answers nothing, and the exact reader decides; a law holds that both always agree.
 */
import { isUtf8 } from 'node:buffer';
import { DIGIT_LIMIT } from './json-value.ts';
import type { ObjectRules } from './rules.ts';
import type { WireSwitches } from './switches.ts';
import { checkValue } from './validate.ts';

const OPEN_BRACE = 0x7b;
const [ZERO, NINE] = [0x30, 0x39];

/** A text of up to so many bytes cannot reach Python's limits of depth and digits. */
const SHORT = 900;

/** Whether more digits stand in a row than a Python integer may have. Each byte is looked at once. */
function hasLongDigits(bytes: Uint8Array): boolean {
  let digits = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    digits = byte >= ZERO && byte <= NINE ? digits + 1 : 0;
    if (digits > DIGIT_LIMIT) return true;
  }
  return false;
}

/** Deep or long-numbered enough, perhaps, to meet a limit of Python's. */
function mayMeetLimit(text: string, bytes: Uint8Array): boolean {
  return text.indexOf('{', 1) !== -1 || text.includes('[') || hasLongDigits(bytes);
}

/** The object in some bytes of JSON; undefined when there is none or Python might see it otherwise. */
export function readPlain(bytes: Uint8Array): Record<string, unknown> | undefined {
  if (bytes[0] !== OPEN_BRACE || bytes[1] === 0 || !isUtf8(bytes)) return undefined;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  if (text.length > SHORT && mayMeetLimit(text, bytes)) return undefined;
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
