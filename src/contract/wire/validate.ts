/** The field validators over rules: Pydantic's lax Python mode, one error a field (framework). */
import { type Fault, faults } from './errors.ts';
import type { FieldCheck, FieldRule } from './rules.ts';
import type { WireSwitches } from './switches.ts';
import { parseUuid } from './uuid.ts';

/** What came of one value: what it becomes, or what is wrong with it. */
export type Checked =
  | { readonly value: unknown; readonly fault?: undefined }
  | { readonly fault: Fault };

/** Python counts code points; JavaScript counts UTF-16 units. */
function codePoints(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length - 1; i++) {
    if ((text.charCodeAt(i) & 0xfc00) !== 0xd800) continue;
    if ((text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) count--;
  }
  return count;
}

function checkString(text: string, check: FieldCheck & { kind: 'string' }): Fault | undefined {
  const { minLength = 0, maxLength = Infinity, pattern } = check;
  if (!text.isWellFormed()) return faults.notUnicode;
  // Fewer units than this are fewer code points, too; more than that need counting.
  if (text.length < 2 * minLength && codePoints(text) < minLength)
    return faults.tooShort(minLength);
  if (text.length > maxLength && codePoints(text) > maxLength) return faults.tooLong(maxLength);
  if (pattern !== undefined && !pattern.test(text)) return faults.noMatch(pattern.source);
  return undefined;
}

/**
 * Checks a value that is there. It is a plain JavaScript value or one of the exact reader's: both
 * have the same strings, booleans and null, and nothing else is ever right.
 */
export function checkValue(
  value: unknown,
  { nullable, check }: FieldRule,
  pydantic: WireSwitches['pydantic'],
): Checked {
  if (value === null && nullable) return { value };
  switch (check.kind) {
    case 'string': {
      const fault = typeof value === 'string' ? checkString(value, check) : faults.notAString;
      return fault === undefined ? { value } : { fault };
    }
    case 'uuid': {
      if (typeof value !== 'string') return { fault: faults.notAUuid };
      const read = parseUuid(value, pydantic);
      return read.ok ? { value: read.uuid } : { fault: faults.badUuid(read.error) };
    }
    case 'literal':
      return check.values.includes(value as string)
        ? { value }
        : { fault: faults.notOneOf(check.values) };
    case 'boolean':
      return typeof value === 'boolean' ? { value } : { fault: faults.notABoolean };
  }
}
