/** Resident memory at rest, and whether a million injections make it grow. */
import { serveSame } from '../capture.ts';
import { activeOf, send, smallInject, WS } from '../client.ts';
import { load } from '../load.ts';
import { type Server, serveEmulator, withServers } from '../process.ts';
import { type Effort, inTurns } from '../rounds.ts';
import { compared, type Row } from '../row.ts';
import { median, spread } from '../statistics.ts';
import { CONNECTIONS } from './inject.ts';

/** How long something rests before it is weighed. */
const REST_MS = 1_000;
const SAMPLE_MS = 100;

const rest = () => new Promise((resolve) => setTimeout(resolve, REST_MS));

/** Starts it, asks it once, lets it rest and returns its resident memory in megabytes. */
export async function weighed(start: () => Promise<Server>): Promise<number> {
  return withServers(async (keep) => {
    const server = await keep(start());
    await send(server, activeOf(WS));
    await rest();
    return server.residentMb();
  });
}

const measureRest = ({ rounds }: Effort): Promise<Row> =>
  withServers(async (keep) => {
    const emulator = await keep(serveEmulator());
    const { base, subject } = await inTurns(rounds, {
      base: () => weighed(() => serveSame('raw-inject.mjs', emulator, activeOf(WS))),
      subject: () => weighed(() => serveEmulator()),
    });
    return compared({
      what: 'resident memory at rest, after one answer',
      unit: 'MB',
      against: 'raw `node:http`',
      base,
      subject,
      target: { of: 'subject', sense: 'at most', first: 60, aimed: 48 },
    });
  });

/** The memory while the requests run, in one run: a million take long. */
const measureGrowth = ({ requests }: Effort): Promise<Row[]> =>
  withServers(async (keep) => {
    const emulator = await keep(serveEmulator());
    // Weighed while it works, quarter by quarter: after each it would be at a chance moment between
    // two garbage collections.
    const quarters: number[][] = [];
    for (let quarter = 0; quarter < 4; quarter++) {
      const seen: number[] = [];
      const sampler = setInterval(() => seen.push(emulator.residentMb()), SAMPLE_MS);
      const amount = Math.ceil(requests / 4);
      await load(emulator, [smallInject], { connections: CONNECTIONS, amount });
      clearInterval(sampler);
      seen.push(emulator.residentMb());
      quarters.push(seen);
    }
    const [, , third = [], fourth = []] = quarters;
    const ratio = median(fourth) / median(third);
    const medians = quarters.map((seen) => median(seen).toFixed(0)).join(', ');
    return [
      {
        what: `resident memory over ${requests.toLocaleString('en-US')} injections, last quarter`,
        unit: 'MB',
        against: 'third quarter',
        base: spread(third),
        subject: spread(fourth),
        ratio: { median: ratio, min: ratio, max: ratio },
        target: { of: 'ratio', sense: 'at most', first: 1.05 },
        note: `one run, weighed each ${SAMPLE_MS} ms; the ratio is of the medians, since the least and the most are moments before and after a garbage collection; the medians of all quarters: ${medians} MB`,
      },
    ];
  });

/** Measures both. */
export const measureMemory = async (effort: Effort): Promise<readonly Row[]> => [
  await measureRest(effort),
  ...(await measureGrowth(effort)),
];
