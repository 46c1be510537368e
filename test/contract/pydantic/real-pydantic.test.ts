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

const isHere = (() => {
  try {
    const version = ['-c', 'import pydantic; print(pydantic.VERSION)'];
    return execFileSync('python3', version, { stdio: 'pipe' }).toString().startsWith('2.13.');
  } catch {
    return false;
  }
})();

/** Validates the JSON of each line as a type, and prints the value, or the error. */
const SCRIPT = `
import datetime, json, sys
from typing import Annotated
from pydantic import Field, TypeAdapter, ValidationError
check = TypeAdapter(eval(sys.argv[1]))
def shown(value):
    if type(value) is int:
        try: return repr(float(value))
        except OverflowError: return "-inf" if value < 0 else "inf"
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
const words = text(pieces('t', 'T', 'true', 'o', 'N', 'f', 'F', 'y', 'es', '0', '1', ' ', 'ſ'), 3);

describe.runIf(isHere)('beside the Pydantic on this machine', () => {
  it.each<[string, string, Schema, fc.Arbitrary<string>]>([
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
    ['a boolean', 'bool', { type: 'boolean' }, fc.oneof(words, json)],
    [
      'a list',
      'Annotated[list[int], Field(min_length=1, max_length=2)]',
      { type: 'array', items: { type: 'integer' }, minItems: 1, maxItems: 2 },
      fc.oneof(
        fc.json({ maxDepth: 2 }),
        fc.array(fc.constantFrom(1, 'x')).map((one) => JSON.stringify(one)),
      ),
    ],
  ])('%s is read in the same way', (_, type, schema, values) => {
    const texts = fc.sample(values, { seed, numRuns });
    const found = texts.map((one) => [one, ...ours(schema, one)]);
    expect(found).toEqual(theirs(type, texts).map((said, i) => [texts[i], ...said]));
  });
});
