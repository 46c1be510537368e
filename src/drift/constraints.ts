/** Compares keywords that limit the values of one type, and their effect on the set of valid values. */
import type { Effect } from './changes.ts';
import { listed } from './changes.ts';
import { canonical, type Json, type JsonObject, listOf } from './documents.ts';

/** One changed constraint. */
export interface Shift {
  readonly what: string;
  readonly effect: Effect;
}

/** A larger value allows less; for `SIZES_TO` it allows more. In `SIZES_FROM`, zero is no limit. */
const SIZES_FROM = ['minLength', 'minItems', 'minProperties'];
const SIZES_TO = ['maxLength', 'maxItems', 'maxProperties'];
/** Keywords for which it is not known which of two values allows more. */
const OPAQUE = ['pattern', 'format', 'contentMediaType', 'contentEncoding', 'multipleOf'];
const OTHER = [
  'not',
  'prefixItems',
  'contains',
  'minContains',
  'maxContains',
  'propertyNames',
  'patternProperties',
  'dependentRequired',
  'dependentSchemas',
  'if',
  'then',
  'else',
];

/** A numeric bound: its text, and how it compares. */
interface Bound {
  readonly text: string;
  readonly value: number;
  readonly exclusive: boolean;
}

/** Compares the constraints of two alternatives of the same type. */
export function compareConstraints(older: JsonObject, newer: JsonObject): Shift[] {
  return [
    ...compareValues(older, newer),
    ...SIZES_FROM.flatMap((key) => compareBounds(key, size(older, key), size(newer, key), 1)),
    ...SIZES_TO.flatMap((key) => compareBounds(key, size(older, key), size(newer, key), -1)),
    ...compareBounds('minimum', lower(older), lower(newer), 1),
    ...compareBounds('maximum', upper(older), upper(newer), -1),
    ...[...OPAQUE, ...OTHER].flatMap((key) => compareOpaque(key, older[key], newer[key])),
    ...compareOpaque('uniqueItems', older.uniqueItems || undefined, newer.uniqueItems || undefined),
  ];
}

function compareValues(older: JsonObject, newer: JsonObject): Shift[] {
  const before = older.enum === undefined ? undefined : listOf(older.enum);
  const after = newer.enum === undefined ? undefined : listOf(newer.enum);
  if (before === undefined && after === undefined) return [];
  if (after === undefined) {
    const what = `any ${String(newer.type)} instead of one of ${listed(before ?? [])}`;
    return [{ what, effect: 'wider' }];
  }
  if (before === undefined) {
    const what = `one of ${listed(after)} instead of any ${String(older.type)}`;
    return [{ what, effect: 'narrower' }];
  }
  const lost = without(before, after);
  const gained = without(after, before);
  const shifts: Shift[] = [];
  if (lost.length > 0) shifts.push({ what: `lost ${valuesText(lost)}`, effect: 'narrower' });
  if (gained.length > 0) shifts.push({ what: `gained ${valuesText(gained)}`, effect: 'wider' });
  return shifts;
}

function valuesText(values: readonly Json[]): string {
  return `the value${values.length === 1 ? '' : 's'} ${listed(values)}`;
}

function without(values: readonly Json[], others: readonly Json[]): Json[] {
  const known = new Set(others.map(canonical));
  return values.filter((value) => !known.has(canonical(value)));
}

function size(schema: JsonObject, key: string): Bound | undefined {
  const value = schema[key];
  // A minimum of 0 is the default.
  if (typeof value !== 'number' || (value === 0 && SIZES_FROM.includes(key))) return undefined;
  return { text: `${key} ${value}`, value, exclusive: false };
}

/** The numeric bound on one side. For integers, exclusive bounds are converted to inclusive ones. */
function bound(
  schema: JsonObject,
  key: string,
  exclusiveKey: string,
  sign: 1 | -1,
): Bound | undefined {
  const bounds: Bound[] = [];
  const inclusive = schema[key];
  const exclusive = schema[exclusiveKey];
  if (typeof inclusive === 'number') {
    // OpenAPI 3.0 has a boolean flag for exclusive bounds.
    const flagged = exclusive === true;
    const text = `${flagged ? exclusiveKey : key} ${inclusive}`;
    bounds.push({ text, value: inclusive, exclusive: flagged });
  }
  if (typeof exclusive === 'number') {
    bounds.push({ text: `${exclusiveKey} ${exclusive}`, value: exclusive, exclusive: true });
  }
  const whole = schema.type === 'integer';
  return bounds
    .map((one) =>
      whole && one.exclusive && Number.isInteger(one.value)
        ? { ...one, value: one.value + sign, exclusive: false }
        : one,
    )
    .sort((a, b) => sign * tightness(b, a, sign))[0];
}

const lower = (schema: JsonObject) => bound(schema, 'minimum', 'exclusiveMinimum', 1);
const upper = (schema: JsonObject) => bound(schema, 'maximum', 'exclusiveMaximum', -1);

/** Above zero if `a` is the tighter bound in the direction of `sign`. */
function tightness(a: Bound, b: Bound, sign: 1 | -1): number {
  return a.value - b.value || sign * (Number(a.exclusive) - Number(b.exclusive));
}

function compareBounds(
  key: string,
  older: Bound | undefined,
  newer: Bound | undefined,
  sign: 1 | -1,
): Shift[] {
  if (older === undefined && newer === undefined) return [];
  if (newer === undefined) return [{ what: `${older?.text ?? key} was dropped`, effect: 'wider' }];
  if (older === undefined) return [{ what: `${newer.text} is new`, effect: 'narrower' }];
  const further = sign * tightness(newer, older, sign);
  if (further === 0) return [];
  const [name, value] = newer.text.split(' ');
  const became = older.text.startsWith(`${name} `) ? value : newer.text;
  return [{ what: `${older.text} became ${became}`, effect: further > 0 ? 'narrower' : 'wider' }];
}

function compareOpaque(key: string, older: Json | undefined, newer: Json | undefined): Shift[] {
  if (canonical(older) === canonical(newer)) return [];
  if (newer === undefined) return [{ what: `${key} ${show(older)} was dropped`, effect: 'wider' }];
  if (older === undefined) return [{ what: `${key} ${show(newer)} is new`, effect: 'narrower' }];
  return [{ what: `${key} ${show(older)} became ${show(newer)}`, effect: 'other' }];
}

function show(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
