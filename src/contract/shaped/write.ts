/** Writes a value by a schema of a user's document, as the framework does: a float always has a point. */
import { floatText } from '../pydantic/float-text.ts';
import { writeList, writeObject } from '../pydantic/object.ts';
import { fitsOption } from './fits.ts';
import {
  alternatives,
  isObject,
  listOf,
  mainOption,
  objectOf,
  type Raw,
  typeOf,
} from './json-schema.ts';

/** The JSON text of a value. */
export function writeShaped(document: Raw, schema: unknown, value: unknown): string {
  if (typeof value !== 'number' && !isObject(value) && !Array.isArray(value)) {
    return JSON.stringify(value);
  }
  const { options } = alternatives(document, schema);
  const option =
    options.length === 1
      ? (options[0] ?? {})
      : (options.find((one) => fitsOption(document, one, value)) ?? mainOption(document, schema));
  if (typeof value === 'number') {
    return typeOf(option) === 'number' ? floatText(value) : JSON.stringify(value);
  }
  if (Array.isArray(value)) {
    const first = listOf(option.prefixItems);
    return writeList(
      value.map((one, i) => writeShaped(document, first[i] ?? option.items ?? {}, one)),
    );
  }
  const properties = objectOf(option.properties);
  const texts = Object.entries(value).map(([name, one]) => {
    const of = Object.hasOwn(properties, name) ? properties[name] : option.additionalProperties;
    return [name, writeShaped(document, of ?? {}, one)];
  });
  return writeObject(Object.fromEntries(texts));
}
