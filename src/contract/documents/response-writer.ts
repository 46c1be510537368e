/**
 * Writes responses as Pydantic does, from their published schema: fields in its order, defaults and nulls filled in,
 * a float always with a point. So an operation gives only what it knows.
 */
import { floatText } from '../pydantic/float-text.ts';
import { writeList, writeObject } from '../pydantic/object.ts';

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly default?: unknown;
}

/** The schemas of a document. */
export type Schemas = Readonly<Record<string, object>>;

/**
 * The JSON text of a value by a schema of the document.
 * @throws Error when a required field is missing, or a field is not in the schema: a mistake of the emulator
 */
export function writeBySchema(schemas: Schemas, name: string, value: unknown): string {
  return write(schemas, { $ref: `#/components/schemas/${name}` }, value, name);
}

function resolve(schemas: Schemas, schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const found = schemas[schema.$ref.replace('#/components/schemas/', '')];
  if (found === undefined) throw new Error(`the document has no schema ${schema.$ref}`);
  return resolve(schemas, found);
}

function write(schemas: Schemas, given: Schema, value: unknown, path: string): string {
  if (value === null) return 'null';
  const schema = optionOf(schemas, resolve(schemas, given), value);
  if (schema.type === 'number' && typeof value === 'number') return floatText(value);
  if (schema.type === 'array' && Array.isArray(value)) {
    const { items = {} } = schema;
    return writeList(value.map((item, i) => write(schemas, items, item, `${path}[${i}]`)));
  }
  if (schema.type !== 'object' || typeof value !== 'object') return JSON.stringify(value);
  const { additionalProperties: rest } = schema;
  if (schema.properties === undefined) {
    if (typeof rest !== 'object') return JSON.stringify(value);
    const texts = Object.entries(value).map(([key, one]) => [
      key,
      write(schemas, rest, one, `${path}.${key}`),
    ]);
    return writeObject(Object.fromEntries(texts));
  }
  return writeFields(schemas, schema, new Map(Object.entries(value)), path);
}

function writeFields(
  schemas: Schemas,
  { properties = {}, required = [] }: Schema,
  values: Map<string, unknown>,
  path: string,
): string {
  const texts: Record<string, string> = {};
  for (const [name, property] of Object.entries(properties)) {
    const at = `${path}.${name}`;
    const value = values.get(name);
    values.delete(name);
    if (value !== undefined) texts[name] = write(schemas, property, value, at);
    else if (required.includes(name)) throw new Error(`${at} is required`);
    else texts[name] = write(schemas, property, fallback(schemas, property), at);
  }
  for (const name of values.keys()) throw new Error(`${path} has no field ${name}`);
  return writeObject(texts);
}

/** What the framework writes for a field that was not set. */
function fallback(schemas: Schemas, property: Schema): unknown {
  if (property.default !== undefined) return property.default;
  const { type } = resolve(schemas, property);
  return type === 'array' ? [] : type === 'object' ? {} : null;
}

/** The option of a union that a value is of. */
function optionOf(schemas: Schemas, schema: Schema, value: unknown): Schema {
  if (schema.anyOf === undefined) return schema;
  const options = schema.anyOf.map((option) => resolve(schemas, option));
  const kind = Array.isArray(value) ? 'array' : typeof value;
  return (
    options.find((option) => option.type === kind) ??
    options.find((option) => option.type === 'integer' && kind === 'number') ??
    {}
  );
}
