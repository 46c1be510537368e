/** Finds the name that somebody may have meant. */

/** Number of letters to insert, remove or replace to make one text of another (Levenshtein distance). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++) {
      const replaced = (row[j] ?? 0) + (to[j] === letter ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** Longer names are not compared: the time grows with the square of their length. */
const LONGEST = 100;

/** The name nearest to a given one; undefined if more than a third of its letters differ. */
export function nearestName(given: string, names: readonly string[]): string | undefined {
  if (given.length > LONGEST) return undefined;
  const wanted = given.toLowerCase();
  const [nearest] = names
    .filter((name) => name.length <= LONGEST)
    .map((name) => ({ name, far: distance(wanted, name.toLowerCase()) }))
    .sort((a, b) => a.far - b.far);
  return nearest !== undefined && nearest.far <= Math.ceil(given.length / 3)
    ? nearest.name
    : undefined;
}
