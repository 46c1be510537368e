/** What a run found, as a table for a person or JSON for a program. */
import { type Failure, type Outcome, pasteable } from './attack.ts';

/** One attack's part of the report. */
export interface Line extends Outcome {
  readonly name: string;
  readonly unit: string;
  readonly seconds: number;
}

/** How many errors a list of failures stands for. */
export const errorsOf = (failures: readonly Failure[]): number =>
  failures.reduce((sum, one) => sum + one.count, 0);

const figuresOf = ({ figures }: Line): string =>
  Object.entries(figures)
    .map(([name, value]) => `${name.replaceAll('_', ' ')} ${value}`)
    .join(', ');

/** The lines as a Markdown table. */
export function tableOf(lines: readonly Line[]): string {
  const rows = lines.map((line) => [
    line.name,
    `${line.done.toLocaleString('en-US')} ${line.unit}`,
    String(errorsOf(line.failures)),
    line.seconds.toFixed(1),
    figuresOf(line),
  ]);
  const all = [['attack', 'done', 'errors', 'seconds', 'figures'], ...rows];
  const widths = [0, 1, 2, 3].map((at) => Math.max(...all.map((row) => (row[at] ?? '').length)));
  const text = all.map(
    (row) => `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`,
  );
  const rule = `|${[...widths, 7].map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [text[0], rule, ...text.slice(1)].join('\n');
}

/** Failures, each with the smallest request that shows it. */
export function failuresOf(lines: readonly Line[]): string {
  return lines
    .flatMap(({ failures }) => failures)
    .map(({ attack, count, request, what }) => {
      const times = count === 1 ? 'once' : `${count} times`;
      const how = request === undefined ? '' : `\n  ${pasteable(request)}`;
      return `${attack}: ${what} (${times})${how}`;
    })
    .join('\n');
}
