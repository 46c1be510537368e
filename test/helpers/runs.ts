/**
 * How long property tests run. `FC_RUNS` is a factor: 1 runs all of them in full, `.ci/run` a quarter of them; 10 is a soak.
 * `FC_SEED` repeats a run: fast-check prints the seed of one that fails.
 */
import type { Parameters } from 'fast-check';

/** The factor without `FC_RUNS`: what `npm test` has time for. */
const DEFAULT = 0.1;
const factor = Number(process.env.FC_RUNS ?? DEFAULT);

/** The parameters of a property test. `full` is its number of runs in CI; `seed` is fixed by default to what is given. */
export function runs(full: number, seed?: number): Pick<Parameters, 'numRuns' | 'seed'> {
  const chosen = process.env.FC_SEED === undefined ? seed : Number(process.env.FC_SEED);
  return { numRuns: Math.ceil(full * factor), ...(chosen !== undefined && { seed: chosen }) };
}
