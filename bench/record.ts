/** `tsx bench/record.ts`: writes what `results.json` holds into the README beside it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { comparisonTable } from './baseline/comparison.ts';
import { root } from './process.ts';
import { type Machine, readResults } from './results.ts';
import { table } from './row.ts';

const results = readResults();
if (results === undefined) throw new Error('bench/results.json is missing: npm run bench');
const { machine, packages, figures, baseline } = results;
const versions = Object.entries(packages).map(([name, version]) => `${name} ${version}`);

const machineText = ({ cores, cpu, memoryGb, system, node }: Machine) =>
  `${cores} cores of ${cpu}, ${memoryGb} GB, ${system}, Node ${node}`;

/** The section of the comparison with a baseline; nothing when there was none. */
const comparisons =
  baseline === undefined
    ? []
    : [
        '### This build and a baseline',
        '',
        `Measured with \`--baseline\` on ${machineText(baseline.machine)}.`,
        '',
        ...baseline.figures.flatMap(
          ({ title, date, effort: { rounds, seconds }, commits, notes, rows }) => [
            `${title}: ${date.slice(0, 10)}, ${rounds} rounds of ${seconds} s, ${commits.build} against ${commits.baseline}.`,
            ...notes.map((note) => `Note: ${note}.`),
            '',
            comparisonTable(rows),
          ],
        ),
      ];
const text = [
  `Measured on ${machineText(machine)}`,
  `(${versions.join(', ')}).`,
  '',
  ...figures.flatMap(({ title, date, effort: { rounds, seconds }, rows }) => [
    `### ${title}`,
    '',
    `${date.slice(0, 10)}, ${rounds} rounds of ${seconds} s.`,
    '',
    table(rows),
  ]),
  ...comparisons,
].join('\n');
const file = join(root, 'bench/README.md');
const between = /(<!-- measured -->\n)[\s\S]*(<!-- \/measured -->)/;
const readme = readFileSync(file, 'utf8');
writeFileSync(
  file,
  readme.replace(between, (_, begin, end) => `${begin}${text}${end}`),
);
