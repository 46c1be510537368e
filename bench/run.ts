/**
 * `npm run bench`: measures the built emulator, prints what was seen and keeps it in `results.json`.
 * `--only NAME`, `--rounds N`, `--seconds S`, `--requests N`; `--peers` adds other emulators.
 * `--baseline DIR` compares this build with that of another checkout instead. `--profile` prints where
 * inject spends its time.
 */
import { differences, findBuild } from './baseline/build.ts';
import { comparisonTable } from './baseline/comparison.ts';
import { baselineFigures } from './baseline/figures.ts';
import { profileInject, profileTable } from './baseline/profile.ts';
import { hangUp } from './client.ts';
import { figures } from './figures.ts';
import { type Options, readOptions } from './options.ts';
import { root } from './process.ts';
import { keepComparison, keepResults } from './results.ts';
import { table } from './row.ts';

/** Exit code for a wrong flag, as of the command. */
const EXIT_USAGE = 2;

const read = readOptions(process.argv.slice(2), {
  figures: figures.map(({ name }) => name),
  baseline: baselineFigures.map(({ name }) => name),
});
const problem = 'problem' in read ? read.problem : await measure(read.options);
hangUp();
if (problem !== undefined) {
  process.stderr.write(`bench: ${problem}\n`);
  process.exitCode = EXIT_USAGE;
}

/** Measures what the options say. Returns a problem with them, if there is one. */
async function measure(options: Options): Promise<string | undefined> {
  const { effort, only, peers, baseline, profile } = options;
  if (profile) return printProfiles(options);
  if (baseline !== undefined) return compareWith(baseline, { effort, only });
  const wanted = figures.filter(({ name, onlyWithPeers }) =>
    only === undefined ? !onlyWithPeers || peers : only.includes(name),
  );
  for (const { name, title, measure, missing } of wanted) {
    if (missing !== undefined) {
      process.stdout.write(`\n### ${title}\n\nSkipped: it needs ${missing}.\n`);
      continue;
    }
    await told(name, title, async () => {
      const rows = await measure(effort);
      keepResults({ name, title, effort, rows });
      return table(rows);
    });
  }
  return undefined;
}

async function compareWith(
  folder: string,
  { effort, only }: Pick<Options, 'effort'> & { readonly only: Options['only'] | undefined },
): Promise<string | undefined> {
  const [own, other] = [findBuild(root), findBuild(folder)];
  if ('problem' in own) return own.problem;
  if ('problem' in other) return other.problem;
  const pair = { build: own.build, baseline: other.build };
  const commits = { build: pair.build.commit, baseline: pair.baseline.commit };
  const notes = differences(pair.build, pair.baseline);
  process.stdout.write(`This build (${commits.build}) against ${commits.baseline}.\n`);
  for (const note of notes) process.stdout.write(`Note: ${note}.\n`);
  for (const { name, title, measure } of baselineFigures) {
    if (only !== undefined && !only.includes(name)) continue;
    await told(name, title, async () => {
      const rows = await measure(pair, effort);
      keepComparison({ name, title, effort, commits, notes, rows });
      return comparisonTable(rows);
    });
  }
  return undefined;
}

async function printProfiles({ effort, baseline }: Options): Promise<string | undefined> {
  const folders = baseline === undefined ? [root] : [root, baseline];
  for (const found of folders.map(findBuild)) {
    if ('problem' in found) return found.problem;
    const { dir, commit } = found.build;
    await told('profile', `Inject at ${commit}`, async () =>
      profileTable(await profileInject(dir, effort.seconds)),
    );
  }
  return undefined;
}

/** Prints a figure. When it fails the exit code is 1, but the others can still be measured. */
async function told(name: string, title: string, measured: () => Promise<string>): Promise<void> {
  process.stderr.write(`${name} …\n`);
  try {
    process.stdout.write(`\n### ${title}\n\n${await measured()}`);
  } catch (error) {
    process.exitCode = 1;
    process.stdout.write(`\n### ${title}\n\nNot measured: ${error}\n`);
  }
}
