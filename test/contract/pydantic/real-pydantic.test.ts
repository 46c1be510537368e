/** The checks beside the Pydantic of the Python on this machine, where it has one of the version that they follow. */
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pythonFloatText } from '../../../src/contract/pydantic/float-text.ts';
import { readJson } from '../../../src/contract/pydantic/json-reader.ts';
import { otherKinds } from '../../../src/contract/pydantic/kinds.ts';
import { ruleOf, type Schema } from '../../../src/contract/pydantic/rules.ts';
import { checkValue } from '../../../src/contract/pydantic/validate.ts';

const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);
const numRuns = Number(process.env.PYDANTIC_RUNS ?? 2000);

/** Whether Python has a package in a version. */
function has(name: string, version: string): boolean {
  const script = `from importlib.metadata import version; print(version('${name}'))`;
  try {
    const found = execFileSync('python3', ['-c', script], { stdio: 'pipe' }).toString();
    return found.startsWith(version);
  } catch {
    return false;
  }
}
const isHere = has('pydantic', '2.13.');

/** Validates the JSON of each line as a type, and prints the value, or the error. */
const SCRIPT = `
import datetime, json, sys
from typing import Annotated
from pydantic import EmailStr, Field, TypeAdapter, ValidationError
check = TypeAdapter(eval(sys.argv[1]))
def shown(value):
    if type(value) is int:
        try: return repr(float(value))
        except OverflowError: return "-inf" if value < 0 else "inf"
    if type(value) is str: return value
    if type(value) is list: return ",".join(map(shown, value))
    return value.isoformat() if isinstance(value, datetime.date) else repr(value)
for line in sys.stdin.read().split("\\n"):
    try:
        said = ["value", shown(check.validate_python(json.loads(line)))]
    except ValidationError as error:
        one = error.errors(include_url=False, include_input=False)[0]
        said = [one["type"], one["msg"], json.dumps(one.get("ctx"), separators=(",", ":"))]
    print(json.dumps(said))
`;

/** What Pydantic says of JSON texts. */
const theirs = (type: string, texts: readonly string[]): string[][] =>
  execFileSync('python3', ['-c', SCRIPT, type], { input: texts.join('\n'), maxBuffer: 2 ** 28 })
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

function shown(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return value.map(shown).join(',');
  if (typeof value !== 'number') return String(value);
  if (Number.isNaN(value)) return 'nan';
  return Number.isFinite(value) ? pythonFloatText(value) : value < 0 ? '-inf' : 'inf';
}

/** What the emulator says of a JSON text. */
function ours(schema: Schema, text: string): string[] {
  const reading = readJson(text, '3.12');
  if (reading.kind !== 'value') throw new Error(`${text} is not JSON`);
  const rule = ruleOf({ components: { schemas: {} }, otherKinds }, schema, 'it');
  const checked = checkValue(reading.value, rule, '2.13');
  if (checked.faults === undefined) return ['value', shown(checked.value)];
  const [{ type, msg, ctx = null }] = checked.faults.map(({ fault }) => fault) as [
    { type: string; msg: string; ctx?: object | string },
  ];
  return [type, msg, typeof ctx === 'string' ? ctx : JSON.stringify(ctx)];
}

const text = (part: fc.Arbitrary<string>, maxLength: number) =>
  fc.array(part, { maxLength }).map((parts) => JSON.stringify(parts.join('')));
const pieces = (...all: string[]) => fc.constantFrom(...all);

const digits = pieces(
  '0',
  '1',
  '9',
  '00',
  '_',
  '__',
  '.',
  '.0',
  '-',
  '+',
  'e',
  'E5',
  ' ',
  '\u0085',
);
const odd = pieces('\ufeff', '\u001c', 'inf', 'nan', 'x', '٣', '0x', '9'.repeat(4299));
const json = fc.oneof(
  fc.json({ maxDepth: 1 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((one) => pythonFloatText(one)),
  fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }).map(String),
  fc.constantFrom('9'.repeat(400), '9223372036854775808.0', '-9223372036854775808', '1e300', '-0'),
);
const numeric = fc.oneof(
  text(fc.oneof({ weight: 9, arbitrary: digits }, { weight: 1, arbitrary: odd }), 7),
  json,
);
const lists = fc.oneof(
  fc.json({ maxDepth: 2 }),
  fc.array(fc.constantFrom(1, 'x')).map((one) => JSON.stringify(one)),
);
const words = text(pieces('t', 'T', 'true', 'o', 'N', 'f', 'F', 'y', 'es', '0', '1', ' ', 'ſ'), 3);

/** Mostly right dates and times, with a piece changed, cut out or put in. */
const times = fc
  .tuple(
    pieces('2024', '2023', '0000', '0001', '9999', '1900', '２０２４'),
    pieces('-', '-', '-', '/', ''),
    pieces('01', '02', '12', '00', '13', '1', '٣'),
    pieces('-', '-', '-', '.'),
    pieces('01', '28', '29', '30', '31', '00', '32', 'é'),
    pieces('T', 't', ' ', '_', 'x', '', 'TT'),
    pieces('00', '00', '23', '24', '0'),
    pieces(':', ':', ':', '.', ''),
    pieces('00', '00', '59', '60', '0é'),
    pieces('', ':00', ':00', ':59', ':60', ':', ':0', ':00.', ':00.0', ':00,000000', ':00.0000009'),
    pieces(
      '',
      'Z',
      'z',
      '+00:00',
      '-0130',
      '−01:00',
      '+24:00',
      '+23:60',
      '+1',
      '+01',
      '+01:',
      '-01:5',
    ),
    pieces('', '', '', '', ' ', 'x', '\u0000'),
  )
  .chain((parts) =>
    fc.integer({ min: 0, max: 2 * parts.length }).map((length) => parts.slice(0, length + 1)),
  )
  .map((parts) => JSON.stringify(parts.join('')));
const day = fc.integer({ min: -719_600, max: 2_933_000 });
const timestamp = fc.oneof(
  day.map((one) => 86_400 * one),
  day.map((one) => 86_400_000 * one),
  fc.integer({ min: -3e10, max: 3e10 }),
  fc.integer({ min: -3e14, max: 3e14 }),
  fc.maxSafeInteger(),
);
const stamps = fc
  .tuple(
    pieces('', '', '-', '+', ' '),
    timestamp,
    pieces(
      '',
      '',
      '.',
      '.0',
      '.5',
      '.000',
      '.0000004',
      '.0000006',
      '.9999999',
      'e3',
      '.e3',
      '.0e3',
      '.0E-3',
    ),
  )
  .map(([sign, number, end]) => JSON.stringify(sign + Math.abs(number) + end));
const long = text(pieces('0', '9', '1', '00000', '123456789', '99999999999', '.', 'e1', '-'), 8);
const dates = fc.oneof(times, times, stamps, long, numeric, timestamp.map(String));

/** Addresses of ASCII characters, without Punycode and IPv6: those are not followed (docs/fidelity.md). */
const name = pieces(
  'a',
  'B',
  'x.y',
  'postmaster',
  '.',
  '..',
  '"',
  '\\\\',
  ' ',
  '@',
  '<',
  '>',
  ',',
  "'",
  '\t',
);
const domain = pieces(
  'co',
  'De',
  '.',
  '-',
  'b-c',
  'xy',
  '--',
  'test',
  '1',
  '_',
  '@',
  '[',
  ']',
  ':',
  '>',
  ' ',
);
const addresses = fc
  .tuple(
    fc.array(name, { maxLength: 4 }),
    pieces('@', '@', '@', '@', '', '"@', '<@'),
    fc.array(domain, { maxLength: 5 }),
    pieces('', '.co', '.co', '.local', '>', ' ', '.1'),
    pieces('', '', '', 'x'.repeat(60), 'y.'.repeat(120), 'z'.repeat(260)),
    fc.boolean(),
    pieces('', '', '', '', 'N <', '"N" <', '"N" x <', 'N. <'),
  )
  .map(([local, at, parts, end, long, isBefore, start]) => {
    const [before, after] = isBefore ? [long, ''] : ['', long];
    return JSON.stringify(start + local.join('') + before + at + after + parts.join('') + end);
  });
const brackets = text(pieces('a@[', ']', '1.2.3.4', '.', '0', '256', '01', '1234', 'x:'), 6);
const emails = fc.oneof({ weight: 9, arbitrary: addresses }, brackets, json);

/** A kind of value: its type in Python, its schema, and JSON texts to read. */
type Case = [what: string, type: string, schema: Schema, values: fc.Arbitrary<string>];

const cases: Case[] = [
  ['an integer', 'int', { type: 'integer' }, numeric],
  [
    'an integer with bounds',
    'Annotated[int, Field(gt=0, le=100)]',
    { type: 'integer', exclusiveMinimum: 0, maximum: 100 },
    numeric,
  ],
  ['a float', 'float', { type: 'number' }, numeric],
  [
    'a float with bounds',
    'Annotated[float, Field(ge=0, lt=0.5)]',
    { type: 'number', minimum: 0, exclusiveMaximum: 0.5 },
    numeric,
  ],
  ['a date', 'datetime.date', { type: 'string', format: 'date' }, dates],
  ['a date with a time', 'datetime.datetime', { type: 'string', format: 'date-time' }, dates],
  ['a boolean', 'bool', { type: 'boolean' }, fc.oneof(words, json)],
  [
    'a list',
    'Annotated[list[int], Field(min_length=1, max_length=2)]',
    { type: 'array', items: { type: 'integer' }, minItems: 1, maxItems: 2 },
    lists,
  ],
];
if (has('email-validator', '2.3.0')) {
  cases.push(['an e-mail address', 'EmailStr', { type: 'string', format: 'email' }, emails]);
}

describe.runIf(isHere)('beside the Pydantic on this machine', () => {
  it.each(cases)('%s is read in the same way', (_, type, schema, values) => {
    const texts = fc.sample(values, { seed, numRuns });
    const said = theirs(type, texts);
    const different = texts.flatMap((one, i) => {
      const found = ours(schema, one);
      return String(found) === String(said[i]) ? [] : [{ text: one, theirs: said[i], ours: found }];
    });
    expect(said).toHaveLength(numRuns);
    expect(different.slice(0, 9)).toEqual([]);
  });
});
