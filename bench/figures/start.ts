/** From the spawn of the command to its first answer, against Node doing nothing. */
import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { WS } from '../client.ts';
import { cli, freePort, plainEnvironment, processorMs, root } from '../process.ts';
import { type Effort, inTurns } from '../rounds.ts';
import { compared, type Row } from '../row.ts';

/** How many times more often a start is measured than what is loaded for seconds: it is short. */
export const MORE = 3;

/** How to start something, and what to ask it first. */
export interface Startable {
  readonly args: (port: number) => readonly string[];
  readonly path?: string;
  readonly cwd?: string;
}

/** The emulator. */
export const emulatorStart: Startable = {
  args: (port) => [cli, '--port', String(port), '--log', 'silent'],
};

/** One attempt; true once it was answered with 200. */
function answered(port: number, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(
        `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: Bearer demo-key\r\n\r\n`,
      ),
    );
    socket.once('data', (data) => {
      resolve(data.toString('latin1').startsWith('HTTP/1.1 200'));
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
}

/** How long one start took, in milliseconds. */
export interface Started {
  /** From the spawn to the first good response. */
  readonly ms: number;
  /** Processor time of the process until then; NaN where the system does not tell. */
  readonly processorMs: number;
}

/** Milliseconds from the spawn to the first good answer. */
export const startMs = async (startable: Startable): Promise<number> =>
  (await startOnce(startable)).ms;

/** Starts it, waits for the first good response and stops it. */
export async function startOnce({ args, path, cwd = root }: Startable): Promise<Started> {
  const port = await freePort();
  const began = performance.now();
  const child = spawn(process.execPath, args(port), {
    cwd,
    env: plainEnvironment(),
    stdio: 'ignore',
  });
  let ended = false;
  const end = new Promise<void>((resolve) =>
    child.once('close', () => {
      ended = true;
      resolve();
    }),
  );
  while (!(await answered(port, path ?? `/v1/${WS}/sessions/active`))) {
    if (ended) throw new Error('the program ended before it answered');
    if (performance.now() - began > 60_000) {
      child.kill('SIGKILL');
      throw new Error('no answer within a minute');
    }
    // Asking without a pause would take a core from what is asked.
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const ms = performance.now() - began;
  const used = processorMs(child.pid);
  child.kill('SIGKILL');
  await end;
  return { ms, processorMs: used };
}

/** Milliseconds that a whole Node takes to do nothing. */
function nothingMs(): Promise<number> {
  const began = performance.now();
  const child = spawn(process.execPath, ['-e', '0'], { env: plainEnvironment(), stdio: 'ignore' });
  return new Promise((resolve) => child.once('exit', () => resolve(performance.now() - began)));
}

/** Measures it. */
export async function measureStart({ rounds }: Effort): Promise<readonly Row[]> {
  const { base, subject } = await inTurns(rounds * MORE, {
    base: nothingMs,
    subject: () => startMs(emulatorStart),
  });
  return [
    compared({
      what: 'spawn to first answer',
      unit: 'ms',
      against: '`node -e 0`',
      base,
      subject,
      target: { of: 'ratio', sense: 'at most', first: 2.8, aimed: 2 },
    }),
  ];
}
