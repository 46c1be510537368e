/** Lists, dictionaries, objects with fields, and values of any type (framework). */
import { type Fault, faults } from './errors.ts';
import { PyFloat, PyInt } from './json-value.ts';
import type { LocatedFault, ObjectRules, OtherCheck, ValueRule } from './rules.ts';
import { checkFields, checkValue, pushAll, wrong } from './validate.ts';

const notAList: Fault = { type: 'list_type', msg: 'Input should be a valid list' };
const notADict: Fault = { type: 'dict_type', msg: 'Input should be a valid dictionary' };

const wrongCount = (
  what: 'List' | 'Dictionary',
  bound: 'most' | 'least',
  limit: number,
  count: number,
): Fault => {
  const [type, name] = bound === 'most' ? ['too_long', 'max_length'] : ['too_short', 'min_length'];
  const items = limit === 1 ? 'item' : 'items';
  return {
    type,
    msg: `${what} should have at ${bound} ${limit} ${items} after validation, not ${count}`,
    ctx: { field_type: what, [name]: limit, actual_length: count },
  };
};

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

/** The check of a value of any type. */
export const anyCheck: OtherCheck = { kind: 'any', check: (value) => ({ value: toPlain(value) }) };

/** The check of a list. Too many items are noticed before wrong ones, too few after. */
export const listCheck = (item: ValueRule, minItems = 0, maxItems = Infinity): OtherCheck => ({
  kind: 'list',
  check(value, pydantic) {
    if (!Array.isArray(value)) return wrong(notAList, value);
    const { length } = value;
    if (length > maxItems) return wrong(wrongCount('List', 'most', maxItems, length), value);
    const found: LocatedFault[] = [];
    const values = value.map((one, i) => {
      const checked = checkValue(one, item, pydantic);
      if (checked.faults === undefined) return checked.value;
      pushAll(found, i, checked.faults);
      return undefined;
    });
    if (found.length > 0) return { faults: found };
    return length < minItems
      ? wrong(wrongCount('List', 'least', minItems, length), value)
      : { value: values };
  },
});

/** The check of a dictionary with values of any type. */
export const dictCheck = (maxProperties = Infinity): OtherCheck => ({
  kind: 'dict',
  check(value) {
    const fields = asFields(value);
    if (fields === undefined) return wrong(notADict, value);
    return fields.size > maxProperties
      ? wrong(wrongCount('Dictionary', 'most', maxProperties, fields.size), value)
      : { value: toPlain(value) };
  },
});

/** The check of an object with fields. */
export const modelCheck = (rules: ObjectRules): OtherCheck => ({
  kind: 'model',
  check(value, pydantic) {
    const fields = asFields(value);
    if (fields === undefined) return wrong(faults.notAnObject, value);
    const checked = checkFields(fields, rules, pydantic);
    return checked.faults.length === 0 ? { value: checked.value } : { faults: checked.faults };
  },
});
