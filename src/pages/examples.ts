/** Examples of what a schema describes. */
import { nameOf, type Schema, type Schemas } from './openapi.ts';

/** Values by the name of the field or parameter that has them. */
export type Values = Readonly<Record<string, string | undefined>>;

/** What a person would write. */
const TEXTS: Values = {
  message: 'The lab results have arrived.',
  name: 'Example',
  entity_type: 'person',
  operator_id: '99999999-9999-4999-8999-999999999999',
};

/** An example: the schema's own, a value of its name, its default, or what its type has. */
export function exampleOf(schema: Schema, schemas: Schemas, values: Values, name = ''): unknown {
  const { example, default: standard, const: only, enum: words, $ref, type } = schema;
  const value = values[name] ?? TEXTS[name];
  if (example !== undefined) return example;
  if (value !== undefined) return value;
  if (standard !== undefined && standard !== null) return standard;
  if (only !== undefined) return only;
  if (Array.isArray(words)) return words[0];
  if ($ref !== undefined) return exampleOf(schemas[nameOf($ref)] ?? {}, schemas, values, name);
  const [first] = schema.anyOf ?? schema.oneOf ?? [];
  if (first !== undefined) return exampleOf(first, schemas, values, name);
  switch ([type].flat()[0]) {
    case 'object':
      return objectOf(schema, schemas, values);
    case 'array':
      return [];
    case 'boolean':
      return false;
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    default:
      return schema.format === 'uuid' ? '00000000-0000-4000-8000-000000000000' : 'example';
  }
}

/** The required fields, and those that have a value or a default. */
function objectOf({ properties, required }: Schema, schemas: Schemas, values: Values): object {
  const wanted = Object.entries(properties ?? {}).filter(
    ([name, { default: standard }]) =>
      required?.includes(name) ||
      (values[name] ?? TEXTS[name]) !== undefined ||
      !['null', '""', '[]', undefined].includes(JSON.stringify(standard)),
  );
  return Object.fromEntries(
    wanted.map(([name, property]) => [name, exampleOf(property, schemas, values, name)]),
  );
}
