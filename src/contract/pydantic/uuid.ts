/** Parses UUIDs as Pydantic does, with its error texts (framework: the Rust crate `uuid`). */
import type { WireSwitches } from './switches.ts';

/** A UUID, lower-case and hyphenated, or the error. */
export type UuidReading =
  | { readonly ok: true; readonly uuid: string }
  | { readonly ok: false; readonly error: string };

const HYPHENATED = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const SIMPLE = /^[0-9a-f]{32}$/i;
const URN = 'urn:uuid:';

/** The length of each group except the last, and where it starts. */
const GROUPS = [
  { length: 8, start: 0 },
  { length: 4, start: 9 },
  { length: 4, start: 14 },
  { length: 4, start: 19 },
] as const;

function inBraces(text: string): boolean {
  return text.length >= 2 && text.startsWith('{') && text.endsWith('}');
}

/** Removes braces or the URN prefix, if the length fits such a form. */
function unwrap(text: string): string {
  const bytes = Buffer.byteLength(text);
  if (bytes === 38 && inBraces(text)) return text.slice(1, -1);
  if (bytes === 45 && text.startsWith(URN)) return text.slice(URN.length);
  return text;
}

function errorOf(text: string, pydantic: WireSwitches['pydantic']): string {
  const [scanned, offset] = inBraces(text)
    ? [text.slice(1, -1), 1]
    : text.startsWith(URN)
      ? [text.slice(URN.length), URN.length]
      : [text, 0];

  const bad = /[^0-9a-fA-F-]/u.exec(scanned);
  if (bad !== null) {
    const wanted =
      pydantic === '2.12'
        ? 'expected an optional prefix of `urn:uuid:` followed by [0-9a-fA-F-], '
        : '';
    return `invalid character: ${wanted}found \`${bad[0]}\` at ${bad.index + offset + 1}`;
  }

  /** The first four only: a text of a megabyte may be all hyphens. */
  const hyphens: number[] = [];
  let count = 0;
  for (let i = scanned.indexOf('-'); i !== -1; i = scanned.indexOf('-', i + 1)) {
    if (count++ < 4) hyphens.push(i);
  }
  if (count === 0 && offset === 0) {
    return `invalid length: expected length 32 for simple format, found ${text.length}`;
  }
  if (count !== 4) return `invalid group count: expected 5, found ${count + 1}`;
  for (const [group, { length, start }] of GROUPS.entries()) {
    const found = (hyphens[group] as number) - start;
    if (found !== length) {
      return `invalid group length in group ${group}: expected ${length}, found ${found}`;
    }
  }
  // In the crate, the prefix counts here.
  return `invalid group length in group 4: expected 12, found ${text.length - 24}`;
}

/** Parses a UUID in any form that Pydantic accepts: plain, hyphenated, in braces, as a URN. */
export function parseUuid(text: string, pydantic: WireSwitches['pydantic']): UuidReading {
  if (HYPHENATED.test(text)) return { ok: true, uuid: text.toLowerCase() };
  const inner = unwrap(text);
  if (HYPHENATED.test(inner)) return { ok: true, uuid: inner.toLowerCase() };
  if (SIMPLE.test(text)) {
    const hex = text.toLowerCase();
    const groups = [
      hex.slice(0, 8),
      hex.slice(8, 12),
      hex.slice(12, 16),
      hex.slice(16, 20),
      hex.slice(20),
    ];
    return { ok: true, uuid: groups.join('-') };
  }
  return { ok: false, error: errorOf(inner, pydantic) };
}
