/** White space as Rust trims it. JavaScript's own set lacks U+0085 and has U+FEFF (framework). */

/** Unicode's property White_Space. */
const WHITE_SPACE = /^\p{White_Space}$/u;

/** A text without white space at either end. */
export function trim(text: string): string {
  let from = 0;
  let to = text.length;
  // Loops, because a pattern for the end takes quadratic time in a text full of spaces.
  while (from < to && WHITE_SPACE.test(text[from] as string)) from++;
  while (to > from && WHITE_SPACE.test(text[to - 1] as string)) to--;
  return text.slice(from, to);
}
