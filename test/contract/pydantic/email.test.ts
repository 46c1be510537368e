import { describe, expect, it } from 'vitest';
import { readField, refusedField } from '../../helpers/field.ts';

const email = { type: 'string', format: 'email' };
const read = (text: string) => readField(JSON.stringify(text), email);

describe('an e-mail address', () => {
  it.each([
    ['a@b.co', 'a@b.co'],
    ['A.b+c@B-c.CO', 'A.b+c@b-c.co'],
    ['Support@b.co', 'support@b.co'],
    [' \u001c a@b.co\u0085', 'a@b.co'],
    ['Ann B <a@b.co>', 'a@b.co'],
    ['"Ann <x>" <a@b.co>', 'a@b.co'],
    ['<a@b.co>', 'a@b.co'],
    ['é@b.co', 'é@b.co'],
    ['a@bücher.de', 'a@xn--bcher-kva.de'],
    [`a@${'b'.repeat(63)}.co`, `a@${'b'.repeat(63)}.co`],
  ])('from %j is %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  const noAt = 'An email address must have an @-sign.';
  const before = 'The email address contains invalid characters before the @-sign';
  const after = 'The part after the @-sign';
  it.each([
    ['x'.repeat(2049), 'Length must not exceed 2048 characters'],
    ['', noAt],
    ['"a@b.co', noAt],
    [
      'a＠b.co',
      'The email address has the "full-width" at-sign (@) character instead of a regular at-sign.',
    ],
    ['@b.co', 'There must be something before the @-sign.'],
    ['""@b.co', 'There must be something before the @-sign.'],
    ["a\\ ,'(,\n@b.co", `${before}: "\\", '(', ',', SPACE, U+000A.`],
    ['.a@b.co', 'An email address cannot start with a period.'],
    ['a.@b.co', 'An email address cannot have a period immediately before the @-sign.'],
    ['a..b@b.co', 'An email address cannot have two periods in a row.'],
    ['"a b"@b.co', 'Quoting the part before the @-sign is not allowed here.'],
    ['"a"b@b.co', "Extra character(s) found after close quote: 'b'"],
    ['a@', 'There must be something after the @-sign.'],
    ['a@[IPv6:::1]', 'A bracketed IP address after the @-sign is not allowed here.'],
    ['a@[1.2.3.4]', 'A bracketed IP address after the @-sign is not allowed here.'],
    [
      'a@[1.2.3]',
      "The address in brackets after the @-sign is not valid: It is not an IPv4 address (Expected 4 octets in '1.2.3') or is missing an address literal tag.",
    ],
    ['a@b_c.@', `${after} contains invalid characters: '@', '_'.`],
    ['a@.b.co', 'An email address cannot have a period immediately after the @-sign.'],
    ['a@b.co.', 'An email address cannot end with a period.'],
    ['a@-b.co', 'An email address cannot have a hyphen immediately after the @-sign.'],
    ['a@b-.co', 'An email address cannot have a period and a hyphen next to each other.'],
    [
      'a@ab--c.co',
      'An email address cannot have two letters followed by two dashes immediately after the @-sign or after a period, except Punycode.',
    ],
    [
      `a@${'b.'.repeat(126)}co`,
      'The email address is too long after the @-sign (1 character too many).',
    ],
    [
      `a@${'b'.repeat(65)}.co`,
      'After the @-sign, periods cannot be separated by so many characters (2 characters too many).',
    ],
    ['a@-ü.de', 'An email address cannot have a hyphen immediately after the @-sign.'],
    ['a@é😀.de', `${after} is invalid (Codepoint U+1F600 at position 2 of 'é😀' not allowed).`],
    ['a\u00a0@b.co', 'The email address contains unsafe characters: NO-BREAK SPACE.'],
    ['a@b', `${after} is not valid. It should have a period.`],
    ['a@b.c1', `${after} is not valid. It is not within a valid top-level domain.`],
    ['a@b.test', `${after} is a special-use or reserved name that cannot be used with email.`],
    [`${'a'.repeat(252)}@b.co`, 'The email address is too long (3 characters too many).'],
    ['Ann B. <a@b.co>', "The display name contains invalid characters when not quoted: '.'."],
  ])('is not %.40j: %s', (text, reason) => {
    expect(read(text)).toEqual(['value_error', { reason }]);
  });

  it('has its error twice: in the message and in the context', () => {
    expect(refusedField('"a"', email)).toBe(
      '{"detail":[{"type":"value_error","loc":["body","value"],"msg":"value is not a valid email address: An email address must have an @-sign.","input":"a","ctx":{"reason":"An email address must have an @-sign."}}]}',
    );
    expect(readField('1', email)).toBe('string_type');
  });
});
