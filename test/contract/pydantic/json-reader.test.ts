import { describe, expect, it } from 'vitest';
import { decodeJsonBytes } from '../../../src/contract/pydantic/decode.ts';
import { readJson } from '../../../src/contract/pydantic/json-reader.ts';
import { type JsonValue, PyFloat, PyInt } from '../../../src/contract/pydantic/json-value.ts';

const invalid = (text: string, python: '3.12' | '3.13' = '3.12') => {
  const reading = readJson(text, python);
  return reading.kind === 'invalid' ? `${reading.message} @${reading.position}` : reading.kind;
};
const value = (text: string): JsonValue | undefined => {
  const reading = readJson(text, '3.12');
  return reading.kind === 'value' ? reading.value : undefined;
};

describe('the JSON reader', () => {
  it.each([
    ['', 'Expecting value @0'],
    ['  ', 'Expecting value @2'],
    ['nul', 'Expecting value @0'],
    ['nullx', 'Extra data @4'],
    ['01', 'Extra data @1'],
    ['-', 'Expecting value @0'],
    ['-x', 'Expecting value @0'],
    ['1.', 'Extra data @1'],
    ['{"a":01}', "Expecting ',' delimiter @6"],
    ['{"a":1.}', "Expecting ',' delimiter @6"],
    ['"abc', 'Unterminated string starting at @0'],
    ['"abc\\', 'Unterminated string starting at @0'],
    ['"a\nb"', 'Invalid control character at @2'],
    ['"\\x"', 'Invalid \\escape @1'],
    ['"\\u12"', 'Invalid \\uXXXX escape @2'],
    ['"\\u1234', 'Invalid \\uXXXX escape @2'],
    ['"\\ud800\\uzzzz"', 'Invalid \\uXXXX escape @8'],
    ['{', 'Expecting property name enclosed in double quotes @1'],
    ['{1', 'Expecting property name enclosed in double quotes @1'],
    ['{"a"', "Expecting ':' delimiter @4"],
    ['{"a":', 'Expecting value @5'],
    ['{"a":1', "Expecting ',' delimiter @6"],
    ['{"a":1,', 'Expecting property name enclosed in double quotes @7'],
    ['{"a":1,}', 'Expecting property name enclosed in double quotes @7'],
    ['[', 'Expecting value @1'],
    ['[1 2]', "Expecting ',' delimiter @3"],
    ['[1,]', 'Expecting value @3'],
    ['[] []', 'Extra data @3'],
    ['\ufeff{}', 'Expecting value @0'],
    ['\u00a0{}', 'Expecting value @0'],
  ])('has the error message of Python for %j', (text, message) => {
    expect(invalid(text)).toBe(message);
  });

  it('counts code points, not UTF-16 units', () => {
    expect(invalid('{"😀":"😀" x')).toBe("Expecting ',' delimiter @9");
  });

  it('reports trailing commas as Python does since 3.13, if configured', () => {
    expect(invalid('{"a":1 , }', '3.13')).toBe('Illegal trailing comma before end of object @7');
    expect(invalid('[1,]', '3.13')).toBe('Illegal trailing comma before end of array @2');
    expect(invalid('[,]', '3.13')).toBe('Expecting value @1');
    expect(invalid('[1,', '3.13')).toBe('Expecting value @3');
  });

  it('keeps the text of whole numbers, and knows floats', () => {
    expect(value('[1, 1.0, -0, -0.0, 123456789012345678901234567890, 1e999]')).toEqual([
      new PyInt('1'),
      new PyFloat(1),
      new PyInt('0'),
      new PyFloat(-0),
      new PyInt('123456789012345678901234567890'),
      new PyFloat(Infinity),
    ]);
  });

  it('accepts NaN and the infinities', () => {
    expect(value('[NaN,Infinity,-Infinity]')).toEqual([
      new PyFloat(Number.NaN),
      new PyFloat(Infinity),
      new PyFloat(-Infinity),
    ]);
  });

  it('keeps the order of keys; a repeated one keeps its first place and its last value', () => {
    const fields = value('{"b":1,"2":2,"__proto__":3,"b":4}') as Map<string, JsonValue>;
    expect([...fields]).toEqual([
      ['b', new PyInt('4')],
      ['2', new PyInt('2')],
      ['__proto__', new PyInt('3')],
    ]);
  });

  it('joins a surrogate pair and keeps a lone surrogate', () => {
    expect(value('"\\ud83d\\ude00"')).toBe('😀');
    expect(value('"\\ude00\\ud83d"')).toBe('\ude00\ud83d');
  });

  it('refuses integers of more than 4300 digits, wherever a left-to-right reader meets them', () => {
    expect(invalid(`[${'9'.repeat(4300)}]`)).toBe('value');
    expect(invalid(`[-${'9'.repeat(4301)}]`)).toBe('limit');
    expect(invalid(`[${'9'.repeat(4301)},]`)).toBe('limit');
    expect(invalid(`[,${'9'.repeat(4301)}]`)).toBe('Expecting value @1');
    expect(invalid(`[${'9'.repeat(4301)}.0]`)).toBe('value');
  });

  it('refuses to nest deeper than the real API', () => {
    expect(invalid('['.repeat(960) + ']'.repeat(960))).toBe('value');
    expect(invalid('['.repeat(961))).toBe('limit');
    expect(invalid('{"a":'.repeat(100_000))).toBe('limit');
  });
});

describe('the encoding of a body', () => {
  const text = '{"a":"é😀"}';
  const utf16le = Buffer.from(text, 'utf16le');
  const utf32le = Buffer.from(
    [...text].flatMap((c) => {
      const point = c.codePointAt(0) as number;
      return [point & 0xff, (point >> 8) & 0xff, point >> 16, 0];
    }),
  );
  const swap = (bytes: Buffer, width: number) =>
    Buffer.concat(
      Array.from({ length: bytes.length / width }, (_, i) =>
        Buffer.from(bytes.subarray(i * width, (i + 1) * width)).reverse(),
      ),
    );

  it.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16 LE', utf16le],
    ['UTF-16 BE', swap(utf16le, 2)],
    ['UTF-16 LE with a mark', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 BE with a mark', swap(Buffer.from(`\ufeff${text}`, 'utf16le'), 2)],
    ['UTF-32 LE', utf32le],
    ['UTF-32 BE', swap(utf32le, 4)],
    ['UTF-32 LE with a mark', Buffer.concat([Buffer.from([0xff, 0xfe, 0, 0]), utf32le])],
    ['UTF-32 BE with a mark', Buffer.concat([Buffer.from([0, 0, 0xfe, 0xff]), swap(utf32le, 4)])],
  ])('is detected from the first bytes: %s', (_, bytes) => {
    expect(decodeJsonBytes(bytes)).toBe(text);
  });

  it('allows surrogates encoded as three bytes', () => {
    expect(decodeJsonBytes(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]))).toBe('"\ud800"');
  });

  it.each([
    ['a stray byte', [0x22, 0xff, 0x22]],
    ['an overlong form', [0xc0, 0xaf]],
    ['half a UTF-16 unit', [0xff, 0xfe, 0x22]],
    ['half a UTF-32 unit', [0xff, 0xfe, 0, 0, 0x22, 0]],
    ['a UTF-32 value beyond Unicode', [0xff, 0xfe, 0, 0, 0, 0, 0x11, 0]],
    ['compressed bytes', [0x1f, 0x8b, 8, 0]],
  ])('is refused with %s', (_, bytes) => {
    expect(decodeJsonBytes(Buffer.from(bytes))).toBeUndefined();
  });
});
