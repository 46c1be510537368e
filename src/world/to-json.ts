/** Shows values by their fields (`fields.ts`). */
import { type AnyFields, type Field, type Fields, jsonNameOf, meant, ownName } from './fields.ts';

type Json = Readonly<Record<string, unknown>>;

/** The given fields of a value, without its others. */
export function partOf<T>(fields: Fields<T>, value: T): T {
  const names = Object.keys(fields) as (keyof T)[];
  return Object.fromEntries(names.map((name) => [name, value[name]])) as T;
}

function jsonOf({ shape }: Field, value: unknown): unknown {
  if (value === null) return null;
  switch (shape.kind) {
    case 'list':
      return (value as readonly unknown[]).map((one) => jsonOf(shape.of, one));
    case 'record':
      return toJson(shape.fields, value as Json);
    case 'either': {
      const field = meant(shape.of, value, ownName);
      return field === undefined ? value : jsonOf(field, value);
    }
    default:
      return value;
  }
}

/** A value as JSON: the given fields of it, with snake_case names. */
export function toJson(fields: AnyFields, value: object): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const given = (value as Json)[name];
    if (given !== undefined) result[jsonNameOf(name, field)] = jsonOf(field, given);
  }
  return result;
}
