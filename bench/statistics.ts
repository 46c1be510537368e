/** What is said of several measurements of one thing. */

/** The middle one, and how far the others lie from it. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** The middle one. Throws on none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1];
  const high = sorted[Math.floor(middle)];
  if (low === undefined || high === undefined) throw new Error('there is no median of nothing');
  return (low + high) / 2;
}

/** The middle one with the least and the greatest. Throws on none. */
export const spread = (values: readonly number[]): Spread => ({
  median: median(values),
  min: Math.min(...values),
  max: Math.max(...values),
});

/** The value that so many of a hundred do not exceed. Throws on none. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
  if (value === undefined) throw new Error('there is no percentile of nothing');
  return value;
}

/**
 * Each of the one over its neighbour of the other. What disturbs the machine for a while disturbs
 * both neighbours, so these vary less than the figures themselves.
 */
export function ratios(over: readonly number[], under: readonly number[]): Spread {
  return spread(over.map((value, i) => value / (under[i] ?? Number.NaN)));
}

/**
 * The range that holds the true median with a probability of at least 95 %, whatever the shape of the
 * distribution. More values make it narrower. Five values or fewer are not enough for 95 %: their
 * range is from the least to the greatest. Throws on none.
 */
export function medianRange(values: readonly number[]): { low: number; high: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const count = sorted.length;
  // Each value is below the true median with the chance of a coin. The range leaves out as many values
  // at either end as are below it in less than 2.5 % of all cases.
  let left = 0;
  let ways = 1;
  let casesBelow = 1;
  for (;;) {
    ways *= (count - left) / (left + 1);
    casesBelow += ways;
    if (!(casesBelow / 2 ** count <= 0.025)) break;
    left += 1;
  }
  const [low, high] = [sorted[left], sorted[count - 1 - left]];
  if (low === undefined || high === undefined) throw new Error('there is no median of nothing');
  return { low, high };
}
