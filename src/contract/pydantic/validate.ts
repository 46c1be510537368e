/** Validators of rules: Pydantic's lax Python mode, at most one error per value (framework). */
import { type Fault, faults } from './errors.ts';
import type {
  FieldCheck,
  LocatedFault,
  ObjectRules,
  ValidationResult,
  ValueRule,
} from './rules.ts';
import type { WireSwitches } from './switches.ts';
import { parseUuid } from './uuid.ts';

const HERE: LocatedFault['path'] = [];

type Pydantic = WireSwitches['pydantic'];

/** The length of a text in Python, which counts code points; JavaScript counts UTF-16 units. */
export function codePoints(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length - 1; i++) {
    if ((text.charCodeAt(i) & 0xfc00) !== 0xd800) continue;
    if ((text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) count--;
  }
  return count;
}

function checkString(text: string, check: FieldCheck & { kind: 'string' }): Fault | undefined {
  const { minLength = 0, maxLength = Infinity, pattern, patternText = '' } = check;
  if (!text.isWellFormed()) return faults.notUnicode;
  // A text of fewer units also has fewer code points; a longer one must be counted.
  if (text.length < 2 * minLength && codePoints(text) < minLength)
    return faults.tooShort(minLength);
  if (text.length > maxLength && codePoints(text) > maxLength) return faults.tooLong(maxLength);
  if (pattern !== undefined && !pattern.test(text)) return faults.noMatch(patternText);
  return undefined;
}

/** Checks the fields of an object in the order of the schema, and fills in defaults. */
export function checkFields(
  fields: ReadonlyMap<string, unknown>,
  rules: ObjectRules,
  pydantic: Pydantic,
): { value: Record<string, unknown>; faults: LocatedFault[] } {
  const value: Record<string, unknown> = {};
  const found: LocatedFault[] = [];
  for (const rule of rules) {
    const { name } = rule;
    const given = fields.get(name);
    if (given === undefined) {
      if (rule.required) found.push({ fault: faults.missing, path: [name], input: fields });
      else value[name] = rule.fallback;
      continue;
    }
    const checked = checkValue(given, rule, pydantic);
    if (checked.faults === undefined) value[name] = checked.value;
    else pushAll(found, name, checked.faults);
  }
  return { value, faults: found };
}

/** The result for a value that is wrong itself. */
export const wrong = (fault: Fault, input: unknown): ValidationResult => ({
  faults: [{ fault, path: HERE, input }],
});

/** Adds the faults of a part, with the part in front of their paths. */
export function pushAll(
  to: LocatedFault[],
  part: string | number,
  found: readonly LocatedFault[],
): void {
  for (const { fault, path, input } of found) to.push({ fault, path: [part, ...path], input });
}

/** Checks a value: plain JavaScript, or from the exact reader. */
export function checkValue(
  value: unknown,
  { nullable, check }: ValueRule,
  pydantic: Pydantic,
): ValidationResult {
  if (value === null && nullable) return { value };
  switch (check.kind) {
    case 'string': {
      const fault = typeof value === 'string' ? checkString(value, check) : faults.notAString;
      return fault === undefined ? { value } : wrong(fault, value);
    }
    case 'uuid': {
      if (typeof value !== 'string') return wrong(faults.notAUuid, value);
      const read = parseUuid(value, pydantic);
      return read.ok ? { value: read.uuid } : wrong(faults.badUuid(read.error), value);
    }
    case 'literal':
      return check.values.includes(value as string)
        ? { value }
        : wrong(faults.notOneOf(check.values, check.isClass), value);
    default:
      return check.check(value, pydantic);
  }
}
