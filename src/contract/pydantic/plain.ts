/**
 * The fast path for valid bodies: JavaScript's own parser and the same checks. In doubt it returns undefined, and
 * the exact reader decides. A property test verifies that both agree.
 */
import { isUtf8 } from 'node:buffer';
import { DIGIT_LIMIT } from './json-value.ts';
import type { ObjectRules } from './rules.ts';
import type { WireSwitches } from './switches.ts';
import { checkValue } from './validate.ts';

const OPEN_BRACE = 0x7b;
const [ZERO, NINE] = [0x30, 0x39];

/** A text of up to this many bytes cannot reach Python's limits of depth and digits. */
const SHORT = 900;

/** Whether there are more digits in a row than a Python integer may have. Linear in the number of bytes. */
function hasLongDigits(bytes: Uint8Array): boolean {
  let digits = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    digits = byte >= ZERO && byte <= NINE ? digits + 1 : 0;
    if (digits > DIGIT_LIMIT) return true;
  }
  return false;
}

/** Whether a text may reach one of Python's limits of depth and digits. */
function mayMeetLimit(text: string, bytes: Uint8Array): boolean {
  return text.indexOf('{', 1) !== -1 || text.includes('[') || hasLongDigits(bytes);
}

/** Parses an object; undefined if it is not one, or if Python might read it differently. */
export function readPlain(bytes: Uint8Array): Record<string, unknown> | undefined {
  if (bytes[0] !== OPEN_BRACE || bytes[1] === 0 || !isUtf8(bytes)) return undefined;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  if (text.length > SHORT && mayMeetLimit(text, bytes)) return undefined;
  try {
    // An object, because the text begins with a brace.
    const fields: Record<string, unknown> = JSON.parse(text);
    return fields;
  } catch {
    return undefined;
  }
}

/** The validated fields with defaults; undefined if any field is invalid. */
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
