/** Schemas as HTML: their types in words, and their fields as lists within lists. */
import { code, escapeHtml, prose } from './html.ts';
import { nameOf, type Schema, type Schemas } from './openapi.ts';

const CONSTRAINTS = [
  'format',
  'const',
  'enum',
  'minLength',
  'maxLength',
  'pattern',
  'minimum',
  'exclusiveMinimum',
  'maximum',
  'minItems',
  'maxItems',
  'maxProperties',
  'default',
] as const;

/** How many named schemas are shown inside each other; below that there are links to them. */
const DEPTH = 3;

/** The alternatives, or the parts, of a schema. */
const partsOf = ({ anyOf, oneOf, allOf }: Schema): readonly Schema[] | undefined =>
  anyOf ?? oneOf ?? allOf;

/** A schema in words: `string or null`, `list of ActiveSession`. HTML. */
export function typeOf(schema: Schema | undefined): string {
  if (schema === undefined) return 'anything';
  const notes = CONSTRAINTS.flatMap((name) =>
    schema[name] === undefined ? [] : [`${name} ${code(JSON.stringify(schema[name]))}`],
  );
  return [nameOfType(schema), ...notes].join(', ');
}

function nameOfType(schema: Schema): string {
  if (schema.$ref !== undefined) {
    const name = escapeHtml(nameOf(schema.$ref));
    return `<a href="#schema-${name}">${name}</a>`;
  }
  const parts = partsOf(schema);
  if (parts !== undefined) {
    return parts.map(typeOf).join(schema.allOf === undefined ? ' or ' : ' and ');
  }
  if (schema.items !== undefined) return `list of ${typeOf(schema.items)}`;
  const { type, additionalProperties: others } = schema;
  if (type === undefined) return 'anything';
  const names = [type].flat().map(escapeHtml).join(' or ');
  return typeof others === 'object' ? `${names} with values of ${typeOf(others)}` : names;
}

/**
 * The fields of a schema, and of those inside it. HTML; empty if it has none. Named schemas that are not among `schemas`
 * are links only. `within`: the named schemas around it.
 */
export function fieldList(
  schema: Schema | undefined,
  schemas: Schemas,
  within: readonly string[] = [],
): string {
  if (schema === undefined) return '';
  const { $ref, properties, items, additionalProperties: others } = schema;
  if ($ref !== undefined) {
    const name = nameOf($ref);
    const isShown = within.length < DEPTH && !within.includes(name);
    return isShown ? fieldList(schemas[name], schemas, [...within, name]) : '';
  }
  const inside = (one: Schema): string => fieldList(one, schemas, within);
  const parts = partsOf(schema);
  if (parts !== undefined) {
    const lists = parts.map((one) => ({ one, list: inside(one) })).filter(({ list }) => list);
    if (lists.length === 1) return lists[0]?.list ?? '';
    return lists.map(({ one, list }) => `<p>${typeOf(one)}:</p>${list}`).join('');
  }
  if (items !== undefined) return inside(items);
  const fields = Object.entries(properties ?? {}).map(([name, property]) => {
    const place = property.in === undefined ? '' : ` in ${escapeHtml(property.in)},`;
    const must = schema.required?.includes(name) ? ' <strong>required</strong>' : '';
    const about = property.description ? `<p>${prose(property.description)}</p>` : '';
    return `<li>${code(name)}${place} <span class="soft">${typeOf(property)}</span>${must}${about}${inside(property)}</li>`;
  });
  if (fields.length > 0) return `<ul class="fields">${fields.join('')}</ul>`;
  return typeof others === 'object' ? inside(others) : '';
}
