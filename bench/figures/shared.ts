/** A world on a local Redis or Valkey server, against one in memory; and two processes of one world, against one. */
import { startRedis } from '../../test/helpers/redis-server.ts';
import { serveSame } from '../capture.ts';
import {
  type Asked,
  activeOf,
  asks,
  injectPath,
  newWorkspace,
  placeCalls,
  smallInject,
} from '../client.ts';
import { busyNote, type Load, load, pick } from '../load.ts';
import { paced } from '../paced.ts';
import { type Server, serveEmulator, withServers } from '../process.ts';
import { type Effort, inTurns } from '../rounds.ts';
import { compared, type Row, type Target } from '../row.ts';
import { median } from '../statistics.ts';
import { listOf, read } from './active.ts';
import { CONNECTIONS, loadRows } from './inject.ts';

const MEMORY = 'in memory';
const CALLS = 64;

const ratio = (first: number): Target => ({ of: 'ratio', sense: 'at least', first });

/** Starts one more process of a shared world. */
type Share = () => Promise<Server>;

/** Does the work with a server for the world, which is stopped afterwards. */
async function withStore<Result>(work: (share: Share) => Promise<Result>): Promise<Result> {
  const redis = await startRedis();
  try {
    return await work(() => serveEmulator(['--store', redis.url]));
  } finally {
    await redis.stop();
  }
}

/** Injections into many calls in turn, each with a simulated agent. */
async function manyCalls(server: Server): Promise<Asked[]> {
  const ws = await newWorkspace(server);
  const calls = await placeCalls(server, ws, CALLS, { subscribers: 1 });
  return calls.map((call) =>
    asks('POST', injectPath(ws, call), JSON.parse(smallInject.body ?? '')),
  );
}

const measureInject = ({ rounds, seconds }: Effort): Promise<Row[]> =>
  withStore((share) =>
    withServers(async (keep) => {
      const [memory, shared] = [await keep(serveEmulator()), await keep(share())];
      const [toMemory, toShared] = [await manyCalls(memory), await manyCalls(shared)];
      const options = { connections: CONNECTIONS, seconds };
      const seen = await inTurns(rounds, {
        base: () => load(memory, toMemory, options),
        subject: () => load(shared, toShared, options),
        hotBase: () => load(memory, [smallInject], options),
        hot: () => load(shared, [smallInject], options),
      });
      const rate = median(pick(seen.subject, 'perSecond')) / 2;
      const calm = await inTurns(rounds, {
        base: () => paced(memory, toMemory, { ...options, rate }),
        subject: () => paced(shared, toShared, { ...options, rate }),
      });
      const late = median(calm.subject.map((one) => one.lateMs));
      return [
        ...loadRows(`inject into ${CALLS} calls`, MEMORY, seen.base, seen.subject, ratio(0.35)),
        ...loadRows('inject into one call', MEMORY, seen.hotBase, seen.hot, ratio(0.25)),
        compared({
          what: `inject into ${CALLS} calls at half of that load, p99`,
          unit: 'ms',
          against: `${MEMORY}, as many a second`,
          base: calm.base.map((one) => one.p99Ms),
          subject: calm.subject.map((one) => one.p99Ms),
          target: { of: 'subject', sense: 'at most', first: 10 },
          note: `${rate.toFixed()} requests a second at a steady rate, sent up to ${late.toFixed(1)} ms late by the client (p99), which counts`,
        }),
      ];
    }),
  );

/** Two loads at once, as one. */
const both = (one: Load, other: Load): Load => ({
  perSecond: one.perSecond + other.perSecond,
  microseconds: (one.microseconds + other.microseconds) / 2,
  busy: Math.min(one.busy, other.busy),
  // There is one client: each load counts it as a whole.
  clientBusy: Math.max(one.clientBusy, other.clientBusy),
});

const measureTwo = ({ rounds, seconds }: Effort): Promise<Row> =>
  withStore((share) =>
    withServers(async (keep) => {
      const [first, second] = [await keep(share()), await keep(share())];
      const asked = await manyCalls(first);
      const half = { connections: CONNECTIONS / 2, seconds };
      const { base, subject } = await inTurns(rounds, {
        base: () => load(first, asked, { connections: CONNECTIONS, seconds }),
        subject: async () =>
          both(...(await Promise.all([load(first, asked, half), load(second, asked, half)]))),
      });
      return compared({
        what: `inject into ${CALLS} calls, two processes`,
        unit: '/s',
        against: 'one process',
        base: pick(base, 'perSecond'),
        subject: pick(subject, 'perSecond'),
        target: ratio(1.5),
        note: `${busyNote({ 'each of two': subject, one: base })}; the server and the client need a processor each, too`,
      });
    }),
  );

const measureList = ({ rounds, seconds }: Effort): Promise<Row> =>
  withStore((share) =>
    withServers(async (keep) => {
      const emulator = await keep(share());
      const asked = activeOf(await listOf(emulator, 1_000));
      const raw = await keep(serveSame('raw-active.mjs', emulator, asked));
      const { base, subject } = await inTurns(rounds, {
        base: () => read(raw, asked, 16, seconds),
        subject: () => read(emulator, asked, 16, seconds),
      });
      return compared({
        what: 'list of 1,000 calls, 16 connections',
        unit: '/s',
        against: 'raw `JSON.stringify`',
        base: base.map((one) => one.perSecond),
        subject: subject.map((one) => one.perSecond),
        target: ratio(1),
      });
    }),
  );

/** Measures all of them. */
export async function measureShared(effort: Effort): Promise<readonly Row[]> {
  return [...(await measureInject(effort)), await measureTwo(effort), await measureList(effort)];
}
