/** `bench/results.json`: what was measured last of each figure, on which machine, with what. */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { type Comparison, judge } from './baseline/comparison.ts';
import { root } from './process.ts';
import type { Effort } from './rounds.ts';
import { type Row, verdict } from './row.ts';

const file = join(root, 'bench/results.json');

/** One figure as it is kept. */
export interface Result {
  readonly name: string;
  readonly title: string;
  readonly effort: Effort;
  readonly rows: readonly Row[];
}
interface KeptResult extends Result {
  readonly date: string;
}

/** The shape of the machine. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
}

/** One figure of this build and of a baseline (`--baseline DIR`), as it is kept. */
export interface ComparedResult {
  readonly name: string;
  readonly title: string;
  readonly effort: Effort;
  /** Short hashes. */
  readonly commits: { readonly build: string; readonly baseline: string };
  /** What makes the two hard to compare, a sentence each. */
  readonly notes: readonly string[];
  readonly rows: readonly Comparison[];
}
interface KeptComparison extends ComparedResult {
  readonly date: string;
}

/** Comparisons with a baseline, and the machine that they were made on. */
export interface KeptComparisons {
  readonly machine: Machine;
  readonly figures: readonly KeptComparison[];
}

/** What the file holds. */
export interface Results {
  readonly machine: Machine;
  readonly packages: Readonly<Record<string, string>>;
  readonly figures: readonly KeptResult[];
  /** The last comparisons with a baseline, which may be of another machine than the figures. */
  readonly baseline?: KeptComparisons;
}

const machine: Machine = {
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 2 ** 30),
  system: `${platform()} ${release()}`,
  node: process.version,
};

/** The versions of what is bundled, and of what builds and measures. */
function packages(): Record<string, string> {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    devDependencies: Record<string, string>;
  };
  const versions: Record<string, string> = { [manifest.name]: manifest.version };
  const relevant = ['autocannon', 'rolldown', 'hono', '@hono/node-server', 'commander'];
  for (const name of relevant) {
    try {
      const path = join(root, 'node_modules', name, 'package.json');
      versions[name] = (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
    } catch {}
  }
  return versions;
}

/** What is kept; undefined when nothing is. */
export function readResults(): Results | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Results;
  } catch {
    return undefined;
  }
}

/** Puts a figure in the place of its last one. Figures of another machine are thrown away. */
export function keepResults(result: Result): void {
  const kept = readResults();
  const rows = result.rows.map((row) => ({ ...row, verdict: verdict(row) }));
  write({
    ...kept,
    machine,
    packages: packages(),
    figures: inPlace(ofThisMachine(kept), { ...result, rows, date: now() }),
  });
}

/**
 * As `keepResults`, for a figure of two builds. The figures of `keepResults` stay as they are, and only
 * comparisons of another machine are thrown away.
 */
export function keepComparison(result: ComparedResult): void {
  const kept = readResults() ?? { machine, packages: packages(), figures: [] };
  const rows = result.rows.map((row) => ({
    ...row,
    ...(row.target !== undefined && { judgement: judge(row.ratio, row.target) }),
  }));
  const figures = inPlace(ofThisMachine(kept.baseline), { ...result, rows, date: now() });
  write({ ...kept, baseline: { machine, figures } });
}

const now = () => new Date().toISOString();

/** The figures, if they are of the machine and the Node that run now. */
function ofThisMachine<Figure>(
  kept: { readonly machine: Machine; readonly figures: readonly Figure[] } | undefined,
): readonly Figure[] {
  return kept !== undefined && JSON.stringify(kept.machine) === JSON.stringify(machine)
    ? kept.figures
    : [];
}

function inPlace<Figure extends { readonly name: string }>(
  kept: readonly Figure[],
  figure: Figure,
): Figure[] {
  return [...kept.filter(({ name }) => name !== figure.name), figure];
}

function write(results: Results): void {
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
}
