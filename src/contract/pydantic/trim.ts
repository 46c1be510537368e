/** White space as other languages define it. JavaScript's own set lacks U+0085 and has U+FEFF (framework). */

/** What Rust trims: Unicode's property White_Space. */
const WHITE_SPACE = /^\p{White_Space}$/u;

/** Whether a character is white space to Python: the same, and four separators. */
export const isPythonSpace = (character: string): boolean =>
  WHITE_SPACE.test(character) || (character >= '\x1c' && character <= '\x1f');

function trimmed(text: string, isSpace: (character: string) => boolean): string {
  let from = 0;
  let to = text.length;
  // Loops, because a pattern for the end takes quadratic time in a text full of spaces.
  while (from < to && isSpace(text[from] as string)) from++;
  while (to > from && isSpace(text[to - 1] as string)) to--;
  return text.slice(from, to);
}

/** A text without white space at either end, as Rust trims it. */
export const trim = (text: string): string => trimmed(text, (one) => WHITE_SPACE.test(one));

/** A text without white space at either end, as Python strips it. */
export const pythonStrip = (text: string): string => trimmed(text, isPythonSpace);
