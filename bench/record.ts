/** `tsx bench/record.ts`: writes what `results.json` holds into the README beside it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './process.ts';
import { readResults } from './results.ts';
import { table } from './row.ts';

const results = readResults();
if (results === undefined) throw new Error('bench/results.json is missing: npm run bench');
const { machine, packages, figures } = results;
const versions = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
const text = [
  `Measured on ${machine.cores} cores of ${machine.cpu}, ${machine.memoryGb} GB, ${machine.system}, Node ${machine.node}`,
  `(${versions.join(', ')}).`,
  '',
  ...figures.flatMap(({ title, date, effort: { rounds, seconds }, rows }) => [
    `### ${title}`,
    '',
    `${date.slice(0, 10)}, ${rounds} rounds of ${seconds} s.`,
    '',
    table(rows),
  ]),
].join('\n');
const file = join(root, 'bench/README.md');
const between = /(<!-- measured -->\n)[\s\S]*(<!-- \/measured -->)/;
const readme = readFileSync(file, 'utf8');
writeFileSync(
  file,
  readme.replace(between, (_, begin, end) => `${begin}${text}${end}`),
);
