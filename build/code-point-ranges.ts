/** Runs in the package: what it knows of Unicode, it asks V8. */

/** The first plane of which every code point but the last two has the same properties (from 4 on, except 14). */
const FIRST_EMPTY = 0x4_0000;
const TAGS = 0xe_0000;

/**
 * The code points that a class of characters matches, such as `\p{L}`, as first, last and 1 (the distance), for each range.
 *
 * @throws `SyntaxError` if this V8 does not know the class
 */
export function codePointRanges(characters: string): number[] {
  const matcher = new RegExp(characters, 'u');
  const ranges: number[] = [];
  let isInside = false;
  for (let at = 0; at <= 0x10_ffff; at++) {
    if (matcher.test(String.fromCodePoint(at)) !== isInside) {
      if (isInside) ranges.push(at - 1, 1);
      else ranges.push(at);
      isInside = !isInside;
    }
    // Most planes are unassigned or for private use: two thirds of the time.
    if (at >= FIRST_EMPTY && (at & 0xffff) === 0 && at !== TAGS) at += 0xfffd;
  }
  if (isInside) ranges.push(0x10_ffff, 1);
  return ranges;
}
