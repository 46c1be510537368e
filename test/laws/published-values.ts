/**
 * Values that a published schema allows, and values that it does not, with the errors that Pydantic has for them.
 * Made from the document alone: no code of the emulator says here what is right.
 */
import fc from 'fast-check';

/** A JSON Schema as far as requests use it. */
export interface Schema {
  readonly $ref?: string;
  readonly title?: string;
  readonly type?: string;
  readonly format?: string;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly items?: Schema;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

/** An error of the framework: where, and which. */
export interface Issue {
  readonly loc: readonly (string | number)[];
  readonly type: string;
}

/** A value, and its errors in their order; none when the schema allows it. */
export interface Sample {
  readonly value: unknown;
  readonly issues: readonly Issue[];
}

/** Finds a schema by its reference. */
export type Resolve = (reference: string) => Schema;

/** What is sent as JSON, or as text in a query or a path. */
export type Form = 'json' | 'text';

const fits = (value: unknown): Sample => ({ value, issues: [] });
const fails = (type: string, ...values: readonly unknown[]): Sample[] =>
  values.map((value) => ({ value, issues: [{ loc: [], type }] }));

/** Issues of a part, with its place in front. */
const within = (part: string | number, { issues }: Sample): Issue[] =>
  issues.map(({ loc, type }) => ({ loc: [part, ...loc], type }));

/** Characters that take one unit of UTF-16 or two, one byte of UTF-8 or more. */
const letters = fc.constantFrom('a', 'Z', '0', ' ', 'é', '日', '🎉', '"', '\\', '&', '%', '\n');

function textOf({ pattern, minLength = 0, maxLength = Infinity }: Schema): fc.Arbitrary<string> {
  const isLongEnough = (text: string): boolean => {
    const { length } = [...text];
    return length >= minLength && length <= maxLength;
  };
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern)).filter(isLongEnough);
  const length = { minLength, maxLength: Math.min(maxLength, minLength + 20) };
  const short = fc.array(letters, length).map((all) => all.join(''));
  // The longest text: its length counts characters, not units.
  return maxLength > 500 ? short : fc.oneof(short, fc.constant('🎉'.repeat(maxLength)));
}

function wrongTexts({ pattern, minLength = 0, maxLength = Infinity }: Schema): Sample[] {
  return [
    ...(minLength > 0 ? fails('string_too_short', 'x'.repeat(minLength - 1)) : []),
    ...(maxLength <= 10_000 ? fails('string_too_long', 'x'.repeat(maxLength + 1)) : []),
    ...(pattern === undefined ? [] : fails('string_pattern_mismatch', '!'.repeat(minLength || 1))),
  ];
}

function numberOf(schema: Schema): fc.Arbitrary<number> {
  const least = schema.minimum ?? (schema.exclusiveMinimum ?? -1001) + 1;
  const most = schema.maximum ?? 1000;
  if (schema.type === 'integer') return fc.integer({ min: least, max: most });
  return fc.double({ min: least, max: most, noNaN: true });
}

function wrongNumbers({ minimum, maximum, exclusiveMinimum }: Schema): Sample[] {
  return [
    ...(minimum === undefined ? [] : fails('greater_than_equal', minimum - 1)),
    ...(exclusiveMinimum === undefined ? [] : fails('greater_than', exclusiveMinimum)),
    ...(maximum === undefined ? [] : fails('less_than_equal', maximum + 1)),
  ];
}

/** The right values of a schema without references and null, and all kinds of wrong ones. */
function valuesOf(schema: Schema, isClass: boolean): [right: fc.Arbitrary<unknown>, Sample[]] {
  const words = schema.const === undefined ? schema.enum : [schema.const];
  if (words !== undefined) {
    return [
      fc.constantFrom(...words),
      fails(isClass ? 'enum' : 'literal_error', 'no such', '', 5, null, []),
    ];
  }
  switch (`${schema.type} ${schema.format ?? ''}`.trim()) {
    case 'string':
      return [
        textOf(schema),
        [...wrongTexts(schema), ...fails('string_type', 5, true, null, [], {})],
      ];
    case 'string uuid':
      return [
        fc.uuid(),
        [...fails('uuid_parsing', '', 'x', `${'0'.repeat(33)}`), ...fails('uuid_type', 5, null)],
      ];
    case 'string date':
      return [
        fc.constantFrom('2026-03-01', '2024-02-29'),
        fails('date_from_datetime_parsing', 'tomorrow', '2026-02-30'),
      ];
    case 'string email':
      return [
        fc.stringMatching(/^[a-z]{1,9}@[a-z]{1,9}\.(com|org)$/),
        [...fails('value_error', 'x', 'a@b@c.com'), ...fails('string_type', 5, null)],
      ];
    case 'boolean':
      return [
        fc.boolean(),
        [...fails('bool_parsing', 'maybe', 2), ...fails('bool_type', null, [])],
      ];
    case 'integer':
      return [
        numberOf(schema),
        [
          ...wrongNumbers(schema),
          ...fails('int_parsing', 'x', ''),
          ...fails('int_from_float', 1.5),
          ...fails('int_type', null, []),
        ],
      ];
    case 'number':
      return [
        numberOf(schema),
        [...wrongNumbers(schema), ...fails('float_parsing', 'x'), ...fails('float_type', null, [])],
      ];
    case 'object':
      return [
        fc.constantFrom({}, { a: 1 }, { a: { b: [null] } }),
        fails('dict_type', 'x', 5, null, []),
      ];
    case 'undefined':
      return [fc.constantFrom('', 'x', '5'), []];
    default:
      throw new Error(`no values are known for ${JSON.stringify(schema)}`);
  }
}

const anyOf = (all: readonly Sample[]): fc.Arbitrary<Sample> => fc.constantFrom(...all);

/** Values of a schema, most of them right. In a query there is no null, and every value is a text. */
export function samplesOf(reference: Schema, resolve: Resolve, form: Form): fc.Arbitrary<Sample> {
  const options = (reference.anyOf ?? [reference]).filter(({ type }) => type !== 'null');
  const [option = {}] = options;
  const isNullable = options.length < (reference.anyOf?.length ?? 1);
  const schema = option.$ref === undefined ? option : resolve(option.$ref);
  const nothing = isNullable && form === 'json' ? [fc.constant(fits(null))] : [];
  const others =
    schema.type === 'array'
      ? [listsOf(schema, resolve, form)]
      : schema.properties !== undefined
        ? [recordsOf(schema, resolve, form)]
        : simple(schema, option.$ref !== undefined && schema.title !== undefined);
  return fc.oneof(...nothing, ...others);

  function simple(one: Schema, isClass: boolean): fc.Arbitrary<Sample>[] {
    const [right, all] = valuesOf(one, isClass);
    const wrong = all.filter((sample) =>
      form === 'text' ? isWrongAsText(sample) : sample.value !== null || !isNullable,
    );
    const rights = right.map(fits);
    return wrong.length === 0 ? [rights] : [rights, rights, rights, anyOf(wrong)];
  }
}

/** Whether a value is as wrong as a text: a text, or a number that is too small or too big. */
const isWrongAsText = ({ issues, value }: Sample): boolean =>
  typeof value === 'string' || /^(greater|less)_than/.test(issues[0]?.type ?? '');

function listsOf(
  { items = {}, maxItems = Infinity }: Schema,
  resolve: Resolve,
  form: Form,
): fc.Arbitrary<Sample> {
  const item = samplesOf(items, resolve, form);
  const lists = fc.array(item, { maxLength: Math.min(maxItems, 3) }).map((all) => ({
    value: all.map(({ value }) => value),
    issues: all.flatMap((one, i) => within(i, one)),
  }));
  if (form === 'text') return lists;
  const right = item.filter(({ issues }) => issues.length === 0);
  const long = right.map(({ value }) => ({
    value: Array.from({ length: maxItems + 1 }, () => value),
    issues: [{ loc: [], type: 'too_long' }],
  }));
  const wrong = anyOf(fails('list_type', 'x', 5, {}));
  return fc.oneof(lists, lists, ...(maxItems < Infinity ? [long] : []), wrong);
}

/** Objects of a schema: each field is right, wrong or left out. Errors are in the order of the schema. */
export function recordsOf(
  { properties = {}, required = [] }: Schema,
  resolve: Resolve,
  form: Form,
): fc.Arbitrary<Sample> {
  const fields = Object.entries(properties).map(([name, schema]) => {
    const absent: Sample = {
      value: undefined,
      issues: required.includes(name) ? [{ loc: [], type: 'missing' }] : [],
    };
    const given = samplesOf(schema, resolve, form);
    const mostly = required.includes(name) ? [given, given, given, given] : [given];
    return fc.oneof(...mostly, fc.constant(absent)).map((one) => [name, one] as const);
  });
  return fc.tuple(...fields).map((all) => ({
    value: Object.fromEntries(
      all.filter(([, { value }]) => value !== undefined).map(([name, { value }]) => [name, value]),
    ),
    issues: all.flatMap(([name, one]) => within(name, one)),
  }));
}
