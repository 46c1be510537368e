/**
 * `npm run soak`: attacks the built command and prints what held. `--minutes N`, `--seed S`, `--only NAME`,
 * `--json`. Exit code 1 on any error, 2 on a wrong flag.
 */
import { parseArgs } from 'node:util';
import { createProgress, type Progress } from '../../src/cli/progress.ts';
import { attacks } from './attacks.ts';
import { errorsOf, failuresOf, type Line, tableOf } from './report.ts';
import { killAll } from './subject.ts';

/** Minutes of a full run on two cores. */
const FULL_MINUTES = 10;

const help = `npm run soak -- [flags]

Attacks the built command and prints one table. Exit code 1 on any error.

  --minutes N   size of the run: ${FULL_MINUTES} is a million fuzzed requests, and all else in proportion (default: ${FULL_MINUTES})
  --seed S      what chance begins with; the same seed makes the same run (default: a new one, printed)
  --only NAME   run one attack; may be repeated
  --json        print JSON instead of the table
  --help        print this

${attacks.map(({ name, about }) => `  ${name.padEnd(12)}  ${about}`).join('\n')}
`;

function refuse(why: string): never {
  process.stderr.write(`soak: ${why}\n`);
  process.exit(2);
}

function flags() {
  try {
    return parseArgs({
      options: {
        minutes: { type: 'string', default: String(FULL_MINUTES) },
        seed: { type: 'string', default: String(Date.now()) },
        only: { type: 'string', multiple: true },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return refuse((error as Error).message);
  }
}
const { help: wantsHelp, json, minutes, only, seed } = flags();
if (wantsHelp) {
  process.stdout.write(help);
  process.exit(0);
}
const scale = Number(minutes) / FULL_MINUTES;
if (!(scale > 0)) refuse(`--minutes must be a number above 0, not ${minutes}`);
const unknown = only?.find((name) => !attacks.some((one) => one.name === name));
if (unknown !== undefined) {
  refuse(`--only ${unknown}: expected one of ${attacks.map(({ name }) => name).join(', ')}`);
}

const stop = new AbortController();
process.on('SIGINT', () => {
  // A second one does not wait for what is under way.
  if (stop.signal.aborted) {
    killAll();
    process.exit(130);
  }
  process.stderr.write('stopping; once more to stop at once\n');
  stop.abort();
});
process.on('exit', killAll);

const lines: Line[] = [];
for (const { name, run, unit } of attacks) {
  if (stop.signal.aborted || (only !== undefined && !only.includes(name))) continue;
  process.stderr.write(`${name} …\n`);
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1000;
  try {
    let progress: Progress | undefined;
    const tell = (done: number, whole: number): void => {
      progress ??= createProgress(`${name}: ${unit}`, whole);
      progress.at(done);
    };
    const outcome = await run({ seed, scale, signal: stop.signal, tell });
    progress?.end();
    lines.push({ ...outcome, name, unit, seconds: seconds() });
  } catch (error) {
    const what = `the attack itself failed: ${(error as Error).stack ?? error}`;
    const failures = [{ attack: name, what, count: 1 }];
    lines.push({ name, unit, done: 0, failures, figures: {}, seconds: seconds() });
  }
}

const errors = lines.reduce((sum, { failures }) => sum + errorsOf(failures), 0);
if (json) {
  const node = process.version;
  process.stdout.write(
    `${JSON.stringify({ seed, minutes: Number(minutes), node, errors, lines })}\n`,
  );
} else {
  const found = failuresOf(lines);
  const again = `npm run soak -- --minutes ${minutes} --seed ${seed}`;
  process.stdout.write(`${tableOf(lines)}\n\n${found && `${found}\n\n`}Again: ${again}\n`);
}
process.exitCode = errors > 0 ? 1 : 0;
