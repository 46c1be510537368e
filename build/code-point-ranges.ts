/** Asks V8 which characters a class has. It is bundled into the package, in place of tables of Unicode. */

/** From this plane on, all code points of a plane have the same properties, except the last two and those of plane 14. */
const FIRST_UNIFORM = 0x4_0000;
const PLANE_14 = 0xe_0000;

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
    // These planes are unassigned or for private use. To ask about all of each takes three times as long.
    if (at >= FIRST_UNIFORM && (at & 0xffff) === 0 && at !== PLANE_14) at += 0xfffd;
  }
  if (isInside) ranges.push(0x10_ffff, 1);
  return ranges;
}
