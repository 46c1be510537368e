/** `bench/results.json`: what was measured last of each figure, on which machine, with what. */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
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

/** What the file holds. */
export interface Results {
  readonly machine: Machine;
  readonly packages: Readonly<Record<string, string>>;
  readonly figures: readonly KeptResult[];
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
  const same = JSON.stringify(kept?.machine) === JSON.stringify(machine);
  const others = same ? (kept?.figures ?? []).filter(({ name }) => name !== result.name) : [];
  const rows = result.rows.map((row) => ({ ...row, verdict: verdict(row) }));
  const figures = [...others, { ...result, rows, date: new Date().toISOString() }];
  const results: Results = { machine, packages: packages(), figures };
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
}
