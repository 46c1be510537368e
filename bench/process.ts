/** Programs under measurement: started, asked what they hold and use, ended. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';

/** Where the project is. */
export const root = join(import.meta.dirname, '..');
/** The built command. */
export const cli = join(root, 'dist/cli.js');
/** How many ticks `/proc` counts a second; Linux has had it so for long. */
const TICKS = 100;

/** The environment of whatever is measured: `NODE_EXTRA_CA_CERTS` slows every start. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const { NODE_EXTRA_CA_CERTS: _, NODE_OPTIONS: __, ...rest } = process.env;
  return rest;
}

/** A server in a process of its own. */
export interface Server {
  readonly url: string;
  readonly port: number;
  readonly child: ChildProcess;
  /** Its resident memory in megabytes; NaN where the system does not tell. */
  residentMb(): number;
  /** The processor time it has used, in seconds; NaN where the system does not tell. */
  processorSeconds(): number;
  close(): Promise<void>;
}

/** A port that nobody has. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/** Resolves once something listens there. */
export function listening(port: number): Promise<void> {
  return new Promise((resolve) => {
    const attempt = () => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve();
      });
      socket.once('error', () => setTimeout(attempt, 1));
    };
    attempt();
  });
}

function residentMb(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
  } catch {
    return Number.NaN;
  }
}

function processorSeconds(pid: number | undefined): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is a name in parentheses, which may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  } catch {
    return Number.NaN;
  }
}

/**
 * The processor time of a process that runs, in milliseconds: finer than the ticks that
 * `processorSeconds` counts, but without threads that have ended. Where the kernel does not count it, the
 * ticks; NaN where the system tells neither.
 */
export function processorMs(pid: number | undefined): number {
  try {
    const tasks = `/proc/${pid}/task`;
    const nanoseconds = readdirSync(tasks).map((task) =>
      Number(readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ')[0]),
    );
    const sum = nanoseconds.reduce((total, one) => total + one, 0) / 1e6;
    if (sum > 0) return sum;
  } catch {}
  return processorSeconds(pid) * 1000;
}

/** Starts a program of Node's that listens on the port it is told in `args`. */
export async function serve(
  args: (port: number) => readonly string[],
  { cwd = root, quiet = false }: { cwd?: string; quiet?: boolean } = {},
): Promise<Server> {
  const port = await freePort();
  const child = spawn(process.execPath, args(port), {
    cwd,
    env: plainEnvironment(),
    stdio: ['ignore', 'ignore', quiet ? 'ignore' : 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await Promise.race([
    listening(port),
    ended.then(() => Promise.reject(new Error('the program ended before it listened'))),
  ]);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    child,
    residentMb: () => residentMb(child.pid),
    processorSeconds: () => processorSeconds(child.pid),
    async close() {
      child.kill();
      const force = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await ended;
      clearTimeout(force);
    },
  };
}

/** Starts the built emulator, quiet, everything else on. `command` is the `dist/cli.js` of another build. */
export const serveEmulator = (
  flags: readonly string[] = [],
  command: string = cli,
): Promise<Server> =>
  serve((port) => [command, '--port', String(port), '--log', 'silent', ...flags]);

/** Starts one of `bench/bases/`, which take their port and then what else they need. */
export const serveBase = (name: string, ...more: readonly string[]): Promise<Server> =>
  serve((port) => [join(root, 'bench/bases', name), String(port), ...more]);

/** Does the work with servers that are all closed afterwards, whatever became of it. */
export async function withServers<Result>(
  work: (keep: (started: Promise<Server>) => Promise<Server>) => Promise<Result>,
): Promise<Result> {
  const kept: Server[] = [];
  try {
    return await work(async (started) => {
      const server = await started;
      kept.push(server);
      return server;
    });
  } finally {
    await Promise.all(kept.map((server) => server.close()));
  }
}
