import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import openapi from '../../../openapi.json' with { type: 'json' };
import { parseBody, validateBody } from '../../../src/contract/pydantic/body.ts';
import { readJson } from '../../../src/contract/pydantic/json-reader.ts';
import { type JsonValue, PyFloat, PyInt } from '../../../src/contract/pydantic/json-value.ts';
import { readPlain } from '../../../src/contract/pydantic/plain.ts';
import { type ObjectRules, rulesOf } from '../../../src/contract/pydantic/rules.ts';
import { defaultSwitches } from '../../../src/contract/pydantic/switches.ts';
import { start } from '../../../src/contract/sessions/start.ts';
import { runs } from '../../helpers/runs.ts';

const many = runs(3000);

const JSON_TYPE = 'application/json';
const rules = {
  InjectRequest: rulesOf(openapi, 'InjectRequest'),
  StartSessionRequest: rulesOf(openapi, 'StartSessionRequest'),
};
const modelCheck = start.modelCheck as unknown as (
  fields: Record<string, unknown>,
) => string | undefined;

function judge(
  bytes: Uint8Array,
  of: ObjectRules,
  type: string | undefined = JSON_TYPE,
  check?: typeof modelCheck,
) {
  const parsed = parseBody(type, bytes, defaultSwitches);
  if (parsed.kind === 'refused') return parsed;
  return validateBody(parsed, of, defaultSwitches, [], check);
}

/** The same bytes with white space before them: right as ever, but never on the plain path. */
const exactly = (text: string) => Buffer.from(` ${text}`);

const uuid = fc
  .uuid()
  .chain((text) =>
    fc.constantFrom(
      text,
      text.toUpperCase(),
      text.replaceAll('-', ''),
      `{${text}}`,
      `urn:uuid:${text}`,
    ),
  );
const text = (minLength: number, maxLength: number) =>
  fc
    .string({ unit: 'grapheme', minLength, maxLength })
    .filter((one) => [...one].length <= maxLength);
const part = fc.stringMatching(/^[A-Za-z0-9._-]{1,20}$/);
const extra = fc.dictionary(
  fc.string({ maxLength: 8 }).filter((key) => !Object.keys(known).includes(key)),
  fc.jsonValue(),
  { maxKeys: 3 },
);
const known = {
  message: 0,
  sender: 0,
  event_type: 0,
  service_id: 0,
  entity_id: 0,
  canonical_id: 0,
  channel_kind: 0,
  greeting: 0,
};

const validInject = fc
  .record(
    {
      message: text(1, 5000),
      sender: text(0, 200),
      event_type: fc.constantFrom('external_event', 'guidance'),
    },
    { requiredKeys: ['message'] },
  )
  .chain((body) => extra.map((more) => ({ ...more, ...body })));

const validStart = fc
  .tuple(
    fc.record(
      { service_id: uuid, channel_kind: fc.constant('web'), greeting: fc.option(text(0, 2000)) },
      { requiredKeys: ['service_id', 'channel_kind'] },
    ),
    fc.oneof(
      fc.record({ entity_id: uuid }),
      fc.record({
        canonical_id: fc.tuple(part, part, part).map((parts) => parts.join(':')),
        entity_id: fc.constant(null),
      }),
    ),
    extra,
  )
  .map(([body, entity, more]) => ({ ...more, ...body, ...entity }));

/** Any value, valid or not, in any field. */
const anyBody = fc.dictionary(
  fc.oneof(fc.constantFrom(...Object.keys(known)), fc.string({ maxLength: 5 })),
  fc.oneof(
    fc.jsonValue(),
    fc.string({ unit: 'binary' }),
    uuid,
    fc.constantFrom('web', 'guidance', 'a:b:c'),
  ),
  { maxKeys: 8 },
);

/** Texts that are nearly JSON: JSON with a bit cut out, put in or repeated. */
const nearlyJson = fc
  .tuple(
    fc.oneof(
      fc.json(),
      anyBody.map((body) => JSON.stringify(body)),
    ),
    fc.nat(),
    fc.nat({ max: 3 }),
    fc.constantFrom(
      '',
      ',',
      '"',
      '\\',
      '{',
      '}',
      '[',
      ']',
      '0',
      '-',
      '.',
      'e',
      'NaN',
      '\u0001',
      '\\u',
      '\\ud800',
      '\ud83d',
      ' ',
      '\n',
      '1e999',
      '"message":"x",',
    ),
  )
  .map(([json, at, cut, put]) => {
    const i = at % (json.length + 1);
    return json.slice(0, i) + put + json.slice(i + cut);
  });

const places = (body: string) =>
  (JSON.parse(body) as { detail: { loc: (string | number)[] }[] }).detail.map(({ loc }) => loc);

describe('laws of validation', () => {
  it('a valid body is never refused', () => {
    fc.assert(
      fc.property(validInject, validStart, (one, other) => {
        expect(judge(Buffer.from(JSON.stringify(one)), rules.InjectRequest)).toMatchObject({
          ok: true,
        });
        expect(
          judge(
            Buffer.from(JSON.stringify(other)),
            rules.StartSessionRequest,
            JSON_TYPE,
            modelCheck,
          ),
        ).toMatchObject({ ok: true });
      }),
      many,
    );
  });

  it('a refusal names only invalid fields, each once, in the order of the schema', () => {
    const order = rules.InjectRequest.map((rule) => rule.name);
    const wrong = (name: string, value: unknown): boolean => {
      if (name === 'event_type') return value !== 'external_event' && value !== 'guidance';
      if (typeof value !== 'string') return true;
      const length = [...value].length;
      return name === 'message' ? length < 1 || length > 5000 : length > 200;
    };
    fc.assert(
      fc.property(anyBody, (body) => {
        const sent = JSON.stringify(body);
        const verdict = judge(Buffer.from(sent), rules.InjectRequest);
        const expected = order.filter((name) =>
          Object.hasOwn(body, name) ? wrong(name, body[name]) : name === 'message',
        );
        if (verdict.ok || verdict.status === 500) {
          if (verdict.ok) expect(expected).toEqual([]);
          return;
        }
        expect(places(verdict.body)).toEqual(expected.map((name) => ['body', name]));
      }),
      many,
    );
  });

  it('any bytes of any content type get a response', () => {
    const type = fc.constantFrom(
      undefined,
      '',
      JSON_TYPE,
      'text/plain',
      'application/problem+json',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          nearlyJson.map((one) => Buffer.from(one)),
        ),
        type,
        (bytes, contentType) => {
          const verdict = judge(bytes, rules.StartSessionRequest, contentType, modelCheck);
          expect(verdict.ok || [400, 422, 500].includes(verdict.status)).toBe(true);
        },
      ),
      many,
    );
  });

  it('an error, its echo included, is itself valid JSON', () => {
    fc.assert(
      fc.property(nearlyJson, (one) => {
        const verdict = judge(Buffer.from(one), rules.InjectRequest);
        if (!verdict.ok && verdict.status !== 500) JSON.parse(verdict.body);
      }),
      many,
    );
  });

  it('the fast path and the exact one agree on every body', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          nearlyJson,
          anyBody.map((body) => JSON.stringify(body)),
        ),
        (one) => {
          // Nothing at all is no JSON that is wrong, but a body that is missing.
          fc.pre(one !== '');
          const [short, exact] = [Buffer.from(one), exactly(one)].map((bytes) =>
            judge(bytes, rules.StartSessionRequest, JSON_TYPE, modelCheck),
          );
          // The space in front moves the position of what is no JSON, and nothing else.
          const moved = (body: string) =>
            body.replace(/"loc":\["body",(\d+)\]/, (_, at) => `"loc":["body",${Number(at) - 1}]`);
          if (exact && !exact.ok && exact.body.includes('json_invalid')) {
            expect(short).toMatchObject({ ok: false, status: 422, body: moved(exact.body) });
          } else if (exact?.ok) expect(short).toEqual(exact);
          else expect(short).toMatchObject({ ok: false, status: exact?.status, body: exact?.body });
        },
      ),
      many,
    );
  });

  it('valid bodies take the fast path', () => {
    expect(readPlain(Buffer.from('{"message":"x"}'))).toEqual({ message: 'x' });
    expect(readPlain(exactly('{"message":"x"}'))).toBeUndefined();
    expect(readPlain(Buffer.from(`{"message":"${'x'.repeat(4000)}"}`))).toBeDefined();
    expect(readPlain(Buffer.from(`{"a":"${'x'.repeat(4000)}","b":[]}`))).toBeUndefined();
  });
});

describe('laws of reading', () => {
  const plain = (value: JsonValue): unknown => {
    if (value instanceof PyInt) return Number(value.text);
    if (value instanceof PyFloat) return value.value;
    if (Array.isArray(value)) return value.map(plain);
    if (value instanceof Map)
      return Object.fromEntries([...value].map(([key, one]) => [key, plain(one)]));
    return value;
  };

  it('agrees with JSON.parse on every text that both accept', () => {
    fc.assert(
      fc.property(nearlyJson, (one) => {
        // Python keeps raw surrogates apart (surrogates.test.ts).
        if (!one.isWellFormed()) return;
        let parsed: unknown;
        try {
          parsed = JSON.parse(one);
        } catch {
          return;
        }
        const reading = readJson(one, '3.12');
        expect(reading.kind).toBe('value');
        // Through the text once more: -0 is an integer to Python and a float to JavaScript.
        if (reading.kind === 'value') {
          expect(JSON.stringify(plain(reading.value))).toBe(JSON.stringify(parsed));
        }
      }),
      many,
    );
  });

  it('accepts nothing that JSON.parse refuses, except NaN, the infinities and one more space', () => {
    fc.assert(
      fc.property(nearlyJson, (one) => {
        if (/NaN|Infinity/.test(one) || readJson(one, '3.12').kind !== 'value') return;
        expect(() => JSON.parse(one)).not.toThrow();
      }),
      many,
    );
  });
});
