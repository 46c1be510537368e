/**
 * Surrogates that Python keeps apart. A Python string can hold a high and a low surrogate next to each
 * other as two characters; a JavaScript string cannot, it reads the two as one. Such a low surrogate is
 * kept as a high one: all that is ever seen of it is that the text is not Unicode, and how many
 * characters it has.
 */

const APART = '\ud800';
const LOWS = /^[\udc00-\udfff]+/;

const isHigh = (unit: number): boolean => (unit & 0xfc00) === 0xd800;
const isLow = (unit: number): boolean => (unit & 0xfc00) === 0xdc00;

/**
 * What to append of a piece of text, where `last` is the piece that was appended before it, so that no
 * surrogate at the end of one is joined with the beginning of the other. It takes the last piece and not
 * all of the text: looking into a text that grows by appending costs its whole length.
 */
export function keptApart(last: string, piece: string): string {
  if (!isLow(piece.charCodeAt(0)) || !isHigh(last.charCodeAt(last.length - 1))) return piece;
  // A high one that stands for a low one is not joined with the next low one either.
  return piece.replace(LOWS, (run) => APART.repeat(run.length));
}
