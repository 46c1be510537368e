/** Places in the order of creation, `commit.item.position`: records and workspaces are listed in this order. */

/** A place, as numbers. */
export type Place = readonly number[];

/** Reads a place. */
export const placeOf = (text: string): Place => text.split('.').map(Number);

/** Compares two places, earlier first. */
export function comparePlaces(a: Place, b: Place): number {
  for (let at = 0; at < 3; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
