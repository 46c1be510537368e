/** Resident memory at rest, and whether a million injections make it grow. */
import { serveSame } from '../capture.ts';
import { activeOf, send, smallInject, WS } from '../client.ts';
import { load } from '../load.ts';
import { type Server, serveEmulator, withServers } from '../process.ts';
import { type Effort, inTurns } from '../rounds.ts';
import { compared, type Row } from '../row.ts';
import { spread } from '../statistics.ts';
import { CONNECTIONS } from './inject.ts';

/** How long something rests before it is weighed. */
const REST_MS = 1_000;
const SAMPLES = 20;

const rest = () => new Promise((resolve) => setTimeout(resolve, REST_MS));

async function weighed(start: () => Promise<Server>): Promise<number> {
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
      subject: () => weighed(serveEmulator),
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

/** The memory after each twentieth of the requests, in one run: a million take long. */
const measureGrowth = ({ requests }: Effort): Promise<Row[]> =>
  withServers(async (keep) => {
    const emulator = await keep(serveEmulator());
    const seen: number[] = [];
    for (let i = 0; i < SAMPLES; i++) {
      const amount = Math.ceil(requests / SAMPLES);
      await load(emulator, [smallInject], { connections: CONNECTIONS, amount });
      seen.push(emulator.residentMb());
    }
    const firstHalf = seen.slice(0, SAMPLES / 2);
    const lastHalf = seen.slice(SAMPLES / 2);
    const { min, max } = spread(lastHalf);
    const flat = max / min;
    const of = (share: number) => Math.round(requests * share).toLocaleString('en-US');
    return [
      {
        what: `resident memory over ${of(1)} injections, the last half`,
        unit: 'MB',
        against: 'the first half',
        base: spread(firstHalf),
        subject: spread(lastHalf),
        ratio: spread(lastHalf.map((mb) => mb / (seen[SAMPLES / 2 - 1] as number))),
        note: `one run, weighed ${SAMPLES} times; the ratio is to the weight after ${of(0.5)}; at the end ${seen.at(-1)?.toFixed(1)} MB`,
      },
      {
        what: `how far the last ${of(0.5)} vary: the most over the least`,
        unit: '',
        against: '',
        subject: { median: flat, min: flat, max: flat },
        target: { of: 'subject', sense: 'at most', first: 1.05 },
      },
    ];
  });

/** Measures both. */
export const measureMemory = async (effort: Effort): Promise<readonly Row[]> => [
  await measureRest(effort),
  ...(await measureGrowth(effort)),
];
