/**
 * Checks options by the fields that they must have (`fields.ts`). A check throws a `TypeError` or a `RangeError` that
 * says what was expected and what was found.
 */
import { checkNumber, checkUuid, checkWord, refuse } from './checks.ts';
import { type AnyFields, type Field, isObject, meant, ownName, type Shape } from './fields.ts';
import { isText, textRule, tooDeep } from './json-checks.ts';
import { limits } from './limits.ts';

/** Returns the value if it is a list of at most `most` items.  */
function checkList(name: string, value: unknown, most: number): readonly unknown[] {
  if (!Array.isArray(value)) return refuse(name, 'a list', value, 'a list');
  return value.length <= most
    ? value
    : refuse(name, `at most ${most} items`, `${value.length} items`);
}

/** Throws a `RangeError` if JSON is nested too deep. */
function checkDepth(name: string, value: unknown): void {
  if (tooDeep(value) !== undefined) {
    throw new RangeError(
      `${name}: expected JSON of at most ${limits.jsonDepth} levels, found more`,
    );
  }
}

function checkText(name: string, value: unknown, shape: Shape & { kind: 'text' }): void {
  const { least, most, pattern, isSecret } = shape;
  if (isText(value, least, most) && (pattern === undefined || pattern.form.test(value))) return;
  const expected = pattern?.words ?? textRule(least, most);
  if (isSecret !== true) refuse(name, expected, value, 'string');
  throw new (typeof value === 'string' ? RangeError : TypeError)(`${name}: expected ${expected}`);
}

function checkValue(name: string, { shape, isNullable }: Field, value: unknown): void {
  if (value === null && isNullable) return;
  switch (shape.kind) {
    case 'text':
      checkText(name, value, shape);
      return;
    case 'number':
      checkNumber(name, value, shape.range);
      return;
    case 'uuid':
      checkUuid(name, value);
      return;
    case 'word':
      checkWord(name, value, shape.words);
      return;
    case 'flag':
      if (typeof value !== 'boolean') refuse(name, 'true or false', value, 'boolean');
      return;
    case 'object':
      if (!isObject(value)) refuse(name, 'an object', value, 'object');
      checkDepth(name, value);
      return;
    case 'json':
      checkDepth(name, value);
      return;
    case 'list':
      for (const [i, one] of checkList(name, value, shape.most).entries()) {
        checkValue(`${name}[${i}]`, shape.of, one);
      }
      return;
    case 'record':
      checkRecord(`${name}.`, shape.fields, value);
      return;
    case 'either': {
      const field = meant(shape.of, value, ownName);
      if (field === undefined) refuse(name, shape.expected, value);
      checkValue(name, field, value);
    }
  }
}

function checkRecord(at: string, fields: AnyFields, value: unknown): void {
  if (!isObject(value)) refuse(at.slice(0, -1) || 'options', 'an object', value, 'object');
  for (const [name, field] of Object.entries(fields)) {
    const given = value[name];
    if (given !== undefined || field.isRequired) checkValue(at + name, field, given);
  }
  // In plain JavaScript a mistyped option would have no effect, and the test would test nothing.
  for (const [name, given] of Object.entries(value)) {
    if (given === undefined || Object.hasOwn(fields, name)) continue;
    const known = Object.keys(fields).join(', ');
    throw new TypeError(`${at}${name}: Unknown field. The fields are: ${known}.`);
  }
}

/** Checks that a value has the given fields, and no other. Throws a `TypeError` or a `RangeError`. */
export function checkFields(fields: AnyFields, value: unknown): void {
  checkRecord('', fields, value);
}
