/**
 * The two parts of an e-mail address (framework: `email-validator` 2.3.0). Simplified where Unicode's tables would
 * be needed: the names of unprintable characters, and the rules of IDNA for international domains.
 */
import { isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';

/** Why an address is refused, in the library's words. */
export class Refused {
  readonly reason: string;
  constructor(reason: string) {
    this.reason = reason;
  }
}

/** The Unicode names of the unprintable characters that are met most often. */
const NAMES: Readonly<Record<string, string>> = {
  ' ': 'SPACE',
  '\u00a0': 'NO-BREAK SPACE',
  '\u00ad': 'SOFT HYPHEN',
  '\u200b': 'ZERO WIDTH SPACE',
  '\u200c': 'ZERO WIDTH NON-JOINER',
  '\u200d': 'ZERO WIDTH JOINER',
  '\u2028': 'LINE SEPARATOR',
  '\u3000': 'IDEOGRAPHIC SPACE',
  '\ufeff': 'ZERO WIDTH NO-BREAK SPACE',
};

const hexadecimal = (character: string): string =>
  (character.codePointAt(0) as number).toString(16).toUpperCase();

/** A character as an error shows it. */
function shown(character: string): string {
  if (character === '\\' || character === "'") return `"${character}"`;
  if (/^[\p{L}\p{N}\p{P}\p{S}]$/u.test(character)) return `'${character}'`;
  const point = hexadecimal(character);
  return NAMES[character] ?? `U+${point.padStart(point.length > 4 ? 8 : 4, '0')}`;
}

/** All characters of a text as an error shows them. */
export const shownList = (characters: Iterable<string>): string =>
  [...characters].map(shown).join(', ');

/** Refuses a text for the characters that are not allowed: distinct, sorted as they are shown. */
export function refuseOthers(text: string, allowed: RegExp, what: string): void {
  const others = new Set([...text].filter((one) => !allowed.test(one)).map(shown));
  if (others.size > 0) throw new Refused(`${what}: ${[...others].sort().join(', ')}.`);
}

/** Refuses characters that are not safe in any part: spaces, controls, and a mark at the start. */
export function refuseUnsafe(text: string, maySpace = false): void {
  const unsafe = [...text].filter((one, i) =>
    maySpace && /\p{Zs}/u.test(one)
      ? false
      : /[\p{Z}\p{C}]/u.test(one) || (i === 0 && /\p{M}/u.test(one)),
  );
  if (unsafe.length === 0) return;
  const list = shownList([...new Set(unsafe)].sort());
  throw new Refused(`The email address contains unsafe characters: ${list}.`);
}

/** How many characters or bytes are too many. */
export const tooMany = (count: number, what = 'character'): string =>
  `${count} ${what}${count > 1 ? 's' : ''} too many`;

/** Refuses periods and hyphens in the wrong places. `first` and `last` say what may not be there. */
function refuseMarks(
  text: string,
  first: (mark: string) => string,
  last: (mark: string) => string,
  isDomain: boolean,
): void {
  if (text.endsWith('.')) throw new Refused(last('period'));
  if (text.startsWith('.')) throw new Refused(first('period'));
  if (text.includes('..')) throw new Refused('An email address cannot have two periods in a row.');
  if (!isDomain) return;
  if (text.endsWith('-')) throw new Refused(last('hyphen'));
  if (text.startsWith('-')) throw new Refused(first('hyphen'));
  if (text.includes('.-') || text.includes('-.'))
    throw new Refused('An email address cannot have a period and a hyphen next to each other.');
}

/** A character of a local part, beside the period. */
const ATOM = "[A-Za-z0-9_!#$%&'*+\\-/=?^`{|}~\\u0080-\\u{10ffff}]";
const ATOMS = new RegExp(`^${ATOM}+(?:\\.${ATOM}+)*$`, 'u');
const ATOM_OR_PERIOD = new RegExp(`^(?:${ATOM}|\\.)$`, 'u');
const IN_QUOTES = /^[ -~\u0080-\u{10ffff}]$/u;

/** Refuses a wrong part before the @-sign, which was unquoted if it was in quotes. */
export function checkLocal(local: string, wasQuoted: boolean): void {
  if (local === '') throw new Refused('There must be something before the @-sign.');
  const what = 'The email address contains invalid characters';
  if (ATOMS.test(local)) refuseUnsafe(local);
  else if (wasQuoted) {
    refuseOthers(local, IN_QUOTES, `${what} in quotes before the @-sign`);
    refuseUnsafe(local, true);
  } else {
    refuseOthers(local, ATOM_OR_PERIOD, `${what} before the @-sign`);
    refuseMarks(
      local,
      (mark) => `An email address cannot start with a ${mark}.`,
      (mark) => `An email address cannot have a ${mark} immediately before the @-sign.`,
      false,
    );
  }
  if (wasQuoted) throw new Refused('Quoting the part before the @-sign is not allowed here.');
}

const LONGEST_DOMAIN = 253;
const LONGEST_LABEL = 63;
/** Reserved names, which no address can have. */
const SPECIAL = /(?:^|\.)(?:arpa|invalid|local|localhost|onion|test)$/;
const PART = 'The part after the @-sign';

/** The domain in ASCII, or refuses a wrong part after the @-sign. */
export function checkDomain(domain: string): string {
  if (domain === '') throw new Refused('There must be something after the @-sign.');
  if (domain.startsWith('[') && domain.endsWith(']'))
    throw new Refused(literalProblem(domain.slice(1, -1)));
  refuseOthers(domain, /^[A-Za-z0-9.\-\u0080-\u{10ffff}]$/u, `${PART} contains invalid characters`);
  refuseUnsafe(domain);
  const mapped = /^[\x20-\x7e]*$/.test(domain)
    ? domain.toLowerCase()
    : domain
        .replace(/[。．｡]/g, '.')
        .normalize('NFKC')
        .toLowerCase();
  refuseMarks(
    mapped,
    (mark) => `An email address cannot have a ${mark} immediately after the @-sign.`,
    (mark) => `An email address cannot end with a ${mark}.`,
    true,
  );
  if (mapped.split('.').some((label) => /^(?!xn)..--/u.test(label))) {
    throw new Refused(
      'An email address cannot have two letters followed by two dashes immediately after the @-sign or after a period, except Punycode.',
    );
  }
  const ascii = toAscii(mapped);
  const labels = ascii.split('.');
  const extra = ascii.length - LONGEST_DOMAIN;
  if (extra > 0) {
    const count =
      ascii === domain ? tooMany(extra) : `${tooMany(extra, 'byte')} after IDNA encoding`;
    throw new Refused(`The email address is too long after the @-sign (${count}).`);
  }
  const long = labels.find((label) => label.length > LONGEST_LABEL);
  if (long !== undefined) {
    throw new Refused(
      `After the @-sign, periods cannot be separated by so many characters (${tooMany(long.length - LONGEST_LABEL)}).`,
    );
  }
  if (labels.length === 1) throw new Refused(`${PART} is not valid. It should have a period.`);
  if (!/[a-z]$/.test(ascii))
    throw new Refused(`${PART} is not valid. It is not within a valid top-level domain.`);
  if (SPECIAL.test(ascii)) {
    throw new Refused(`${PART} is a special-use or reserved name that cannot be used with email.`);
  }
  return ascii;
}

/** A domain in ASCII. Refuses characters that no international domain has. */
function toAscii(domain: string): string {
  for (const label of domain.split('.')) {
    if (/^[a-z0-9-]*$/.test(label)) continue;
    for (const [i, one] of [...label].entries()) {
      if (/[\p{Ll}\p{Lo}\p{Lm}\p{M}\p{Nd}-]/u.test(one)) continue;
      const point = hexadecimal(one).padStart(4, '0');
      throw new Refused(
        `${PART} is invalid (Codepoint U+${point} at position ${i + 1} of '${label}' not allowed).`,
      );
    }
  }
  if (/^[a-z0-9.-]*$/.test(domain)) return domain;
  const ascii = domainToASCII(domain);
  if (ascii === '') throw new Refused(`${PART} is invalid (${domain}).`);
  return ascii;
}

/** What is wrong with an address in brackets: at least that it is one. */
function literalProblem(literal: string): string {
  if (/^[0-9.]+$/.test(literal)) {
    const problem = ipv4Problem(literal);
    return problem === undefined
      ? 'A bracketed IP address after the @-sign is not allowed here.'
      : `The address in brackets after the @-sign is not valid: It is not an IPv4 address (${problem}) or is missing an address literal tag.`;
  }
  if (literal.startsWith('IPv6:')) {
    return isIPv6(literal.slice(5))
      ? 'A bracketed IP address after the @-sign is not allowed here.'
      : `The IPv6 address in brackets after the @-sign is not valid (${literal.slice(5)}).`;
  }
  if (!literal.includes(':'))
    return `${PART} in brackets is not an IPv4 address and has no address literal tag.`;
  refuseOthers(literal, /^[!-\u00fa]$/, `${PART} contains invalid characters in brackets`);
  return `${PART} contains an invalid address literal tag in brackets.`;
}

/** What Python says of digits and periods that are not an IPv4 address. */
function ipv4Problem(address: string): string | undefined {
  const octets = address.split('.');
  if (octets.length !== 4) return `Expected 4 octets in '${address}'`;
  for (const octet of octets) {
    const problem =
      octet === ''
        ? 'Empty octet not permitted'
        : octet.length > 3
          ? `At most 3 characters permitted in '${octet}'`
          : /^0./.test(octet)
            ? `Leading zeros are not permitted in '${octet}'`
            : Number(octet) > 255
              ? `Octet ${octet} (> 255) not permitted`
              : undefined;
    if (problem !== undefined) return `${problem} in '${address}'`;
  }
  return undefined;
}
