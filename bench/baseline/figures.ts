/** What is compared with a baseline: the same load on both builds, in turns. */
import { activeOf, send, smallInject, WS } from '../client.ts';
import { listOf, read } from '../figures/active.ts';
import { CONNECTIONS } from '../figures/inject.ts';
import { weighed } from '../figures/memory.ts';
import { MORE, startOnce } from '../figures/start.ts';
import { load } from '../load.ts';
import { processorMs, type Server, serveEmulator, withServers } from '../process.ts';
import { type Effort, inTurns } from '../rounds.ts';
import type { Build } from './build.ts';
import { type Comparison, compare, type RatioTarget } from './comparison.ts';

/** How long each server process is under load before it is measured: V8 has compiled by then. */
const WARM_UP_SECONDS = 1;
/** About how long one build is loaded before it is the turn of the other. */
const TURN_SECONDS = 1;
const CALLS = 1_000;
/** How many read the list at once. */
const READERS = 16;

/** The two that are compared. */
export interface Pair {
  readonly build: Build;
  readonly baseline: Build;
}

/** Something to compare. */
export interface BaselineFigure {
  /** What `--only` calls it. */
  readonly name: string;
  readonly title: string;
  readonly measure: (pair: Pair, effort: Effort) => Promise<readonly Comparison[]>;
}

const noFewer: RatioTarget = { sense: 'at least', value: 1 };
const noMore: RatioTarget = { sense: 'at most', value: 1 };

/** What one server did under load, in requests. */
export interface Rate {
  readonly perSecond: number;
  readonly perProcessorSecond: number;
}

/** Loads a server for so many seconds. */
type Work = (server: Server, seconds: number) => Promise<Rate>;

/**
 * Measures in turns. Each round has a new server process of each build, since processes of one build
 * differ. Both are loaded in turns of about a second, so that what disturbs the machine for longer
 * disturbs both.
 */
async function measureRate(
  { build, baseline }: Pair,
  { rounds, seconds }: Effort,
  what: string,
  prepare: (server: Server) => Promise<Work> | Work,
  target?: RatioTarget,
): Promise<Comparison[]> {
  const turns = Math.max(1, Math.round(seconds / TURN_SECONDS));
  let first: Build = baseline;
  const round = () =>
    withServers(async (keep) => {
      // Which of two is started and loaded first could matter, so it changes with each round.
      first = first === baseline ? build : baseline;
      const ready = async ({ cli }: Build) => {
        const server = finely(await keep(serveEmulator([], cli)));
        const work = await prepare(server);
        await work(server, WARM_UP_SECONDS);
        return () => work(server, seconds / turns);
      };
      const second = first === baseline ? build : baseline;
      const [one, other] = [await ready(first), await ready(second)];
      const [ones, others]: [Rate[], Rate[]] = [[], []];
      for (let turn = 0; turn < turns; turn++) {
        ones.push(await one());
        others.push(await other());
      }
      const [seen, seenOther] = [together(ones), together(others)];
      return first === build
        ? { build: seen, baseline: seenOther }
        : { build: seenOther, baseline: seen };
    });
  const { seen } = await inTurns(rounds, { seen: round });
  const values = (of: keyof Rate) => ({
    build: seen.map((one) => one.build[of]),
    baseline: seen.map((one) => one.baseline[of]),
  });
  return [
    compare(what, '/s', values('perSecond'), target),
    compare(`${what}, by processor time`, '/cpu s', values('perProcessorSecond'), target),
  ];
}

/** The same server with its processor time finer than in ticks, for short turns. */
const finely = (server: Server): Server => ({
  ...server,
  processorSeconds: () => processorMs(server.child.pid) / 1000,
});

/** The rate of turns of the same length. */
export function together(rates: readonly Rate[]): Rate {
  const sum = (of: (rate: Rate) => number) => rates.reduce((total, rate) => total + of(rate), 0);
  const perSecond = sum((rate) => rate.perSecond);
  return {
    perSecond: perSecond / rates.length,
    perProcessorSecond: perSecond / sum((rate) => rate.perSecond / rate.perProcessorSecond),
  };
}

/** Injections into one call, all with the same status. */
const injecting =
  (body: string | undefined, status: number): Work =>
  async (server, seconds) => {
    const asked = { ...smallInject, ...(body !== undefined && { body }) };
    const seen = await load(server, [asked], { connections: CONNECTIONS, seconds, status });
    return { perSecond: seen.perSecond, perProcessorSecond: 1e6 / seen.microseconds };
  };

/** Places the calls and returns what reads their list. */
async function listing(server: Server): Promise<Work> {
  const asked = activeOf(await listOf(server, CALLS));
  const { length } = JSON.parse((await send(server, asked)).text) as unknown[];
  if (length !== CALLS) throw new Error(`a list has ${length} calls, not ${CALLS}`);
  return (at, seconds) => read(at, asked, READERS, seconds);
}

/** Starts both in turns until a path responds. */
async function measureStartTo(
  { build, baseline }: Pair,
  { rounds }: Effort,
  what: string,
  path: string,
): Promise<Comparison[]> {
  const start = ({ cli }: Build) =>
    startOnce({ args: (port) => [cli, '--port', String(port), '--log', 'silent'], path });
  const seen = await inTurns(rounds * MORE, {
    build: () => start(build),
    baseline: () => start(baseline),
  });
  const values = (of: 'ms' | 'processorMs') => ({
    build: seen.build.map((one) => one[of]),
    baseline: seen.baseline.map((one) => one[of]),
  });
  return [
    compare(what, 'ms', values('ms'), noMore),
    compare(`${what}, by processor time`, 'cpu ms', values('processorMs'), noMore),
  ];
}

/** All of them, in the order in which they are measured. */
export const baselineFigures: readonly BaselineFigure[] = [
  {
    name: 'start',
    title: 'Start',
    measure: async (pair, effort) => [
      ...(await measureStartTo(pair, effort, 'spawn to first response', activeOf(WS).path)),
      ...(await measureStartTo(pair, effort, 'spawn to ready', '/_emulator/ready')),
    ],
  },
  {
    name: 'inject',
    title: 'An injection into a call with a subscriber',
    measure: (pair, effort) =>
      measureRate(pair, effort, 'inject', () => injecting(undefined, 200), {
        sense: 'at least',
        value: 1.15,
      }),
  },
  {
    name: 'others',
    title: 'An injection that is refused',
    measure: (pair, effort) =>
      measureRate(pair, effort, 'inject, refused with 422', () => injecting('{"message":""}', 422)),
  },
  {
    name: 'active',
    title: 'A list of 1,000 calls',
    measure: (pair, effort) => measureRate(pair, effort, 'list of 1,000 calls', listing, noFewer),
  },
  {
    name: 'memory',
    title: 'Memory at rest',
    measure: async ({ build, baseline }, { rounds }) => {
      const seen = await inTurns(rounds, {
        build: () => weighed(() => serveEmulator([], build.cli)),
        baseline: () => weighed(() => serveEmulator([], baseline.cli)),
      });
      return [compare('resident memory, a second after one response', 'MB', seen, noMore)];
    },
  },
];
