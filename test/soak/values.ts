/** Values that fit a schema, and values that fit none. */
import type { Random } from './random.ts';

/** A JSON Schema as far as the documents use it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
}

/** Finds a schema by its reference. */
export type Resolve = (ref: string) => Schema;

/** Names that mean something in the world, by the name of the field. */
export type Known = Readonly<Record<string, readonly string[]>>;

/** JSON that `JSON.stringify` cannot write: it stands in the text as it is. */
export class Raw {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Fields that make a response wait: only values that are short or refused. */
const WAITS =
  /(_ms|sigma|after_seconds|response_delay_seconds|token_delay_ms)$|^(delay_ms|timeout_ms|speed|probability)$/;

const digits = '9'.repeat(4_300);
const wildNumbers = [
  '1e300',
  '-1e300',
  '1e999',
  '-0',
  '-0.0',
  '0.30000000000000004',
  'NaN',
  'Infinity',
  '-Infinity',
  '9007199254740993',
  '-1',
  '0',
  '1e-320',
  '2147483648',
  '18446744073709551616',
  '3155760001',
  '8.64e15',
  digits,
  `-${digits}`,
  `0.${digits}`,
  `1e${digits.slice(0, 20)}`,
  '01',
  '1.',
  '.5',
  '0x10',
  '1_000',
  '253402300800',
];
const wildWaits = ['0', '1', '20', '0.5', '-0', '-1', '1e300', '1e10', 'NaN', digits];
const wildStrings = [
  '',
  ' ',
  '\ud800',
  '\udc00',
  '\ud83d\ude00',
  'a\ud800b',
  '\ude00\ud83d',
  '\u0000',
  'a\r\nb',
  '\u2028',
  '\ufeff',
  '__proto__',
  'constructor',
  'toString',
  '../../etc',
  '%00',
  '%ff',
  "';--",
  '<img src=x>',
  'é'.repeat(300),
  'x'.repeat(5_000),
  'NaN',
  '1e300',
  'null',
  '2026-02-30T25:61:00Z',
  '+275760-09-13T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '-000001-01-01T00:00:00Z',
  '11111111-1111-4111-8111-111111111111',
  '{11111111-1111-4111-8111-111111111111}',
];
const patterns = [
  '^(a+)+$',
  '(a|a)*$',
  '(?<=a)b',
  '(?=x)y',
  '(a)\\1',
  '[',
  '(?:',
  '\\p{L}+',
  '.*.*.*=.*',
  'a{1,1000}',
  '(a{1,100}){1,100}',
  '[\\s\\S]*',
  '\\u{110000}',
  '(?<n>a)\\k<n>',
  '^.{0,500}$',
  '\\',
  '*',
  '(x+x+)+y',
];

/** A number that is hard to read, keep or add up. */
export const wildNumber = (random: Random): Raw => new Raw(random.pick(wildNumbers));

/** A value that a field with this name hardly expects. */
export function wildValue(random: Random, name: string): unknown {
  if (WAITS.test(name)) return new Raw(random.pick(wildWaits));
  if (name === 'regex') return random.pick(patterns);
  // Many things at once are asked for elsewhere, with a bound.
  if (name === 'count')
    return random.pick([new Raw('1e300'), new Raw('-0'), 1.5, '1', 3, -1, digits]);
  switch (random.below(8)) {
    case 0:
    case 1:
      return wildNumber(random);
    case 2:
    case 3:
      return random.pick(wildStrings);
    case 4:
      return random.pick([null, true, false, [], {}, [[]], [null], { '': null }]);
    case 5: {
      const depth = random.pick([3, 30, 65, 100, 1_000, 20_000]);
      const [open, close] = random.pick([
        ['[', ']'],
        ['{"a":', '}'],
      ] as const);
      return new Raw(open.repeat(depth) + (open === '[' ? '' : '1') + close.repeat(depth));
    }
    case 6:
      return new Raw(
        random.pick([
          '{"__proto__":{"x":1}}',
          '{"a":1,"a":2}',
          '[1,]',
          '{"a":}',
          "'x'",
          '"\\ud800"',
          '"\\ud83d\\ude00"',
          '"\\x"',
          'nul',
          '{"_sa_x":1}',
        ]),
      );
    default:
      return random.pick(patterns);
  }
}

function stringFor(schema: Schema, name: string, random: Random, known: Known): string {
  const names = known[name];
  if (names !== undefined && names.length > 0 && random.chance(0.8)) return random.pick(names);
  if (schema.format === 'uuid') return random.uuid();
  if (name === 'regex') return random.pick(patterns);
  if (schema.format === 'date-time' || name === 'now') {
    return random.pick([
      '2026-03-01T09:30:00Z',
      '2026-03-01T09:30:00+14:00',
      '2099-12-31T23:59:59.999Z',
    ]);
  }
  if (name === 'canonical_id') return `charmhealth:Patient:${random.below(50)}`;
  const text = random.pick([
    'hello',
    'Anybody there?',
    'ok',
    'a',
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaab',
    'Grüße 🎉',
    'x'.repeat(200),
  ]);
  return text.padEnd(schema.minLength ?? 0, 'x').slice(0, schema.maxLength ?? 1_000);
}

function numberFor(schema: Schema, name: string, random: Random): number {
  if (WAITS.test(name)) return random.pick([0, 1, 5]);
  const least = schema.minimum ?? 0;
  const most = Math.min(
    schema.maximum ?? 1_000,
    name === 'count' || name === 'subscribers' ? 3 : 1_000,
  );
  const value = least + random.next() * Math.max(0, most - least);
  return schema.type === 'integer' ? Math.round(value) : Number(value.toFixed(3));
}

/** A value that fits a schema, mostly; `name` is the field that it is for. */
export function valueFor(
  schema: Schema,
  name: string,
  random: Random,
  resolve: Resolve,
  known: Known,
  depth = 0,
): unknown {
  const within = (one: Schema, field = name): unknown =>
    valueFor(one, field, random, resolve, known, depth + 1);
  if (schema.$ref !== undefined) return within(resolve(schema.$ref));
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return random.pick(schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return within(random.pick(choices));
  if (schema.allOf !== undefined) {
    const parts = schema.allOf.map((one) => within(one));
    return Object.assign({}, ...parts);
  }
  const type = Array.isArray(schema.type) ? random.pick(schema.type as string[]) : schema.type;
  switch (type) {
    case 'string':
      return stringFor(schema, name, random, known);
    case 'integer':
    case 'number':
      return numberFor(schema, name, random);
    case 'boolean':
      return random.chance(0.5);
    case 'null':
      return null;
    case 'array': {
      const items = schema.items ?? {};
      return Array.from({ length: depth > 5 ? 0 : random.below(3) }, () => within(items));
    }
    case 'object': {
      const made: Record<string, unknown> = {};
      for (const [field, one] of Object.entries(schema.properties ?? {})) {
        const needed = schema.required?.includes(field) ?? false;
        if (needed || (depth < 6 && random.chance(0.4))) made[field] = within(one, field);
      }
      if (typeof schema.additionalProperties === 'object' && random.chance(0.3)) {
        made.extra = within(schema.additionalProperties, 'extra');
      }
      return made;
    }
    default:
      return random.pick([null, 'any', 1, { any: ['thing'] }]);
  }
}

/** A copy with one place changed: replaced by a wild value, left out, or joined by a field that is not asked for. */
export function mutate(value: unknown, random: Random, name = ''): unknown {
  const isList = Array.isArray(value);
  if (value === null || typeof value !== 'object' || value instanceof Raw) {
    return wildValue(random, name);
  }
  const keys = Object.keys(value);
  if (keys.length === 0 || random.chance(0.12)) {
    if (random.chance(0.4)) return wildValue(random, name);
    if (isList) return [...value, wildValue(random, name)];
    const field = random.pick([
      '__proto__',
      'constructor',
      'extra',
      '',
      '_sa_x',
      'workspace_id',
      'toJSON',
      'then',
    ]);
    return { ...value, [field]: wildValue(random, field) };
  }
  const key = random.pick(keys);
  const found = (value as Record<string, unknown>)[key];
  const field = isList ? name : key;
  const changed = random.chance(0.7) ? mutate(found, random, field) : wildValue(random, field);
  if (isList) {
    if (random.chance(0.1)) return value.filter((_, at) => String(at) !== key);
    return value.map((one, at) => (String(at) === key ? changed : one));
  }
  if (random.chance(0.1)) {
    return Object.fromEntries(Object.entries(value).filter(([one]) => one !== key));
  }
  return { ...value, [key]: changed };
}

/** Writes a value as JSON, or as what looks like it: `Raw` stands as it is. */
export function textOf(value: unknown): string {
  if (value instanceof Raw) return value.text;
  if (Array.isArray(value)) return `[${value.map(textOf).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const fields = Object.entries(value).filter(([, one]) => one !== undefined);
    return `{${fields.map(([key, one]) => `${JSON.stringify(key)}:${textOf(one)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
