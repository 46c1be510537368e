/**
 * Normalizes schemas: references resolved, `allOf` merged, every union a flat list of alternatives with one type
 * each, `const` as an `enum` with one value, null separate.
 */
import {
  canonical,
  follow,
  isObject,
  type Json,
  type JsonObject,
  listOf,
  nameOf,
  objectOf,
} from './documents.ts';

/** A normalized schema. */
export interface Shape {
  /** Whether null is allowed. */
  readonly nullable: boolean;
  /** The other alternatives: without references and unions, each with one type, or none for anything. */
  readonly options: readonly JsonObject[];
}

const MINIMA = ['minLength', 'minItems', 'minProperties', 'minimum', 'exclusiveMinimum'];
const MAXIMA = ['maxLength', 'maxItems', 'maxProperties', 'maximum', 'exclusiveMaximum'];

/** Keywords that imply a type if `type` is missing. */
const IMPLIED: readonly (readonly [type: string, keywords: readonly string[]])[] = [
  ['object', ['properties', 'required', 'additionalProperties']],
  ['array', ['items', 'prefixItems', 'minItems', 'maxItems']],
  ['string', ['minLength', 'maxLength', 'pattern']],
  ['number', ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf']],
];

/** Normalizes a schema; a missing one allows anything. */
export function shapeOf(document: JsonObject, schema: Json | undefined): Shape {
  const all = joinEnums(expand(document, schema, []));
  return {
    nullable: all.some((one) => one.type === 'null' || isAnything(one)),
    options: all.filter((one) => one.type !== 'null'),
  };
}

/** Whether an alternative allows any value. */
export function isAnything(option: JsonObject): boolean {
  return option.type === undefined && option.not === undefined;
}

/**
 * A title, description or similar of a schema, or else of the schema it refers to. A title that is just the
 * component's name does not count: components may be renamed.
 */
export function remark(
  document: JsonObject,
  schema: Json | undefined,
  word: string,
): Json | undefined {
  const seen = new Set<Json>();
  let at = schema;
  while (isObject(at) && !seen.has(at)) {
    seen.add(at);
    if (at[word] !== undefined) return at[word];
    if (typeof at.$ref === 'string') {
      const target = follow(document, at.$ref);
      if (word === 'title' && objectOf(target).title === nameOf(at.$ref)) return undefined;
      at = target;
    } else {
      const parts = [at.allOf, at.anyOf, at.oneOf].flatMap((list) => [...listOf(list)]);
      const [only, ...others] = parts.filter((part) => objectOf(part).type !== 'null');
      at = others.length === 0 ? only : undefined;
    }
  }
  return undefined;
}

function expand(
  document: JsonObject,
  schema: Json | undefined,
  seen: readonly string[],
): JsonObject[] {
  if (schema === false) return [];
  if (!isObject(schema)) return [{}];
  const { $ref, allOf, anyOf, oneOf, nullable, ...own } = schema;
  let all = split(own);
  // A circular reference adds nothing.
  if (typeof $ref === 'string' && !seen.includes($ref)) {
    all = product(all, expand(document, follow(document, $ref), [...seen, $ref]));
  }
  for (const part of listOf(allOf)) all = product(all, expand(document, part, seen));
  for (const union of [anyOf, oneOf]) {
    if (!Array.isArray(union)) continue;
    const options = union.flatMap((part: Json) => expand(document, part, seen));
    all = product(all, options);
  }
  return nullable === true ? [...all, { type: 'null' }] : all;
}

function typeOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'number' && Number.isInteger(value) ? 'integer' : typeof value;
}

/** Splits a list of types, or of values with several types, into alternatives. */
function split(own: JsonObject): JsonObject[] {
  const { const: constant, enum: values, type, ...rest } = own;
  const types = Array.isArray(type) ? type : type === undefined ? undefined : [type];
  const allowed = constant !== undefined ? [constant] : Array.isArray(values) ? values : undefined;
  if (allowed === undefined) {
    if (types !== undefined) {
      return types.map((one: Json) => (one === 'null' ? { type: 'null' } : { ...rest, type: one }));
    }
    const implied = IMPLIED.find(([, words]) => words.some((word) => rest[word] !== undefined));
    return [implied === undefined ? rest : { ...rest, type: implied[0] }];
  }
  const groups = new Map<string, Json[]>();
  for (const value of allowed as readonly Json[]) {
    const natural = typeOf(value);
    const name = natural === 'integer' && types?.includes('number') === true ? 'number' : natural;
    if (types !== undefined && !types.includes(name)) continue;
    groups.set(name, [...(groups.get(name) ?? []), value]);
  }
  return [...groups].map(([name, group]) =>
    name === 'null' ? { type: 'null' } : { ...rest, type: name, enum: group },
  );
}

function product(left: readonly JsonObject[], right: readonly JsonObject[]): JsonObject[] {
  return left.flatMap((a) => right.map((b) => meet(a, b)).filter((one) => one !== null));
}

/** The constraints that two alternatives have together; null if no value satisfies both. */
function meet(a: JsonObject, b: JsonObject): JsonObject | null {
  const type = meetTypes(a.type, b.type);
  if (type === null) return null;
  if (type === 'null') return { type };
  const met: Record<string, Json | undefined> = { ...a, ...b };
  if (type !== undefined) met.type = type;
  for (const key of MINIMA) tighten(key, Math.max);
  for (const key of MAXIMA) tighten(key, Math.min);
  if (Array.isArray(a.enum) && Array.isArray(b.enum)) {
    const others = new Set(b.enum.map(canonical));
    met.enum = a.enum.filter((value: Json) => others.has(canonical(value)));
    if ((met.enum as readonly Json[]).length === 0) return null;
  }
  if (a.required !== undefined && b.required !== undefined) {
    met.required = [...new Set([...listOf(a.required), ...listOf(b.required)])];
  }
  for (const key of ['items', 'additionalProperties']) {
    if (a[key] !== undefined && b[key] !== undefined) met[key] = both(a[key], b[key]);
  }
  if (isObject(a.properties) && isObject(b.properties)) {
    const fields: Record<string, Json | undefined> = { ...a.properties };
    for (const [name, field = true] of Object.entries(b.properties)) {
      const other = Object.hasOwn(fields, name) ? fields[name] : undefined;
      fields[name] = other === undefined ? field : both(other, field);
    }
    met.properties = fields;
  }
  return met;

  function tighten(key: string, pick: (x: number, y: number) => number): void {
    const [x, y] = [a[key], b[key]];
    if (typeof x === 'number' && typeof y === 'number') met[key] = pick(x, y);
  }
}

/** One schema with the constraints of both. Equal schemas stay one; otherwise recursive schemas would grow. */
function both(a: Json, b: Json): Json {
  return canonical(a) === canonical(b) ? a : { allOf: [a, b] };
}

function meetTypes(a: Json | undefined, b: Json | undefined): Json | undefined {
  if (a === undefined || a === b) return b;
  if (b === undefined) return a;
  return [a, b].every((type) => type === 'integer' || type === 'number') ? 'integer' : null;
}

/** Joins alternatives that only list values, and removes duplicates. */
function joinEnums(all: readonly JsonObject[]): JsonObject[] {
  const joined = new Map<string, JsonObject>();
  for (const one of all) {
    const key = one.enum === undefined ? canonical(one) : `values of ${String(one.type)}`;
    const before = joined.get(key);
    if (before === undefined) joined.set(key, one);
    else if (one.enum !== undefined) {
      const values = new Map(
        [...listOf(before.enum), ...listOf(one.enum)].map((value) => [canonical(value), value]),
      );
      joined.set(key, { ...before, enum: [...values.values()] });
    }
  }
  return [...joined.values()];
}
