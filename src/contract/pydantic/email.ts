/** E-mail addresses (framework: `email-validator` 2.3.0, as Pydantic calls it). */
import {
  checkDomain,
  checkLocal,
  Refused,
  refuseOthers,
  refuseUnsafe,
  shownList,
  tooMany,
} from './email-parts.ts';
import { faults } from './errors.ts';
import type { OtherCheck } from './rules.ts';
import { isPythonSpace, pythonStrip } from './trim.ts';
import { codePoints, wrong } from './validate.ts';

const LONGEST_INPUT = 2048;
const LONGEST_ADDRESS = 254;

/** The address within `Name <address>`; undefined if the text does not have this form. */
function withinBrackets(text: string): string | undefined {
  const stripped = pythonStrip(text);
  const end = stripped.length - 1;
  if (stripped[end] !== '>') return undefined;
  const addressFrom = (open: number): string | undefined => {
    const address = stripped.slice(open + 1, end);
    return stripped[open] === '<' && address !== '' && !address.includes('\n')
      ? address
      : undefined;
  };
  if (!stripped.startsWith('"')) {
    const open = stripped.indexOf('<');
    const isName = [...stripped.slice(0, open)].every(
      (one) => isPythonSpace(one) || /^[\p{L}\p{N}_!#$%&'*+\-/=?^`{|}~]$/u.test(one),
    );
    return isName ? addressFrom(open) : undefined;
  }
  // The last quote behind which there is an address.
  for (let quote = end; quote > 2; ) {
    quote = stripped.lastIndexOf('"', quote - 1);
    let open = quote + 1;
    while (isPythonSpace(stripped[open] ?? '')) open++;
    const address = quote > 1 ? addressFrom(open) : undefined;
    if (address !== undefined) return address;
  }
  return undefined;
}

/** The text before the first of some characters that is not in quotes, and the rest. */
function splitAt(text: string, marks: string): [before: string, rest: string] {
  let inQuotes = false;
  let isEscaped = false;
  for (let i = 0; i < text.length; i++) {
    const one = text[i] as string;
    const next = text[i + 1] ?? '';
    // One that makes another character with the next is not a mark.
    if (next > '\u02ff' && (one + next).normalize('NFC')[0] !== one) continue;
    if (inQuotes) {
      if (one === '"' && !isEscaped) inQuotes = false;
      isEscaped = one === '\\' && !isEscaped;
    } else if (one === '"') inQuotes = true;
    else if (marks.includes(one)) return [text.slice(0, i), text.slice(i)];
  }
  if (text.includes('＠')) {
    throw new Refused(
      'The email address has the "full-width" at-sign (@) character instead of a regular at-sign.',
    );
  }
  if (text.includes('﹫')) {
    throw new Refused(
      'The email address has the "small commercial at" character instead of a regular at-sign.',
    );
  }
  throw new Refused('An email address must have an @-sign.');
}

/** A text without quotes around it and without escapes in them, and whether there were quotes. */
function unquote(text: string): [value: string, wasQuoted: boolean] {
  if (!text.startsWith('"')) return [text, false];
  let value = '';
  for (let i = 1; i < text.length; i++) {
    const one = text[i] as string;
    if (one === '"') {
      const rest = text.slice(i + 1);
      if (rest === '') break;
      throw new Refused(`Extra character(s) found after close quote: ${shownList(rest)}`);
    }
    if (one === '\\') i++;
    value += one === '\\' ? (text[i] ?? '') : one;
  }
  return [value, true];
}

/** The address behind a name that Pydantic did not accept: its bracket to the end. */
function unbracket(before: string, rest: string): string {
  const [name, wasQuoted] = unquote(pythonStrip(before));
  if (!wasQuoted) {
    const what = 'The display name contains invalid characters when not quoted';
    refuseOthers(name, /^[A-Za-z0-9_!#$%&'*+\-/=?^`{|}~ ]$/, what);
  }
  refuseUnsafe(name, true);
  if (!rest.includes('>')) {
    throw new Refused(
      'An open angle bracket at the start of the email address has to be followed by a close angle bracket at the end.',
    );
  }
  if (!rest.endsWith('>')) throw new Refused("There can't be anything after the email address.");
  let end = rest.length;
  while (rest[end - 1] === '>') end--;
  return rest.slice(1, end);
}

/** Refuses an address that is too long in UTF-8. */
function checkLength(address: string): void {
  const extra = Buffer.byteLength(address) - LONGEST_ADDRESS;
  if (extra <= 0) return;
  const widest = Math.max(...[...address].map((one) => Buffer.byteLength(one)));
  const least = Math.max(1, Math.floor(extra / widest));
  const range = least === extra ? '' : `${least}-`;
  throw new Refused(`The email address is too long (${range}${tooMany(extra)}).`);
}

/** Mailboxes whose names are the same in any case (RFC 2142). */
const MAILBOXES =
  /^(?:info|marketing|sales|support|abuse|noc|security|postmaster|hostmaster|usenet|news|webmaster|www|uucp|ftp)$/i;

/** The address in its normal form. Throws `Refused`. */
function normalAddress(text: string): string {
  if (codePoints(text) > LONGEST_INPUT)
    throw new Refused(`Length must not exceed ${LONGEST_INPUT} characters`);
  let [before, rest] = splitAt(pythonStrip(withinBrackets(text) ?? text), '@<');
  const hasName = rest.startsWith('<');
  if (hasName) [before, rest] = splitAt(unbracket(before, rest), '@');
  const domain = rest.slice(1);
  const [local, wasQuoted] = unquote(before);
  checkLocal(local, wasQuoted);
  const ascii = checkDomain(domain);
  checkLength(`${before}@${domain}`);
  if (hasName) {
    throw new Refused(
      'A display name and angle brackets around the email address are not permitted here.',
    );
  }
  return `${MAILBOXES.test(local) ? local.toLowerCase() : local}@${ascii}`;
}

/** The check of an e-mail address. Its value is the address alone, with the domain in lower case. */
export const emailCheck: OtherCheck = {
  kind: 'email',
  check(value) {
    if (typeof value !== 'string') return wrong(faults.notAString, value);
    if (!value.isWellFormed()) return wrong(faults.notUnicode, value);
    try {
      return { value: normalAddress(value) };
    } catch (thrown) {
      if (!(thrown instanceof Refused)) throw thrown;
      const { reason } = thrown;
      const msg = `value is not a valid email address: ${reason}`;
      return wrong({ type: 'value_error', msg, ctx: { reason } }, value);
    }
  },
};
