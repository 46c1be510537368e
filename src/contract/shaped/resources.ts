/**
 * The resources of a user's document: what is generated for each list, and what clients wrote. Ids are derived from the
 * seed, the path and the place in the list, so the same list always has the same.
 */
import type { ShapedRecord } from '../../world/model/shaped.ts';
import { Chance } from './chance.ts';
import { fits } from './fits.ts';
import { isObject, mainOption, objectOf, type Raw } from './json-schema.ts';
import { type Collection, idFieldOf } from './routes.ts';
import { shape } from './shape.ts';

/** How many items a list has before a client changes it. */
const GENERATED = 3;
/** Draws for an id that fits both the path and the item. */
const TRIES = 20;

/** What clients wrote, by path. */
export type Written = ReadonlyMap<string, ShapedRecord>;

/** One resource of a list. */
export interface Resource {
  readonly id: unknown;
  /** Its path. */
  readonly path: string;
  /** What a client wrote of it; undefined if nothing. */
  readonly value: Raw | undefined;
}

/** What is common to all resources of a document. */
export interface ResourceParts {
  readonly document: Raw;
  readonly seed: string;
}

/** Whether a value can be the last part of a path. */
const isPart = (value: unknown): boolean =>
  typeof value === 'number' || (typeof value === 'string' && /^[^/?#%\s]+$/.test(value));

/** The schema that an id must fit besides that of its parameter. */
function idSchemaOf({ document }: ResourceParts, { list, detail, param }: Collection): unknown {
  const schema = list?.item ?? detail ?? {};
  const field = idFieldOf(document, schema, param);
  if (field === undefined) return {};
  return objectOf(mainOption(document, schema).properties)[field];
}

/** An id for a resource of a collection. */
export function makeId(
  parts: ResourceParts,
  collection: Collection,
  seed: string,
  wanted?: unknown,
): unknown {
  const { document } = parts;
  const { paramSchema } = collection;
  const idSchema = idSchemaOf(parts, collection);
  const isRight = (id: unknown): boolean =>
    isPart(id) && fits(document, paramSchema, id) && fits(document, idSchema, id);
  if (isRight(wanted)) return wanted;
  for (let i = 0; i < TRIES; i++) {
    const draw = `${seed} ${i}`;
    const chance = new Chance(draw);
    const found = [
      chance.uuid(),
      chance.hex(12),
      chance.whole(1000, 999_999),
      shape(document, paramSchema, draw),
      shape(document, idSchema, draw),
    ].find(isRight);
    if (found !== undefined) return found;
  }
  return new Chance(seed).uuid();
}

/** The resources of a list, generated ones first, in order of creation. */
export function resourcesOf(
  parts: ResourceParts,
  collection: Collection,
  path: string,
  written: Written,
): readonly Resource[] {
  const found = new Map<string, Resource>();
  if (collection.list === undefined) return [];
  for (let i = 0; i < GENERATED; i++) {
    const id = makeId(parts, collection, `${parts.seed} ${path} ${i}`);
    const at = `${path}/${id}`;
    const record = written.get(at);
    if (record?.value !== null) found.set(at, { id, path: at, value: record?.value });
  }
  for (const { list, value, path: at, id } of written.values()) {
    if (list !== path || value === null || found.has(at)) continue;
    found.set(at, { id: idOf(parts, collection, value, id), path: at, value });
  }
  return [...found.values()];
}

/** The id of what a client wrote: in its own type, which the path does not have. */
function idOf({ document }: ResourceParts, { list, param }: Collection, value: Raw, id: string) {
  const field = list === undefined ? undefined : idFieldOf(document, list.item, param);
  const own = field === undefined ? undefined : value[field];
  return String(own) === id ? own : id;
}

/** What is known of a resource, with its id where a schema has it. */
export function withId(
  { document }: ResourceParts,
  { param }: Collection,
  schema: unknown,
  known: Raw,
  id: unknown,
): Raw {
  const field = idFieldOf(document, schema, param);
  return field === undefined ? known : { ...known, [field]: id };
}

/** A resource as its list shows it. What its detail has under the same name is the same. */
export function itemOf(
  parts: ResourceParts,
  collection: Collection,
  { id, path, value = {} }: Resource,
  context: Raw,
): unknown {
  const { document, seed } = parts;
  const { detail, list } = collection;
  const from = `${seed} ${path}`;
  const known = { ...context, ...value };
  const read =
    detail === undefined
      ? {}
      : shape(document, detail, from, withId(parts, collection, detail, known, id));
  const together = { ...known, ...(isObject(read) ? read : {}) };
  return shape(document, list?.item, from, withId(parts, collection, list?.item, together, id));
}
