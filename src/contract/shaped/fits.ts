/** Whether a value is valid by a schema of a user's document. */
import { isIPv4, isIPv6 } from 'node:net';
import { codePoints } from '../pydantic/validate.ts';
import {
  alternatives,
  compilePattern,
  isObject,
  listOf,
  numberOf,
  objectOf,
  type Raw,
  textOf,
  typeOf,
} from './json-schema.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const DATE = /^\d{4}-\d\d-\d\d$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
const LABEL = '[a-z\\d](?:[a-z\\d-]{0,61}[a-z\\d])?';
const HOST = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`, 'i');
const EMAIL = new RegExp(`^[\\w+-]+(?:\\.[\\w+-]+)*@${LABEL}(?:\\.${LABEL})+$`, 'i');
const URI_PART = "(?:[\\w.~:/?#@!$&'()*+,;=-]|%[\\da-f]{2})";
const URI = new RegExp(`^[a-z][a-z\\d+.-]*://[\\w.-]+${URI_PART}*$`, 'i');
const REFERENCE = new RegExp(`^${URI_PART}*$`, 'i');

/** Whether there is such a day: JavaScript takes the 30th of February for the 2nd of March. */
function isDay(text: string): boolean {
  const midnight = DATE.test(text) ? Date.parse(`${text}T00:00Z`) : Number.NaN;
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(text);
}

/** The formats that are checked; of any other, every text is taken. */
const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  uuid: (text) => UUID.test(text),
  date: isDay,
  time: (text) => TIME.test(text),
  'date-time': (text) => text[10] === 'T' && isDay(text.slice(0, 10)) && TIME.test(text.slice(11)),
  duration: (text) => /^P(\d+[YMWD]|T\d+[HMS])$/.test(text),
  email: (text) => text.length < 255 && EMAIL.test(text),
  uri: (text) => URI.test(text),
  url: (text) => URI.test(text),
  'uri-reference': (text) => REFERENCE.test(text),
  hostname: (text) => text.length < 254 && HOST.test(text),
  ipv4: isIPv4,
  ipv6: isIPv6,
  byte: (text) => text.length % 4 === 0 && /^[A-Za-z\d+/]*={0,2}$/.test(text),
  'json-pointer': (text) => /^(\/[\w-]+)*$/.test(text),
  regex: (text) => compilePattern(text) !== undefined,
};

/** A text that two JSON values share if they are equal. */
const keyOf = (value: unknown): string => JSON.stringify(value);

/** Whether two JSON values are equal, the order of fields aside. */
function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((one, i) => equal(one, b[i]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((one) => equal(a[one], b[one]));
}

function textFits(schema: Raw, text: string): boolean {
  const length = codePoints(text);
  if (length < (numberOf(schema, 'minLength') ?? 0)) return false;
  if (length > (numberOf(schema, 'maxLength') ?? Infinity)) return false;
  const pattern = textOf(schema, 'pattern');
  if (pattern !== undefined && compilePattern(pattern)?.test(text) === false) return false;
  return FORMATS[textOf(schema, 'format') ?? '']?.(text) ?? true;
}

function numberFits(schema: Raw, value: number): boolean {
  const step = numberOf(schema, 'multipleOf');
  return (
    Number.isFinite(value) &&
    value >= (numberOf(schema, 'minimum') ?? -Infinity) &&
    value > (numberOf(schema, 'exclusiveMinimum') ?? -Infinity) &&
    value <= (numberOf(schema, 'maximum') ?? Infinity) &&
    value < (numberOf(schema, 'exclusiveMaximum') ?? Infinity) &&
    (step === undefined || Number.isSafeInteger(value / step))
  );
}

function listFits(document: Raw, schema: Raw, values: readonly unknown[]): boolean {
  const { length } = values;
  if (length < (numberOf(schema, 'minItems') ?? 0)) return false;
  if (length > (numberOf(schema, 'maxItems') ?? Infinity)) return false;
  if (schema.uniqueItems === true && new Set(values.map(keyOf)).size < length) return false;
  const first = listOf(schema.prefixItems);
  return values.every((one, i) => fits(document, first[i] ?? schema.items ?? {}, one));
}

function objectFits(document: Raw, schema: Raw, value: Raw): boolean {
  const properties = objectOf(schema.properties);
  const names = Object.keys(value);
  if (listOf(schema.required).some((one) => !Object.hasOwn(value, String(one)))) return false;
  if (names.length < (numberOf(schema, 'minProperties') ?? 0)) return false;
  if (names.length > (numberOf(schema, 'maxProperties') ?? Infinity)) return false;
  const { additionalProperties: rest = {} } = schema;
  return names.every((name) => {
    if (Object.hasOwn(properties, name)) return fits(document, properties[name], value[name]);
    return rest !== false && (rest === true || fits(document, rest, value[name]));
  });
}

/** Whether a value is valid by one alternative of a schema. */
export function fitsOption(document: Raw, schema: Raw, value: unknown): boolean {
  if (schema.const !== undefined && !equal(schema.const, value)) return false;
  if (Array.isArray(schema.enum) && !schema.enum.some((one) => equal(one, value))) return false;
  const type = schema.type === undefined ? undefined : typeOf(schema);
  const isOf = (name: string): boolean => type === undefined || type === name;
  switch (typeof value) {
    case 'string':
      return isOf('string') && textFits(schema, value);
    case 'number':
      return (
        (isOf('number') || (isOf('integer') && Number.isInteger(value))) &&
        numberFits(schema, value)
      );
    case 'boolean':
      return isOf('boolean');
    case 'object':
      if (value === null) return isOf('null');
      if (Array.isArray(value)) return isOf('array') && listFits(document, schema, value);
      return isOf('object') && isObject(value) && objectFits(document, schema, value);
    default:
      return false;
  }
}

/** Whether a JSON value is valid by a schema. */
export function fits(document: Raw, schema: unknown, value: unknown): boolean {
  const { options, isExclusive } = alternatives(document, schema);
  const matching = options.filter((one) => fitsOption(document, one, value));
  return isExclusive ? matching.length === 1 : matching.length > 0;
}
