/**
 * `npm run bench`: measures the built emulator, prints what was seen and keeps it in `results.json`.
 * `--only NAME`, `--rounds N`, `--seconds S`, `--requests N`; `--peers` adds other emulators.
 */
import { parseArgs } from 'node:util';
import { hangUp } from './client.ts';
import { figures } from './figures.ts';
import { keepResults } from './results.ts';
import type { Effort } from './rounds.ts';
import { table } from './row.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    rounds: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '2' },
    requests: { type: 'string', default: '1000000' },
    peers: { type: 'boolean', default: false },
  },
});

function positive(name: 'rounds' | 'seconds' | 'requests'): number {
  const value = Number(values[name]);
  if (!(value > 0)) throw new Error(`--${name} wants a number above 0, not ${values[name]}`);
  return value;
}
const effort: Effort = {
  rounds: positive('rounds'),
  seconds: positive('seconds'),
  requests: positive('requests'),
};

const unknown = values.only?.find((name) => !figures.some((one) => one.name === name));
if (unknown !== undefined) {
  const names = figures.map(({ name }) => name).join(', ');
  throw new Error(`--only ${unknown}: there are ${names}`);
}

const wanted = figures.filter(({ name, onlyWithPeers }) =>
  values.only === undefined ? !onlyWithPeers || values.peers : values.only.includes(name),
);
let failed = false;
for (const { name, title, measure } of wanted) {
  process.stderr.write(`${name} …\n`);
  try {
    const rows = await measure(effort);
    keepResults({ name, title, effort, rows });
    process.stdout.write(`\n### ${title}\n\n${table(rows)}`);
  } catch (error) {
    // The others can still be measured.
    failed = true;
    process.stdout.write(`\n### ${title}\n\nNot measured: ${error}\n`);
  }
}
hangUp();
process.exitCode = failed ? 1 : 0;
