/** Lists of 10, 1,000 and 100,000 calls, and what they do to an injection that comes meanwhile. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { serveSame } from '../capture.ts';
import { type Asked, activeOf, newWorkspace, placeCalls, send, smallInject } from '../client.ts';
import { drain } from '../drain.ts';
import { plainEnvironment, root, type Server, serveEmulator, withServers } from '../process.ts';
import { type Effort, inTurns } from '../rounds.ts';
import { compared, type Row, type Target } from '../row.ts';
import { percentile } from '../statistics.ts';

const lists: readonly { calls: number; connections: number; target: Target }[] = [
  { calls: 10, connections: 50, target: { of: 'ratio', sense: 'at least', first: 0.65 } },
  { calls: 1_000, connections: 16, target: { of: 'ratio', sense: 'at least', first: 3 } },
  // More at once would measure how much memory the answers take.
  { calls: 100_000, connections: 4, target: { of: 'ratio', sense: 'at least', first: 3 } },
];
const READERS = 4;
/** How often an injection is sent beside the readers, whether or not the last was answered. */
const EVERY_MS = 20;

/** Makes a workspace with so many calls and returns its id. */
export async function listOf(emulator: Server, calls: number): Promise<string> {
  const ws = await newWorkspace(emulator);
  await placeCalls(emulator, ws, calls);
  return ws;
}

/** Reads it, and tells how many answers came a second and for each second of the processor. */
export async function read(server: Server, asked: Asked, connections: number, seconds: number) {
  const before = server.processorSeconds();
  const { perSecond, answers } = await drain(server.port, asked, { connections, seconds });
  return { perSecond, perProcessorSecond: answers / (server.processorSeconds() - before) };
}

const measureList = (
  { calls, connections, target }: (typeof lists)[number],
  { rounds, seconds }: Effort,
): Promise<Row[]> =>
  withServers(async (keep) => {
    const emulator = await keep(serveEmulator());
    const asked = activeOf(await listOf(emulator, calls));
    const raw = await keep(serveSame('raw-active.mjs', emulator, asked));
    const { base, subject } = await inTurns(rounds, {
      base: () => read(raw, asked, connections, seconds),
      subject: () => read(emulator, asked, connections, seconds),
    });
    const what = `list of ${calls.toLocaleString('en-US')} calls, ${connections} connections`;
    const against = 'raw `JSON.stringify`';
    return [
      compared({
        what,
        unit: '/s',
        against,
        base: base.map((one) => one.perSecond),
        subject: subject.map((one) => one.perSecond),
        target,
      }),
      compared({
        what: `${what}, by processor time`,
        unit: '/cpu s',
        against,
        base: base.map((one) => one.perProcessorSecond),
        subject: subject.map((one) => one.perProcessorSecond),
        target,
      }),
    ];
  });

/** Sends one every so often and gives what each took from when it was due. */
async function latencies(server: Server, seconds: number): Promise<number[]> {
  const count = Math.max(1, Math.round((seconds * 1000) / EVERY_MS));
  const began = performance.now();
  return Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const due = began + i * EVERY_MS;
      await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
      await send(server, smallInject);
      return performance.now() - due;
    }),
  );
}

function startReaders(server: Server, path: string): ChildProcess {
  const file = join(root, 'bench/clients/readers.ts');
  return spawn(
    process.execPath,
    ['--import', 'tsx', file, String(server.port), path, String(READERS)],
    { cwd: root, env: plainEnvironment(), stdio: ['ignore', 'ignore', 'inherit'] },
  );
}

const measureBeside = ({ rounds, seconds }: Effort): Promise<Row> =>
  withServers(async (keep) => {
    const emulator = await keep(serveEmulator());
    const { path } = activeOf(await listOf(emulator, 100_000));
    const p99 = async () => percentile(await latencies(emulator, seconds), 99);
    const { base, subject } = await inTurns(rounds, {
      base: p99,
      async subject() {
        const readers = startReaders(emulator, path);
        // They need a moment to begin.
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        const seen = await p99();
        readers.kill('SIGKILL');
        await new Promise((resolve) => readers.once('close', resolve));
        // What it still writes to those who are gone shall not meet the next round.
        await send(emulator, smallInject);
        return seen;
      },
    });
    return compared({
      what: `inject beside ${READERS} readers of a list of 100,000, p99`,
      unit: 'ms',
      against: 'nobody reads',
      base,
      subject,
      target: { of: 'subject', sense: 'at most', first: 100 },
      note: `one injection each ${EVERY_MS} ms, timed from when it was due; the client shares a machine with the readers, so some of it is theirs`,
    });
  });

/** Measures all of them. */
export async function measureActive(effort: Effort): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const list of lists) rows.push(...(await measureList(list, effort)));
  rows.push(await measureBeside(effort));
  return rows;
}
