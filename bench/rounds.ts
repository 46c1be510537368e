/** Measurements that take turns, so that whatever happens to the machine happens to all of them. */

import { createProgress } from '../src/cli/progress.ts';

/** How long to measure. */
export interface Effort {
  /** How often each thing is measured. */
  readonly rounds: number;
  /** How long one measurement under load takes. */
  readonly seconds: number;
  /** How many requests the memory is watched over. */
  readonly requests: number;
}

/**
 * Measures A, B, … and again, as often as there are rounds. The first turn of each warms up and is
 * thrown away. Gives the values of each in the order of the rounds.
 */
export async function inTurns<Name extends string, Value>(
  rounds: number,
  ways: Readonly<Record<Name, () => Promise<Value>>>,
): Promise<Record<Name, Value[]>> {
  const names = Object.keys(ways) as Name[];
  const seen = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
    Name,
    Value[]
  >;
  const progress = createProgress('measurements', names.length * (rounds + 1));
  let done = 0;
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const value = await ways[name]();
      if (round > 0) seen[name].push(value);
      progress.at(++done);
    }
  }
  progress.end();
  return seen;
}
