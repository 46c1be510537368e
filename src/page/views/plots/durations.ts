/** Durations in classes of 10 %: enough for a percentile within 5 %, and of the same size for any number of requests. */

/** The shortest duration that is told apart, in milliseconds, and how much longer each class is. */
const [SHORTEST, FACTOR] = [0.1, 1.1];
/** Number of classes: up to two minutes. */
export const CLASSES = 150;

/** The class of a duration in milliseconds. */
export function classOf(ms: number): number {
  const place = Math.round(Math.log(Math.max(ms / SHORTEST, 1)) / Math.log(FACTOR));
  return Math.min(place, CLASSES - 1);
}

/**
 * The duration that a part of the requests did not exceed, in milliseconds; null if there are none.
 *
 * @param counts number of requests by class
 * @param part from 0 to 1: 0.99 is the 99th percentile
 */
export function percentile(counts: ArrayLike<number>, part: number): number | null {
  let total = 0;
  for (let place = 0; place < CLASSES; place++) total += counts[place] ?? 0;
  if (total === 0) return null;
  const rank = Math.ceil(total * part);
  let seen = 0;
  let place = 0;
  for (; place < CLASSES - 1; place++) {
    seen += counts[place] ?? 0;
    if (seen >= rank) break;
  }
  return SHORTEST * FACTOR ** place;
}
