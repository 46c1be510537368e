/**
 * Schemas of a user's document, which may be anything: read with care, and reduced to alternatives without `$ref`,
 * `allOf`, `anyOf`, `oneOf` and lists of types. Nothing here throws.
 */
import { limits } from '../../world/limits.ts';
import { type LinearRegExp, linearRegExp } from '../../world/linear-regexp.ts';

/** A JSON object of the document: each value has still to be looked at. */
export type Raw = Readonly<Record<string, unknown>>;

/** The alternatives of a schema; with `isExclusive`, a value may match only one of them. */
export interface Alternatives {
  /** Each has at most one `type`. */
  readonly options: readonly Raw[];
  readonly isExclusive: boolean;
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as an object; an empty one if it is not. */
export const objectOf = (value: unknown): Raw => (isObject(value) ? value : {});

/** A value as a list; an empty one if it is not. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A number of a schema; undefined if it has none of that name. */
export function numberOf(schema: Raw, name: string): number | undefined {
  const value = schema[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A text of a schema; undefined if it has none of that name. */
export function textOf(schema: Raw, name: string): string | undefined {
  const value = schema[name];
  return typeof value === 'string' ? value : undefined;
}

/** Whether a schema requires a field. */
export const isRequired = (schema: Raw, name: string): boolean =>
  listOf(schema.required).includes(name);

/** How many references, and schemas in each other, are followed. */
const DEEPEST = 24;
/** How many alternatives of a schema are looked at. */
const MOST_OPTIONS = 64;

/** Follows the references of a value of the document, such as `#/components/schemas/Note`; `{}` if one leads nowhere. */
export function resolve(document: Raw, value: unknown): Raw {
  let found = objectOf(value);
  for (let i = 0; i < DEEPEST; i++) {
    const reference = textOf(found, '$ref');
    if (reference === undefined) return found;
    const steps = reference.replace(/^#\//, '').split('/');
    let target: unknown = reference.startsWith('#/') ? document : undefined;
    for (const step of steps) {
      const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
      target = isObject(target) && Object.hasOwn(target, name) ? target[name] : undefined;
    }
    const { $ref: _, ...rest } = found;
    // Beside a reference stand a title, a description, a default.
    found = { ...objectOf(target), ...rest };
  }
  return {};
}

/** The type of a schema; undefined if it can be any. */
export function typeOf(schema: Raw): string | undefined {
  if (typeof schema.type === 'string') return schema.type;
  if (isObject(schema.properties)) return 'object';
  if (isObject(schema.items) || Array.isArray(schema.prefixItems)) return 'array';
  return undefined;
}

const least = (a: unknown, b: unknown) => Math.min(Number(a), Number(b));
const most = (a: unknown, b: unknown) => Math.max(Number(a), Number(b));
const both = (a: unknown, b: unknown) => ({ allOf: [a, b] });

/** How the keywords of two schemas become one that allows what both allow. Of others, the second's is taken. */
const MERGE: Readonly<Record<string, (a: unknown, b: unknown) => unknown>> = {
  required: (a, b) => [...new Set([...listOf(a), ...listOf(b)])],
  properties: (a, b) => {
    const [x, y] = [objectOf(a), objectOf(b)];
    const shared = Object.keys(x).filter((name) => Object.hasOwn(y, name));
    return { ...x, ...y, ...Object.fromEntries(shared.map((one) => [one, both(x[one], y[one])])) };
  },
  enum: (a, b) => listOf(a).filter((one) => listOf(b).includes(one)),
  type: (a, b) => (a === 'integer' || b === 'integer' ? 'integer' : b),
  items: both,
  additionalProperties: (a, b) => (a === false || b === false ? false : b === true ? a : b),
  minimum: most,
  exclusiveMinimum: most,
  minLength: most,
  minItems: most,
  maximum: least,
  exclusiveMaximum: least,
  maxLength: least,
  maxItems: least,
};

function merged(a: Raw, b: Raw): Raw {
  const together: Record<string, unknown> = { ...a, ...b };
  for (const [name, merge] of Object.entries(MERGE)) {
    if (name in a && name in b) together[name] = merge(a[name], b[name]);
  }
  return together;
}

/** OpenAPI 3.0 writes exclusive bounds as flags. */
function withBounds(schema: Raw): Raw {
  const { exclusiveMinimum, exclusiveMaximum, ...rest } = schema;
  const changed: Record<string, unknown> = { ...rest };
  for (const [flag, value, bound] of [
    ['exclusiveMinimum', exclusiveMinimum, 'minimum'],
    ['exclusiveMaximum', exclusiveMaximum, 'maximum'],
  ] as const) {
    if (value === true) {
      changed[flag] = changed[bound];
      delete changed[bound];
    } else if (typeof value === 'number') changed[flag] = value;
  }
  return changed;
}

/** The alternatives of a schema. At least one; `{}` is any value. */
export function alternatives(document: Raw, schema: unknown, depth = 0): Alternatives {
  if (depth > DEEPEST) return { options: [{}], isExclusive: false };
  const { allOf, anyOf, oneOf, nullable, type, ...rest } = resolve(document, schema);
  let options: Raw[] = [withBounds(rest)];
  let isExclusive = false;
  const combine = (others: readonly Raw[]): void => {
    options = options.flatMap((a) => others.map((b) => merged(b, a))).slice(0, MOST_OPTIONS);
  };
  if (Array.isArray(type)) combine(type.map((one) => ({ type: one })));
  else if (typeof type === 'string') combine([{ type }]);
  for (const part of listOf(allOf)) {
    const inner = alternatives(document, part, depth + 1);
    isExclusive ||= inner.isExclusive;
    combine(inner.options);
  }
  for (const union of [anyOf, oneOf]) {
    if (!Array.isArray(union) || union.length === 0) continue;
    isExclusive ||= union === oneOf;
    combine(union.flatMap((one) => alternatives(document, one, depth + 1).options));
  }
  if (nullable === true) options.push({ type: 'null' });
  return { options: options.length === 0 ? [{}] : options, isExclusive };
}

/** The first alternative that is not null. */
export function mainOption(document: Raw, schema: unknown): Raw {
  const { options } = alternatives(document, schema);
  return options.find((one) => one.type !== 'null') ?? options[0] ?? {};
}

const patterns = new Map<string, LinearRegExp | undefined>();

/** Compiles a pattern for an engine that does not backtrack; undefined if that engine does not take it. */
export function compilePattern(pattern: string): LinearRegExp | undefined {
  if (patterns.has(pattern)) return patterns.get(pattern);
  let found: LinearRegExp | undefined;
  try {
    const compiled = linearRegExp(pattern);
    const isSmall =
      pattern.length <= limits.regexLength && compiled.size <= limits.regexInstructions;
    if (isSmall) found = compiled;
  } catch {
    // Look-around and back-references: nothing is checked then.
  }
  patterns.set(pattern, found);
  return found;
}
