import { describe, expect, it } from 'vitest';
import openapi from '../../../openapi.json' with { type: 'json' };
import { isJson } from '../../../src/contract/pydantic/content-type.ts';
import { writeEcho } from '../../../src/contract/pydantic/echo.ts';
import { floatText, pythonFloatText } from '../../../src/contract/pydantic/float-text.ts';
import { readJson } from '../../../src/contract/pydantic/json-reader.ts';
import { reasonPhrase } from '../../../src/contract/pydantic/reason.ts';
import { rulesOf } from '../../../src/contract/pydantic/rules.ts';
import { parseUuid } from '../../../src/contract/pydantic/uuid.ts';

describe('floats', () => {
  it.each([
    [12, '12.0', '12.0'],
    [0.1 + 0.2, '0.30000000000000004', '0.30000000000000004'],
    [1e-4, '0.0001', '0.0001'],
    [1e-5, '0.00001', '1e-05'],
    [1.5e-7, '1.5e-7', '1.5e-07'],
    [1e15, '1000000000000000.0', '1000000000000000.0'],
    [1e16, '1e+16', '1e+16'],
    [1.25e22, '1.25e+22', '1.25e+22'],
    [1e100, '1e+100', '1e+100'],
    [-0, '-0.0', '-0.0'],
    [-2.5, '-2.5', '-2.5'],
  ])('%d is written as %s in a response and as %s in an echo', (value, answer, echo) => {
    expect([floatText(value), pythonFloatText(value)]).toEqual([answer, echo]);
  });
});

describe('the echo', () => {
  const echo = (text: string): string => {
    const reading = readJson(text, '3.12');
    if (reading.kind !== 'value') throw new Error(reading.kind);
    return writeEcho(reading.value);
  };

  it('is compact, in raw UTF-8, with numbers as Python prints them', () => {
    expect(echo('{ "é" : [ 1 , 1.50, -0, 1E3, "\\u2028\\/\\u0001" ] }')).toBe(
      '{"é":[1,1.5,0,1000.0,"\u2028/\\u0001"]}',
    );
  });

  it('drops the keys that begin with _sa, at every depth', () => {
    expect(echo('{"_sa":1,"a":[{"_sa_x":NaN,"b":2}]}')).toBe('{"a":[{"b":2}]}');
  });

  it.each([
    '[NaN]',
    '[1e999]',
    '{"a":"\\ud800"}',
    '{"\\udfff":1}',
    '['.repeat(956) + ']'.repeat(956),
  ])('fails where the real API fails: %.20s', (text) => {
    expect(() => echo(text)).toThrow('echoed');
  });

  it('does not fail a level before that', () => {
    const deep = '['.repeat(955) + ']'.repeat(955);
    expect(echo(deep)).toBe(deep);
  });
});

describe('UUIDs', () => {
  const plain = '67e55044-10b1-426f-9247-bb680e5fe0c8';
  it.each([
    plain,
    plain.toUpperCase(),
    plain.replaceAll('-', ''),
    `{${plain}}`,
    `urn:uuid:${plain}`,
  ])('are accepted as %s', (text) => {
    expect(parseUuid(text, '2.13')).toEqual({ ok: true, uuid: plain });
  });

  const hex = plain.replaceAll('-', '');
  it.each([
    ['', 'invalid length: expected length 32 for simple format, found 0'],
    ['abc', 'invalid length: expected length 32 for simple format, found 3'],
    ['z', 'invalid character: found `z` at 1'],
    ['😀', 'invalid character: found `😀` at 1'],
    [` ${plain}`, 'invalid character: found ` ` at 1'],
    [`${plain}\n`, 'invalid character: found `\n` at 37'],
    ['67e55044-10b1-426f-9247', 'invalid group count: expected 5, found 4'],
    [`${plain}-`, 'invalid group count: expected 5, found 6'],
    ['a-b-c-d-e', 'invalid group length in group 0: expected 8, found 1'],
    [plain.slice(0, -1), 'invalid group length in group 4: expected 12, found 11'],
    [`${plain}0`, 'invalid group length in group 4: expected 12, found 13'],
    [`${hex}0000`, 'invalid length: expected length 32 for simple format, found 36'],
    [`URN:UUID:${plain}`, 'invalid character: found `U` at 1'],
    [`{${hex}}`, 'invalid group count: expected 5, found 1'],
    [`{${plain}`, 'invalid character: found `{` at 1'],
    [`urn:uuid:${plain.slice(0, -1)}`, 'invalid group length in group 4: expected 12, found 20'],
    [`{${plain.slice(0, -1)}z}`, 'invalid character: found `z` at 36'],
  ])('are refused as %j with the message of the real API', (text, error) => {
    expect(parseUuid(text, '2.13')).toEqual({ ok: false, error });
  });

  it('are refused with the text from before Pydantic 2.13, if configured', () => {
    expect(parseUuid('x', '2.12')).toEqual({
      ok: false,
      error:
        'invalid character: expected an optional prefix of `urn:uuid:` followed by [0-9a-fA-F-], found `x` at 1',
    });
  });
});

describe('content types', () => {
  it.each([
    'application/json',
    'APPLICATION/JSON',
    'application/json;',
    ' application/json ; charset=latin-1',
    'application/vnd.api+json',
    'application/+json',
  ])('are JSON: %s', (type) => {
    expect(isJson(type)).toBe(true);
  });

  it.each([
    undefined,
    '',
    'text/json',
    'json',
    'application/jsonx',
    'application/json/x',
    'application/json charset=utf-8',
    'application/json, application/json',
    '*/*',
  ])('are not: %s', (type) => {
    expect(isJson(type)).toBe(false);
  });
});

describe('reason phrases', () => {
  it('are those of Python', () => {
    expect(reasonPhrase(422, { pydantic: '2.13', python: '3.12' })).toBe('Unprocessable Entity');
    expect(reasonPhrase(422, { pydantic: '2.13', python: '3.13' })).toBe('Unprocessable Content');
    expect(reasonPhrase(413, { pydantic: '2.13', python: '3.12' })).toBe(
      'Request Entity Too Large',
    );
    expect(reasonPhrase(405, { pydantic: '2.13', python: '3.12' })).toBe('Method Not Allowed');
  });
});

describe('the rules', () => {
  it('are derived from the published schema, in its order', () => {
    expect(rulesOf(openapi, 'InjectRequest')).toEqual([
      {
        name: 'message',
        required: true,
        nullable: false,
        fallback: null,
        check: { kind: 'string', minLength: 1, maxLength: 5000 },
      },
      {
        name: 'sender',
        required: false,
        nullable: false,
        fallback: 'System',
        check: { kind: 'string', maxLength: 200 },
      },
      {
        name: 'event_type',
        required: false,
        nullable: false,
        fallback: 'external_event',
        check: { kind: 'literal', values: ['external_event', 'guidance'] },
      },
    ]);
  });

  it('fail for an unknown schema', () => {
    const schemas = { Odd: { properties: { when: { type: 'string', format: 'date-time' } } } };
    expect(() => rulesOf({ components: { schemas } }, 'Odd')).toThrow('date-time');
    expect(() => rulesOf({ components: { schemas } }, 'None')).toThrow('None');
  });
});
