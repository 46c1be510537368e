/** Alternatives of a union: pairs those of two versions, and names them. */
import { isObject, type JsonObject, objectOf } from './documents.ts';
import { isAnything, type Shape, shapeOf } from './shapes.ts';

/** Pairs of alternatives. */
export interface Pairing {
  readonly pairs: readonly (readonly [older: JsonObject, newer: JsonObject])[];
  readonly lost: readonly JsonObject[];
  readonly gained: readonly JsonObject[];
  /** The discriminator: the field whose single value identifies an alternative. */
  readonly tag: string | undefined;
}

interface Documents {
  readonly older: JsonObject;
  readonly newer: JsonObject;
}

/** Pairs the alternatives of two versions. `same` tells whether two are equal. */
export function pairOptions(
  { older, newer }: Documents,
  before: Shape,
  after: Shape,
  same: (older: JsonObject, newer: JsonObject) => boolean,
): Pairing {
  const tag = commonTag({ older, newer }, before, after);
  const [first, ...others] = before.options;
  const [second, ...more] = after.options;
  if (first !== undefined && second !== undefined && others.length + more.length === 0) {
    return { pairs: [[first, second]], lost: [], gained: [], tag };
  }

  const pairs: [JsonObject, JsonObject][] = [];
  const left = new Set(before.options);
  const right = new Set(after.options);
  const alike = (a: JsonObject, b: JsonObject): boolean =>
    kindOf(older, a, tag) === kindOf(newer, b, tag);
  const titled = (a: JsonObject, b: JsonObject): boolean =>
    a.title !== undefined && a.title === b.title;
  // The safest matches first, so that no alternative is taken from a better match.
  for (const fits of [same, titled, () => true]) {
    for (const a of left) {
      for (const b of right) {
        if (!alike(a, b) || !fits(a, b)) continue;
        pairs.push([a, b]);
        left.delete(a);
        right.delete(b);
        break;
      }
    }
  }
  const at = (option: JsonObject): number => before.options.indexOf(option);
  pairs.sort(([a], [b]) => at(a) - at(b));
  return { pairs, lost: [...left], gained: [...right], tag };
}

function tagValue(document: JsonObject, option: JsonObject, tag: string): string | undefined {
  const fields = objectOf(option.properties);
  if (!Object.hasOwn(fields, tag)) return undefined;
  const { nullable, options } = shapeOf(document, fields[tag]);
  const values = options.length === 1 ? options[0]?.enum : undefined;
  if (nullable || !Array.isArray(values) || values.length !== 1) return undefined;
  return typeof values[0] === 'string' ? values[0] : JSON.stringify(values[0]);
}

/** The field that has a single value in each object of both unions. */
function commonTag({ older, newer }: Documents, before: Shape, after: Shape): string | undefined {
  const all = [
    ...before.options.map((option) => ({ document: older, option })),
    ...after.options.map((option) => ({ document: newer, option })),
  ].filter(({ option }) => option.type === 'object');
  if (all.length < 3) return undefined;
  return Object.keys(objectOf(all[0]?.option.properties))
    .sort()
    .find((name) =>
      all.every(({ document, option }) => tagValue(document, option, name) !== undefined),
    );
}

/** What two alternatives must have in common to be paired. */
function kindOf(document: JsonObject, option: JsonObject, tag: string | undefined): string {
  const type = option.type === 'integer' ? 'number' : String(option.type);
  const value = tag === undefined ? undefined : tagValue(document, option, tag);
  return `${type} ${value ?? ''}`;
}

/** The name of an alternative: `event=done`, a title, or its type. */
export function nameOfOption(document: JsonObject, option: JsonObject, tag?: string): string {
  // The type may be integer in one version and number in the other.
  const type = option.type === 'integer' ? 'number' : String(option.type);
  return properName(document, option, tag) ?? type;
}

function properName(document: JsonObject, option: JsonObject, tag?: string): string | undefined {
  const value = tag === undefined ? undefined : tagValue(document, option, tag);
  if (value !== undefined) return `${tag}=${value}`;
  return option.type === 'object' && typeof option.title === 'string' ? option.title : undefined;
}

/** An alternative as text. */
export function optionText(document: JsonObject, option: JsonObject, tag?: string): string {
  const name = properName(document, option, tag);
  return name === undefined ? oneText(option) : `${oneText(option)} (${name})`;
}

function oneText(option: JsonObject): string {
  if (isAnything(option)) return 'anything';
  if (Array.isArray(option.enum)) {
    return option.enum.map((value) => JSON.stringify(value)).join(' or ');
  }
  const format = typeof option.format === 'string' ? ` (${option.format})` : '';
  const items = option.type === 'array' && isObject(option.items) ? itemsText(option.items) : '';
  return `${String(option.type)}${format}${items}`;
}

function itemsText({ type }: JsonObject): string {
  return typeof type === 'string' ? ` of ${type}` : '';
}

/** The type of a value as text. */
export function typeText({ nullable, options }: Shape): string {
  if (options.some(isAnything)) return 'anything';
  const texts = [...options.map(oneText), ...(nullable ? ['null'] : [])];
  return texts.length === 0 ? 'nothing' : [...new Set(texts)].join(' or ');
}
