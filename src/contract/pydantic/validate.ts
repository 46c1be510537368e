/** Validators of rules: Pydantic's lax Python mode, at most one error per value (framework). */
import { type Fault, faults } from './errors.ts';
import { PyFloat, PyInt } from './json-value.ts';
import type { FieldCheck, IntegerBounds, ObjectRules, ValueRule } from './rules.ts';
import type { WireSwitches } from './switches.ts';
import { parseUuid } from './uuid.ts';

/** A fault with the path from the checked value, and the value there. */
export interface LocatedFault {
  readonly fault: Fault;
  readonly path: readonly (string | number)[];
  readonly input: unknown;
}

/** The result of a check: the converted value, or all faults. */
export type ValidationResult =
  | { readonly value: unknown; readonly faults?: undefined }
  | { readonly faults: readonly LocatedFault[] };

const HERE: LocatedFault['path'] = [];

type Pydantic = WireSwitches['pydantic'];

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
  // A text of fewer units also has fewer code points; a longer one must be counted.
  if (text.length < 2 * minLength && codePoints(text) < minLength)
    return faults.tooShort(minLength);
  if (text.length > maxLength && codePoints(text) > maxLength) return faults.tooLong(maxLength);
  if (pattern !== undefined && !pattern.test(text)) return faults.noMatch(pattern.source);
  return undefined;
}

/** Converts a value to an integer in lax mode, or returns the fault. */
function toInteger(value: unknown): number | Fault {
  if (value instanceof PyInt) return Number(value.text);
  if (typeof value === 'boolean') return Number(value);
  const number = value instanceof PyFloat ? value.value : value;
  if (typeof number === 'number') {
    if (!Number.isFinite(number)) return faults.notFinite;
    return Number.isInteger(number) ? number : faults.fractional;
  }
  if (typeof value !== 'string') return faults.notAnInteger;
  return /^\s*[-+]?[0-9]+(_[0-9]+)*(\.0*)?\s*$/.test(value)
    ? Number(value.replaceAll('_', ''))
    : faults.noInteger;
}

function outOfBounds(value: number, bounds: IntegerBounds): Fault | undefined {
  const { minimum = -Infinity, exclusiveMinimum = -Infinity, maximum = Infinity } = bounds;
  if (value > maximum) return faults.tooLarge(maximum);
  if (value < minimum) return faults.tooSmall(minimum);
  return value <= exclusiveMinimum ? faults.notMore(exclusiveMinimum) : undefined;
}

const TRUE: readonly unknown[] = ['1', 'true', 'on', 't', 'y', 'yes'];
const FALSE: readonly unknown[] = ['0', 'false', 'off', 'f', 'n', 'no'];

/** Converts a value to a boolean in lax mode, or returns the fault. */
function toBoolean(value: unknown): boolean | Fault {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') {
    const word = value.toLowerCase();
    return TRUE.includes(word) || (FALSE.includes(word) ? false : faults.noBoolean);
  }
  const number =
    value instanceof PyInt ? Number(value.text) : value instanceof PyFloat ? value.value : value;
  if (number === 0 || number === 1) return number === 1;
  return typeof number === 'number' ? faults.noBoolean : faults.notABoolean;
}

/** A dictionary from either reader; undefined if the value is not one. */
function asFields(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (value instanceof Map) return value;
  const isPlain =
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof PyInt || value instanceof PyFloat);
  return isPlain ? new Map(Object.entries(value)) : undefined;
}

/** A value from either reader as plain JSON. */
function toPlain(value: unknown): unknown {
  if (value instanceof PyInt) return Number(value.text);
  if (value instanceof PyFloat) return value.value;
  if (Array.isArray(value)) return value.map(toPlain);
  const fields = asFields(value);
  return fields === undefined
    ? value
    : Object.fromEntries([...fields].map(([name, field]) => [name, toPlain(field)]));
}

function checkList(
  value: unknown,
  { item, maxItems = Infinity }: FieldCheck & { kind: 'list' },
  pydantic: Pydantic,
): ValidationResult {
  if (!Array.isArray(value)) return wrong(faults.notAList, value);
  if (value.length > maxItems) return wrong(faults.tooMany('List', maxItems, value.length), value);
  const found: LocatedFault[] = [];
  const values = value.map((one, i) => {
    const checked = checkValue(one, item, pydantic);
    if (checked.faults === undefined) return checked.value;
    pushAll(found, i, checked.faults);
    return undefined;
  });
  return found.length === 0 ? { value: values } : { faults: found };
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

const wrong = (fault: Fault, input: unknown): ValidationResult => ({
  faults: [{ fault, path: HERE, input }],
});

/** Adds the faults of a part, with the part in front of their paths. */
function pushAll(to: LocatedFault[], part: string | number, found: readonly LocatedFault[]): void {
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
        : wrong(faults.notOneOf(check.values), value);
    case 'boolean': {
      const boolean = toBoolean(value);
      return typeof boolean === 'boolean' ? { value: boolean } : wrong(boolean, value);
    }
    case 'integer': {
      const integer = toInteger(value);
      if (typeof integer !== 'number') return wrong(integer, value);
      const fault = outOfBounds(integer, check);
      return fault === undefined ? { value: integer } : wrong(fault, value);
    }
    case 'list':
      return checkList(value, check, pydantic);
    case 'dict': {
      const fields = asFields(value);
      if (fields === undefined) return wrong(faults.notADict, value);
      const { maxProperties = Infinity } = check;
      return fields.size > maxProperties
        ? wrong(faults.tooMany('Dictionary', maxProperties, fields.size), value)
        : { value: toPlain(value) };
    }
    case 'model': {
      const fields = asFields(value);
      if (fields === undefined) return wrong(faults.notAnObject, value);
      const checked = checkFields(fields, check.fields, pydantic);
      return checked.faults.length === 0 ? { value: checked.value } : { faults: checked.faults };
    }
  }
}
