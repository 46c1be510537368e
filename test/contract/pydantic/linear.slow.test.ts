import { describe, expect, it } from 'vitest';
import published from '../../../openapi.companions.json' with { type: 'json' };
import openapi from '../../../openapi.json' with { type: 'json' };
import { bearerToken } from '../../../src/contract/auth.ts';
import { operations } from '../../../src/contract/operations.ts';
import { preferences } from '../../../src/contract/prefer.ts';
import { parseBody, validateBody } from '../../../src/contract/pydantic/body.ts';
import { isJson } from '../../../src/contract/pydantic/content-type.ts';
import { readJson } from '../../../src/contract/pydantic/json-reader.ts';
import { otherKinds } from '../../../src/contract/pydantic/kinds.ts';
import { ruleOf, rulesOf } from '../../../src/contract/pydantic/rules.ts';
import { defaultSwitches } from '../../../src/contract/pydantic/switches.ts';
import { parseUuid } from '../../../src/contract/pydantic/uuid.ts';
import { checkValue } from '../../../src/contract/pydantic/validate.ts';
import { detailResponse } from '../../../src/contract/response.ts';
import { inject } from '../../../src/contract/sessions/inject.ts';
import { createUnmatched } from '../../../src/contract/unmatched.ts';
import { createApp } from '../../../src/http/app.ts';
import { createCors } from '../../../src/http/cors.ts';
import { requestIdOf } from '../../../src/http/request-id.ts';
import { limits } from '../../../src/world/limits.ts';
import { createIds } from '../../../src/world/ports/ids.ts';
import { nodeRequest } from '../../helpers/node-request.ts';

const unmatched = createUnmatched(operations);
const nothing = { response: detailResponse(404, 'Not Found'), requestId: 'x', headers: [] };
const app = createApp({
  handle: { operation: async () => nothing, unmatched: () => nothing },
  health: () => nothing,
  site: async () => () => new Response(),
});
const { tagged: newId } = createIds('test');
const cors = createCors(['https://one.test']);
const companions = { ...published, otherKinds };
const rules = {
  inject: rulesOf(openapi, 'InjectRequest'),
  start: rulesOf(openapi, 'StartSessionRequest'),
  turn: rulesOf(companions, 'TurnRequest'),
  key: rulesOf(companions, 'CreateApiKeyRequest'),
};

/** All that is done with a body before the operation runs, by the schema whose field it is about. */
function readBody(bytes: Buffer): void {
  const field = bytes.subarray(2, 14).toString('latin1');
  const of = /service|canonical/.test(field)
    ? rules.start
    : /content/.test(field)
      ? rules.turn
      : /duration|permissions/.test(field)
        ? rules.key
        : rules.inject;
  const parsed = parseBody('application/json', bytes, defaultSwitches);
  if (parsed.kind !== 'refused') validateBody(parsed, of, defaultSwitches);
}

/** The least time of three rounds, in milliseconds; of fewer when they take long. */
function least(work: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  const start = performance.now();
  for (let i = 0; i < 3 && performance.now() - start < 50; i++) {
    const began = performance.now();
    work();
    best = Math.min(best, performance.now() - began);
  }
  return best;
}

/** Four times the input may take twelve times the time: quadratic work takes sixteen times, and far longer. */
function expectLinear(
  make: (size: number) => unknown,
  read: (input: never) => unknown,
  size: number,
) {
  const small = make(size / 4) as never;
  const large = make(size) as never;
  read(small);
  // A busy machine can spoil a measurement, but not ten; quadratic work spoils all.
  let best = Number.POSITIVE_INFINITY;
  let shortest = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 10 && (best >= 12 || shortest >= 3_000); tries++) {
    const whole = least(() => read(large));
    const part = least(() => read(small));
    shortest = Math.min(shortest, whole);
    best = Math.min(best, whole / Math.max(part, 0.3));
  }
  // No input takes long either: others wait meanwhile.
  expect(shortest).toBeLessThan(3_000);
  expect(best).toBeLessThan(12);
}

const filled = (size: number, head: string, unit: string | Buffer, tail: string): Buffer => {
  const room = size - head.length - tail.length;
  const middle = Buffer.alloc(Math.floor(room / unit.length) * unit.length, unit);
  return Buffer.concat([Buffer.from(head), middle, Buffer.from(tail)]);
};

describe('a body takes time in proportion to its size, when it is', () => {
  const run = (digits: number) => `${'9'.repeat(digits)},`;
  it.each<[string, string, string | Buffer, string]>([
    ['runs of 4,300 digits in a text', '{"message":"', `${'9'.repeat(4300)}x`, '"}'],
    ['runs of 4,300 digits in a list', '{"message":[', run(4300), '1]}'],
    ['one run of digits', '{"message":', '9', '}'],
    ['one run of digits with a fraction', '{"message":0.', '9', '}'],
    ['one exponent', '{"message":1e', '9', '}'],
    ['white space', '{"message":', ' ', '1}'],
    ['hyphens for a UUID', '{"service_id":"', '-', '"}'],
    ['braces around hyphens', '{"service_id":"{', '-', '}"}'],
    ['digits for an integer', '{"duration_days":"', '1_', '1x"}'],
    ['spaces for an integer', '{"duration_days":"', ' ', 'x"}'],
    ['spaces within an integer', '{"duration_days":"1', ' ', '1"}'],
    ['zeros for an integer', '{"duration_days":"', '0_', 'x"}'],
    ['zeros after a point', '{"duration_days":"1.', '0', 'x"}'],
    ['quotes', '{"message":"', '\\"', '"}'],
    ['escaped low surrogates', '{"message":"', '\\udc00', '"}'],
    ['escaped high surrogates', '{"message":"', '\\ud800', '"}'],
    ['raw low surrogates', '{"message":"', Buffer.from([0xed, 0xb0, 0x80]), '"}'],
    [
      'raw and escaped surrogates',
      '{"message":"',
      Buffer.from('\\udc00\ufeff').fill('\u1234', 6),
      '"}',
    ],
    ['characters of four bytes', '{"message":"', '😀', '"}'],
    ['opening brackets', '{"message":', '[', ''],
    ['lists in a list', '{"message":[', '[],', '1]}'],
    ['objects in a list', '{"content":[', '{},', '1]}'],
    ['wrong items', '{"permissions":[', '1,', '1]}'],
    ['equal keys', '{', '"a":1,', '"b":1}'],
    ['text without an end', '{"message":"', 'a', ''],
    ['a wrong character after a long text', '{"message":"', '😀', '"} x'],
    ['colons for a canonical id', '{"canonical_id":"', 'a:', '"}'],
  ])('%s', (_, head, unit, tail) => {
    expectLinear((size) => filled(size, head, unit, tail), readBody, limits.bodyBytes);
  });

  it('raw surrogates between escaped ones', () => {
    const unit = Buffer.concat([Buffer.from([0xed, 0xb0, 0x80]), Buffer.from('\\udc00')]);
    expectLinear((size) => filled(size, '{"message":"', unit, '"}'), readBody, limits.bodyBytes);
  });

  it('an object of many keys', () => {
    const make = (size: number) => {
      const keys = Array.from({ length: Math.floor(size / 14) }, (_, i) => `"${i + 1e6}":1`);
      return Buffer.from(`{${keys.join(',')}}`);
    };
    expectLinear(make, readBody, limits.bodyBytes);
  });

  it('UTF-16 and UTF-32', () => {
    const wide = (size: number) => Buffer.from(`"${'\udc00'.repeat(size / 2 - 2)}"`, 'utf16le');
    expectLinear(wide, readBody, limits.bodyBytes);
    const wider = (size: number) =>
      Buffer.concat([
        Buffer.from([0x22, 0, 0, 0]),
        Buffer.alloc(size - 8, '\u0000\udc00', 'utf16le'),
      ]);
    expectLinear(wider, readBody, limits.bodyBytes);
  });
});

describe('a text takes time in proportion to its size, when it is', () => {
  const integer = { type: 'integer' };
  const float = { type: 'number' };
  const date = { type: 'string', format: 'date' };
  const email = { type: 'string', format: 'email' };
  it.each<[string, object, string, string, string]>([
    ['spaces for an integer', integer, '', '\u0085', 'x'],
    ['spaces within an integer', integer, '1', ' ', '1'],
    ['digits for a float', float, '', '9', 'x'],
    ['a long fraction', float, '0.', '9', 'x'],
    ['a long exponent', float, '1e', '9', 'x'],
    ['digits with underscores', float, '', '9_', 'x'],
    ['spaces around a float', float, '1', ' ', 'x'],
    ['a fraction of a second', date, '2024-01-01T00:00:00.', '9', 'x'],
    ['digits for a date', date, '', '0', '.0x'],
    ['zeros for a date', date, '', '0', '.0'],
    ['a fraction for a date', date, '1.', '0', 'x'],
    ['characters behind a date', date, '2024-01-01', 'é', ''],
    ['an address', email, '', 'a', '@b.co'],
    ['spaces around an address', email, 'a@b.co', ' ', ''],
  ])('%s', (_, schema, head, unit, tail) => {
    const rule = ruleOf({ components: { schemas: {} }, otherKinds }, schema, 'it');
    const make = (size: number) => filled(size, head, unit, tail).toString();
    expectLinear(make, (text: string) => checkValue(text, rule, '2.13'), limits.bodyBytes);
  });

  it.each([
    ['quotes', '"', '"'],
    ['quotes before brackets', '"" <', '>'],
    ['brackets', '<', '>'],
    ['names', 'a ', '>'],
    ['characters that combine', '<\u0338', '@b.co'],
  ])('an address of the largest size takes no time: %s', (_, unit, tail) => {
    const schema = { type: 'string', format: 'email' };
    const rule = ruleOf({ components: { schemas: {} }, otherKinds }, schema, 'it');
    const text = unit.repeat(Math.floor((2048 - tail.length) / unit.length)) + tail;
    expect(least(() => checkValue(text, rule, '2.13'))).toBeLessThan(50);
  });
});

describe('a head takes time in proportion to its size, when it is', () => {
  const WS = '11111111-1111-4111-8111-111111111111';
  const fill = (head: string, unit: string, tail: string) => (size: number) =>
    filled(size, head, unit, tail).toString('latin1');
  const target = (text: string) => {
    void app.dispatch(nodeRequest('GET', text));
    unmatched({ method: 'GET', path: text, query: '', origin: 'http://x' });
    const query = text.slice(text.indexOf('?') + 1);
    new Map(new URLSearchParams(query));
  };
  const preferred = (text: string) => preferences(text, inject);

  it.each<[string, (size: number) => string, (text: string) => unknown]>([
    ['a path of slashes', fill('', '/', 'x/'), target],
    ['a path of slashes at the end', fill('/v1', '/', ''), target],
    ['slashes after an operation', fill(`/v1/${WS}/sessions/active`, '/', ''), target],
    ['escapes', fill('/v1/', '%41', ''), target],
    ['escapes of half a character', fill('/v1/', '%e2', '/sessions/active/'), target],
    ['wrong escapes', fill('/v1/', '%zz', ''), target],
    ['escaped line feeds', fill('/v1/', '%0a', ''), target],
    ['a long call id with a slash behind', fill(`/v1/${WS}/sessions/`, '%25', '/inject/'), target],
    ['many parameters', fill('/v1/x?', 'a=1&', ''), target],
    ['many escapes in the query', fill('/v1/x?a=', '%e2', ''), target],
    ['hyphens for a workspace', fill('', '-', ''), (text) => parseUuid(text, '2.13')],
    ['spaces in Prefer', fill('code=', ' ', 'x'), preferred],
    ['spaces within a preference', fill('code=x', ' ', 'x'), preferred],
    ['many preferences', fill('', ',', 'code=503'), preferred],
    ['many delays', fill('', 'delay=1 ', ''), preferred],
    ['spaces in Authorization', fill('Bearer ', ' ', 'x'), bearerToken],
    ['slashes in Content-Type', fill('', '/', ''), isJson],
    ['semicolons in Content-Type', fill('application/json', ' ;', ''), isJson],
    ['a long x-request-id', fill('', 'a', ' '), (text) => requestIdOf(text, newId)],
    [
      'a long preflight',
      fill('', 'a,', ''),
      (text) =>
        cors.preflight('OPTIONS', {
          origin: text,
          'access-control-request-method': text,
          'access-control-request-headers': text,
        }),
    ],
  ])('%s', (_, make, read) => {
    expectLinear(make, read, limits.headBytes);
  });
});

describe('reading', () => {
  it.each([
    ['flat', (size: number) => `{"message":"${'x'.repeat(size)}",}`],
    ['of many fields', (size: number) => `{${'"k":1,'.repeat(size / 6)}]`],
    ['of escapes', (size: number) => `["${'\\n'.repeat(size / 2)}`],
    ['deep', (size: number) => `${'['.repeat(900)}${'1,'.repeat(size / 2)}`],
  ])('takes time in proportion to the size of a text that is %s', (_, make) => {
    const cost = (size: number): number => {
      const sent = make(size);
      const rounds = Array.from({ length: 5 }, () => {
        const began = performance.now();
        readJson(sent, '3.12');
        return performance.now() - began;
      });
      return Math.min(...rounds) / size;
    };
    cost(10_000);
    const [small, middle, large] = [cost(10_000), cost(100_000), cost(1_000_000)];
    // Quadratic would be a hundred times as much a byte; the bound leaves room for a busy machine.
    expect(Math.max(middle, large)).toBeLessThan(20 * small);
  });
});
