/**
 * Puts the table of a run into docs/reliability.md: `npm run --silent soak -- --json > run.json`, then
 * `npx tsx test/soak/record.ts run.json`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { type Line, tableOf } from './report.ts';

const page = join(import.meta.dirname, '../../docs/reliability.md');
const [, , file] = process.argv;
if (file === undefined) throw new Error('which run? npx tsx test/soak/record.ts run.json');
const run = JSON.parse(readFileSync(file, 'utf8')) as {
  seed: string;
  minutes: number;
  node: string;
  errors: number;
  lines: Line[];
};
const { errors, lines, minutes, node, seed } = run;
const about = `\`npm run soak -- --minutes ${minutes} --seed ${seed}\`, Node ${node}, ${cpus().length} cores: ${errors} errors.`;
const text = readFileSync(page, 'utf8');
const marks = /(<!-- soak -->\n)[\s\S]*(<!-- \/soak -->)/;
if (!marks.test(text)) throw new Error(`${page} has no place for the table`);
writeFileSync(
  page,
  text.replace(marks, (_, from, to) => `${from}${about}\n\n${tableOf(lines)}\n${to}`),
);
