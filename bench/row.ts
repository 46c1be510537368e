/** One measured figure, what it is held against, and how both are written down. */
import { ratios, type Spread, spread } from './statistics.ts';

/** What a figure is hoped to be. */
export interface Target {
  /** What is judged: the ratio to the base, or the figure itself. */
  readonly of: 'ratio' | 'subject';
  readonly sense: 'at least' | 'at most';
  /** Good enough to begin with. */
  readonly first: number;
  /** What is aimed at, when that is more. */
  readonly aimed?: number;
}

/** One figure. */
export interface Row {
  readonly what: string;
  readonly unit: string;
  /** What `base` is, in a word or two. */
  readonly against: string;
  readonly base?: Spread;
  readonly subject: Spread;
  readonly ratio?: Spread;
  readonly target?: Target;
  /** What a reader needs to know to judge the figure. */
  readonly note?: string;
}

/** What goes into a row that was measured in turns with its base. */
export interface Compared {
  readonly what: string;
  readonly unit: string;
  readonly against: string;
  readonly base: readonly number[];
  readonly subject: readonly number[];
  readonly target?: Target;
  readonly note?: string;
}

/** A row of values and those of their base, taken in the same rounds. */
export function compared({ base, subject, ...rest }: Compared): Row {
  const ratio = ratios(subject, base);
  return { ...rest, base: spread(base), subject: spread(subject), ratio };
}

/** `at least 0.45` and the like, for a table. */
export function targetText(target: Target | undefined): string {
  if (target === undefined) return '';
  const sign = target.sense === 'at least' ? '≥' : '≤';
  const aimed = target.aimed === undefined ? '' : `, aimed ${sign} ${target.aimed}`;
  return `${target.of === 'ratio' ? 'ratio ' : ''}${sign} ${target.first}${aimed}`;
}

/** Whether the median is where it should be. */
export function verdict({ target, ratio, subject }: Row): '' | 'aimed' | 'met' | 'missed' {
  if (target === undefined) return '';
  const seen = (target.of === 'ratio' ? ratio : subject)?.median ?? Number.NaN;
  const reaches = (mark: number) => (target.sense === 'at least' ? seen >= mark : seen <= mark);
  if (target.aimed !== undefined && reaches(target.aimed)) return 'aimed';
  return reaches(target.first) ? 'met' : 'missed';
}

/** A number with as many digits as a reader needs; `?` when it was not measured. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return '?';
  const digits = Math.abs(value) >= 1000 ? 0 : Math.abs(value) >= 100 ? 1 : 2;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}

function cell(seen: Spread | undefined): string {
  if (seen === undefined) return '';
  if (seen.min === seen.max) return numberText(seen.median);
  return `${numberText(seen.median)} (${numberText(seen.min)}–${numberText(seen.max)})`;
}

/** Rows as a Markdown table, medians with the least and the greatest, notes beneath. */
export function table(rows: readonly Row[]): string {
  const lines = rows.map((row) =>
    [
      '',
      row.what,
      row.unit,
      cell(row.subject),
      row.against === '' ? '' : `${row.against}: ${cell(row.base)}`,
      cell(row.ratio),
      targetText(row.target),
      verdict(row),
      '',
    ]
      .join(' | ')
      .trim(),
  );
  const notes = rows.flatMap(({ what, note }) =>
    note === undefined ? [] : [`- ${what}: ${note}`],
  );
  return [
    '| what | unit | emulator | base | ratio | target | |',
    '|---|---|---|---|---|---|---|',
    ...lines,
    ...(notes.length === 0 ? [] : ['', ...notes]),
    '',
  ].join('\n');
}
