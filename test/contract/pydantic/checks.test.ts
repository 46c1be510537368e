import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import published from '../../../openapi.companions.json' with { type: 'json' };
import { parseBody, validateBody } from '../../../src/contract/pydantic/body.ts';
import { otherKinds } from '../../../src/contract/pydantic/kinds.ts';
import { type ObjectRules, rulesOf } from '../../../src/contract/pydantic/rules.ts';
import { defaultSwitches } from '../../../src/contract/pydantic/switches.ts';
import { runs } from '../../helpers/runs.ts';

const companions = { ...published, otherKinds };
const turn = rulesOf(companions, 'TurnRequest');
const key = rulesOf(companions, 'CreateApiKeyRequest');

function judge(text: string, rules: ObjectRules) {
  const parsed = parseBody('application/json', Buffer.from(text), defaultSwitches);
  if (parsed.kind === 'refused') return parsed;
  return validateBody(parsed, rules, defaultSwitches);
}

/** The type and context of the one thing that is wrong, or the value of a field. */
function verdict(body: string, field: string, rules: ObjectRules) {
  const found = judge(body, rules);
  if (found.ok) return found.value[field];
  const [issue] = (JSON.parse(found.body) as { detail: { type: string; ctx?: object }[] }).detail;
  return issue?.ctx === undefined ? issue?.type : [issue.type, issue.ctx];
}

describe('a lax boolean', () => {
  it.each([
    ['true', true],
    ['false', false],
    ['1', true],
    ['0', false],
    ['1.0', true],
    ['"yes"', true],
    ['"ON"', true],
    ['"f"', false],
    ['"N"', false],
    ['null', null],
    ['2', 'bool_parsing'],
    ['0.5', 'bool_type'],
    ['"maybe"', 'bool_parsing'],
    ['" true"', 'bool_parsing'],
    ['""', 'bool_parsing'],
    ['[]', 'bool_type'],
    ['{}', 'bool_type'],
  ])('reads %s as %j', (json, expected) => {
    expect(verdict(`{"wait_for_final":${json}}`, 'wait_for_final', turn)).toEqual(expected);
  });
});

describe('a lax integer', () => {
  it.each([
    ['1', 1],
    ['90', 90],
    ['true', 1],
    ['2.0', 2],
    ['"7"', 7],
    ['" 7 "', 7],
    ['"7.00"', 7],
    ['"1_0"', 10],
    ['0', ['greater_than_equal', { ge: 1 }]],
    ['91', ['less_than_equal', { le: 90 }]],
    ['123456789012345678901234567890', ['less_than_equal', { le: 90 }]],
    ['2.5', 'int_from_float'],
    ['"2.5"', 'int_parsing'],
    ['"seven"', 'int_parsing'],
    ['"1__0"', 'int_parsing'],
    ['null', 'int_type'],
    ['[]', 'int_type'],
  ])('reads %s as %j', (json, expected) => {
    expect(verdict(`{"duration_days":${json}}`, 'duration_days', key)).toEqual(expected);
  });
});

describe('a list', () => {
  it('is empty by default where null is not allowed, and null where it is', () => {
    expect(verdict('{"duration_days":1}', 'permissions', key)).toEqual([]);
    expect(verdict('{}', 'content', turn)).toBeNull();
  });

  it('is refused for its length first, then for its items', () => {
    const many = JSON.stringify({ duration_days: 1, permissions: Array(129).fill(1) });
    expect(verdict(many, 'permissions', key)).toEqual([
      'too_long',
      { field_type: 'List', max_length: 128, actual_length: 129 },
    ]);
  });

  it('of objects fills in their defaults and names the place of a problem', () => {
    expect(
      verdict('{"content":[{"text":"x","metadata":{"a":[1.5,{"b":null}]}}]}', 'content', turn),
    ).toEqual([
      {
        type: 'text',
        text: 'x',
        url: null,
        media_type: null,
        provider_id: null,
        metadata: { a: [1.5, { b: null }] },
      },
    ]);
    const found = judge('{"content":[{},{"type":"Bad","metadata":1}]}', turn);
    if (found.ok) throw new Error('it should be refused');
    const { detail } = JSON.parse(found.body) as { detail: { loc: unknown; type: string }[] };
    expect(detail.map(({ loc, type }) => [loc, type])).toEqual([
      [['body', 'content', 1, 'type'], 'string_pattern_mismatch'],
      [['body', 'content', 1, 'metadata'], 'dict_type'],
    ]);
  });
});

describe('the fast path and the exact one', () => {
  const bodyOf = (rules: ObjectRules) =>
    fc.dictionary(
      fc.constantFrom(...rules.map((rule) => rule.name)),
      fc.oneof(
        fc.jsonValue(),
        fc.constantFrom(1, 0, 90.5, '7', 'yes', true, null, '', []),
        fc.array(fc.record({ type: fc.string(), metadata: fc.jsonValue() }, { requiredKeys: [] })),
      ),
      { maxKeys: 6 },
    );

  it.each([
    ['TurnRequest', turn],
    ['CreateApiKeyRequest', key],
  ])('agree on every %s', (_, rules) => {
    fc.assert(
      fc.property(bodyOf(rules), (body) => {
        const text = JSON.stringify(body);
        // White space before it keeps a body off the short way.
        expect(judge(` ${text}`, rules)).toEqual(judge(text, rules));
      }),
      runs(3000),
    );
  });
});
