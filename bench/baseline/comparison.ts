/** One figure of two builds: their ratio, the target and whether it is reached. */
import { numberText } from '../row.ts';
import { medianRange, type Spread, spread } from '../statistics.ts';

/** What the ratio of this build to the baseline must be. */
export interface RatioTarget {
  readonly sense: 'at least' | 'at most';
  readonly value: number;
}

/** A ratio: its median, where the true median lies, and how far the rounds differ. */
export interface Ratio extends Spread {
  /** The 95 % range of the median; see `medianRange`. */
  readonly range: { readonly low: number; readonly high: number };
}

/** One figure, measured in the same rounds for both builds. */
export interface Comparison {
  readonly what: string;
  readonly unit: string;
  readonly build: Spread;
  readonly baseline: Spread;
  /** This build over the baseline, round by round. */
  readonly ratio: Ratio;
  readonly target?: RatioTarget;
}

/** The result of a comparison. */
export type Judgement =
  /** The whole 95 % range is on the right side. */
  | 'reached'
  /** The median is on the right side, but a part of its range is not. */
  | 'only just'
  /** The median is on the wrong side, but a part of its range is not. */
  | 'missed, within the spread'
  /** The whole range is on the wrong side. */
  | 'missed'
  /** The system does not tell processor time, or too little was used to count it. */
  | 'not measured';

/** Ratios of values that were measured in the same round. Throws without values or with unequal counts. */
export function ratioOf(build: readonly number[], baseline: readonly number[]): Ratio {
  if (build.length !== baseline.length) {
    throw new Error(`${build.length} values cannot be compared with ${baseline.length}`);
  }
  const ratios = build.map((value, round) => value / (baseline[round] as number));
  return { ...spread(ratios), range: medianRange(ratios) };
}

/** Compares the values of two builds. */
export function compare(
  what: string,
  unit: string,
  values: { readonly build: readonly number[]; readonly baseline: readonly number[] },
  target?: RatioTarget,
): Comparison {
  return {
    what,
    unit,
    build: spread(values.build),
    baseline: spread(values.baseline),
    ratio: ratioOf(values.build, values.baseline),
    ...(target !== undefined && { target }),
  };
}

/** Whether a ratio is where it must be. */
export function judge({ median, range }: Ratio, { sense, value }: RatioTarget): Judgement {
  if (![median, range.low, range.high].every(Number.isFinite)) return 'not measured';
  const passes = (ratio: number) => (sense === 'at least' ? ratio >= value : ratio <= value);
  const [best, worst] = sense === 'at least' ? [range.high, range.low] : [range.low, range.high];
  if (passes(median)) return passes(worst) ? 'reached' : 'only just';
  return passes(best) ? 'missed, within the spread' : 'missed';
}

/** Comparisons as a Markdown table. */
export function comparisonTable(rows: readonly Comparison[]): string {
  const lines = rows.map(({ what, unit, build, baseline, ratio, target }) => {
    const cells = [
      what,
      unit,
      numberText(build.median),
      numberText(baseline.median),
      `**${ratioText(ratio.median)}** (${ratioText(ratio.range.low)}–${ratioText(ratio.range.high)})`,
      `${ratioText(ratio.min)}–${ratioText(ratio.max)}`,
      target === undefined ? '' : `${target.sense === 'at least' ? '≥' : '≤'} ${target.value}`,
      target === undefined ? '' : judge(ratio, target),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '| what | unit | this build | baseline | ratio (95 % range) | all rounds | target | |',
    '|---|---|---|---|---|---|---|---|',
    ...lines,
    '',
  ].join('\n');
}

const ratioText = (value: number) => (Number.isFinite(value) ? value.toFixed(3) : '?');
