import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import openapi from '../../../openapi.json' with { type: 'json' };
import { parseBody, validateBody } from '../../../src/contract/pydantic/body.ts';
import { decodeJsonBytes } from '../../../src/contract/pydantic/decode.ts';
import { readJson } from '../../../src/contract/pydantic/json-reader.ts';
import { rulesOf } from '../../../src/contract/pydantic/rules.ts';
import { defaultSwitches } from '../../../src/contract/pydantic/switches.ts';

const HIGH = Buffer.from([0xed, 0xa0, 0xbd]);
const LOW = Buffer.from([0xed, 0xb8, 0x80]);
const text = (...parts: (string | Buffer)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));

/** The result of reading a body with a message of some bytes. */
function inject(message: Buffer) {
  const bytes = text('{"message":"', message, '"}');
  const parsed = parseBody('application/json', bytes, defaultSwitches);
  if (parsed.kind === 'refused') return parsed;
  return validateBody(parsed, rulesOf(openapi, 'InjectRequest'), defaultSwitches);
}

describe('a pair of surrogates', () => {
  it.each([
    ['two escapes', text('\\ud83d\\ude00')],
    ['a character of four bytes', text('😀')],
  ])('is one character, written as %s', (_, message) => {
    expect(inject(message)).toMatchObject({ ok: true, value: { message: '😀' } });
  });

  it.each([
    ['raw, both', text(HIGH, LOW)],
    ['raw, then an escape', text(HIGH, '\\ude00')],
    ['an escape, then raw', text('\\ud83d', LOW)],
    ['raw, with an escape before', text('\\n', HIGH, LOW)],
  ])('is two characters that cannot be echoed: %s', (_, message) => {
    expect(inject(message)).toMatchObject({ ok: false, status: 500 });
  });

  it('counts as two characters in the position of an error, when raw', () => {
    const reading = readJson(decodeJsonBytes(text('"', HIGH, LOW, LOW, '" x')) ?? '', '3.12');
    expect(reading).toMatchObject({ message: 'Extra data', position: 6 });
  });

  it('is two characters in UTF-32, and one in UTF-16', () => {
    const points = [0x22, 0xd83d, 0xde00, 0x22];
    const wide = Buffer.concat(
      points.map((point) => Buffer.from([point & 0xff, point >> 8, 0, 0])),
    );
    expect(decodeJsonBytes(wide)?.isWellFormed()).toBe(false);
    expect(decodeJsonBytes(Buffer.from('"😀"', 'utf16le'))).toBe('"😀"');
  });
});

const python = (() => {
  try {
    return execFileSync('python3', ['--version']).toString().startsWith('Python 3');
  } catch {
    return false;
  }
})();

describe.runIf(python)(
  'surrogates, compared with the json module of the Python on this machine',
  () => {
    it('are as many characters, and can be encoded in the same cases', () => {
      const part = fc.constantFrom(
        HIGH,
        LOW,
        text('\\ud83d'),
        text('\\ude00'),
        text('a'),
        text('\\n'),
      );
      const bodies = fc
        .sample(fc.array(part, { maxLength: 6 }), { numRuns: 2000, seed: 7 })
        .map((parts) => text('["', ...parts, '"]'));
      const script = `
import json, sys
out = []
for line in sys.stdin.read().split():
    value = json.loads(bytes.fromhex(line))[0]
    try:
        value.encode()
        out.append([len(value), True])
    except UnicodeEncodeError:
        out.append([len(value), False])
print(json.dumps(out))`;
      const input = bodies.map((body) => body.toString('hex')).join('\n');
      const theirs = JSON.parse(execFileSync('python3', ['-c', script], { input }).toString());
      const ours = bodies.map((body) => {
        const reading = readJson(decodeJsonBytes(body) ?? '', '3.12');
        const [value] = (reading.kind === 'value' ? reading.value : []) as string[];
        return [[...(value ?? '')].length, value?.isWellFormed()];
      });
      expect(ours).toEqual(theirs);
    });
  },
);
