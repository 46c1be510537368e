/** What is wrong with a JSON value by a published schema: the places, and what is expected there. Never the value. */
import { fits, fitsOption } from '../contract/shaped/fits.ts';
import {
  alternatives,
  isObject,
  listOf,
  objectOf,
  type Raw,
  typeOf,
} from '../contract/shaped/json-schema.ts';

/** The JSON type of a value. */
function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** The keywords of a schema that limit a single value, as JSON. */
function wording({ const: constant, enum: values, format, pattern, type, ...rest }: Raw): string {
  const { maxLength, maximum, minLength, minimum } = rest;
  const limits = { maxLength, maximum, minLength, minimum };
  return JSON.stringify({ type, format, const: constant, enum: values, pattern, ...limits });
}

/** What is wrong by one alternative of a schema. */
function inOption(document: Raw, option: Raw, value: unknown, place: string): string[] {
  if (fitsOption(document, option, value)) return [];
  let found: string[] = [];
  if (Array.isArray(value) && typeOf(option) === 'array') {
    found = value.flatMap((one, i) =>
      schemaDifferences(document, option.items ?? {}, one, `${place}.${i}`),
    );
  } else if (isObject(value) && typeOf(option) === 'object') {
    const missing = listOf(option.required).filter((name) => !Object.hasOwn(value, String(name)));
    const properties = objectOf(option.properties);
    const named = Object.keys(properties).filter((name) => Object.hasOwn(value, name));
    found = [
      ...missing.map((name) => `${place}.${name}: missing`),
      ...named.flatMap((name) =>
        schemaDifferences(document, properties[name], value[name], `${place}.${name}`),
      ),
    ];
  }
  return found.length > 0 ? found : [`${place}: not valid by ${wording(option)}`];
}

/** What is wrong with a value by a schema of a document, one line for each place; empty if nothing is. */
export function schemaDifferences(
  document: Raw,
  schema: unknown,
  value: unknown,
  place = 'body',
): string[] {
  if (fits(document, schema, value)) return [];
  const { options } = alternatives(document, schema);
  const kind = kindOf(value);
  const isOfKind = (option: Raw): boolean => {
    const type = typeOf(option);
    return type === undefined || type === kind || (kind === 'number' && type === 'integer');
  };
  const types = [...new Set(options.map(typeOf))].join(' or ');
  if (!options.some(isOfKind)) return [`${place}: ${kind}, not ${types}`];
  // Of several alternatives, such as the frames of a stream, the one that is meant has the fewest differences.
  const [nearest = []] = options
    .filter(isOfKind)
    .map((option) => inOption(document, option, value, place))
    .sort((a, b) => a.length - b.length);
  return nearest;
}
