/**
 * Surrogates that Python keeps apart. A Python string can have a high and a low surrogate next to each other as
 * two characters; in a JavaScript string they become one. Such a low surrogate is stored as a high one. That is
 * enough: only the length and the fact that the text is not valid Unicode are visible.
 */

const APART = '\ud800';
const LOWS = /^[\udc00-\udfff]+/;

const isHigh = (unit: number): boolean => (unit & 0xfc00) === 0xd800;
const isLow = (unit: number): boolean => (unit & 0xfc00) === 0xdc00;

/**
 * The piece to append after `last`, changed so that surrogates at the boundary are not joined. Takes only the
 * last piece, because reading a text that grows by appending costs its whole length.
 */
export function keptApart(last: string, piece: string): string {
  if (!isLow(piece.charCodeAt(0)) || !isHigh(last.charCodeAt(last.length - 1))) return piece;
  // A high one that stands for a low one must not be joined with the next low one either.
  return piece.replace(LOWS, (run) => APART.repeat(run.length));
}
