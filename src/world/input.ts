/** Reads input by the fields that it must have (`fields.ts`). */
import {
  type AnyFields,
  type Field,
  type Fields,
  jsonNameOf,
  meant,
  type NameOf,
  ownName,
} from './fields.ts';

type Json = Readonly<Record<string, unknown>>;

function convert({ shape }: Field, value: unknown, nameOf: NameOf): unknown {
  if (value === null) return null;
  switch (shape.kind) {
    case 'uuid':
      return String(value).toLowerCase();
    case 'list':
      return (value as readonly unknown[]).map((one) => convert(shape.of, one, nameOf));
    case 'record':
      return read(shape.fields, value as Json, nameOf);
    case 'either': {
      const field = meant(shape.of, value, nameOf);
      return field === undefined ? value : convert(field, value, nameOf);
    }
    default:
      return value;
  }
}

function read(fields: AnyFields, value: Json, nameOf: NameOf): Json {
  const result: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const given = value[nameOf(name, field)];
    if (given !== undefined) result[name] = convert(field, given, nameOf);
    else if (field.default !== undefined) result[name] = field.default.value;
  }
  return result;
}

/**
 * Checks options, and returns them with their defaults. UUIDs are in lower case. Rejects with a `TypeError`, also for
 * an unknown field, or a `RangeError`.
 */
export async function validated<T, C extends T = T>(
  fields: Fields<T>,
  options: Partial<T>,
): Promise<C> {
  // Loaded at the first check: a start does not need it.
  const { checkFields } = await import('./check-fields.ts');
  checkFields(fields as AnyFields, options);
  return read(fields as AnyFields, options as Json, ownName) as C;
}

/** Checked JSON as a value with its defaults: camelCase names, without what is not one of the fields. */
export function fromJson<T, C extends T = T>(fields: Fields<T>, json: object): C {
  return read(fields as AnyFields, json as Json, jsonNameOf) as C;
}
