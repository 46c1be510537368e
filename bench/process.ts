/** Programs under measurement: started, asked how much memory they hold, ended. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';

/** Where the project is. */
export const root = join(import.meta.dirname, '..');
/** The built command. */
export const cli = join(root, 'dist/cli.js');

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

/** Starts a program of Node's that listens on the port it is told in `args`. */
export async function serve(args: (port: number) => readonly string[]): Promise<Server> {
  const port = await freePort();
  const child = spawn(process.execPath, args(port), {
    env: plainEnvironment(),
    stdio: ['ignore', 'ignore', 'inherit'],
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
    residentMb() {
      try {
        const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
        return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
      } catch {
        return Number.NaN;
      }
    },
    async close() {
      child.kill();
      await ended;
    },
  };
}

/** Starts the built emulator, quiet, everything else on. */
export const serveEmulator = (flags: readonly string[] = []): Promise<Server> =>
  serve((port) => [cli, '--port', String(port), '--log', 'silent', ...flags]);
