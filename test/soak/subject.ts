/** The built command as a child process, and everything that it logs watched for internal errors. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const cli = join(root, 'dist/cli.js');
const probe = join(import.meta.dirname, 'probe.cjs');

/** Something that must not happen, as the log or the process shows it. */
export interface InternalError {
  /** `fault`: a line of its own in the log. `500`: one that the contract does not define. `exit`: the process ended. */
  readonly kind: 'fault' | '500' | 'exit';
  /** The request that it belongs to; undefined when the log does not say. */
  readonly requestId: string | undefined;
  /** One line. */
  readonly what: string;
}

/** What the process holds after a garbage collection: bytes, and counts. */
export interface Held {
  readonly heapUsed: number;
  readonly rss: number;
  readonly sockets: number;
  readonly timers: number;
}

/** A running command. */
export interface Subject {
  readonly url: string;
  readonly port: number;
  readonly child: ChildProcess;
  /** Whether the process still runs. */
  alive(): boolean;
  /** What has gone wrong since the last time; empties the list. */
  takeErrors(): InternalError[];
  /** What the process holds now. Rejects when it has ended. */
  held(): Promise<Held>;
  /** Sends SIGTERM, and SIGKILL after 5 s. Resolves with whether SIGTERM was enough. */
  stop(): Promise<boolean>;
  /** Sends SIGKILL. Resolves once it has ended. */
  kill(): Promise<void>;
}

/**
 * 500s that are right, by the reason in the log: the real framework fails to write some errors (the log says
 * so), and a fault rule or `Prefer` may ask for one.
 */
const EXPECTED_500 = /^the real API fails|^fault |Prefer/;

/** The internal error that a line of the JSON log tells of; undefined for most lines. */
export function errorIn(line: string): InternalError | undefined {
  const isFault = line.startsWith('{"event":"fault"');
  if (!isFault && !line.includes('"status":500')) return undefined;
  try {
    const entry = JSON.parse(line) as Record<string, string>;
    const requestId = entry.request_id;
    if (isFault) {
      const [first = '', second = ''] = (entry.stack ?? '').split('\n');
      return { kind: 'fault', requestId, what: `${first}${second.trim() && ` ${second.trim()}`}` };
    }
    if (EXPECTED_500.test(entry.why ?? '')) return undefined;
    return { kind: '500', requestId, what: `${entry.method} 500: ${entry.why ?? 'no reason'}` };
  } catch {
    return undefined;
  }
}

/** The beginning of the error for a command that hangs at its start. */
export const NEITHER = 'the command neither listened nor ended';

const running = new Set<ChildProcess>();
/** Kills every command that still runs. */
export function killAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** How long the command may take to start, in milliseconds. */
const STARTS_MS = 20_000;

/** Starts the built command on a free port. Rejects when it does not come up. */
export async function startSubject(args: readonly string[] = []): Promise<Subject> {
  if (!existsSync(cli)) throw new Error('dist/cli.js is missing: run "npm run build" first');
  const { NODE_EXTRA_CA_CERTS: _, NO_COLOR: __, NODE_OPTIONS: ___, ...env } = process.env;
  const node = ['--expose-gc', '--require', probe, cli, '--port', '0', '--log', 'json', ...args];
  const child = spawn(process.execPath, node, {
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  running.add(child);
  let errors: InternalError[] = [];
  let stderr = '';
  let rest = '';
  let ended = false;
  let stopping = false;
  child.stderr?.on('data', (data) => {
    stderr = `${stderr}${data}`.slice(-4_000);
  });
  const exited = new Promise<void>((resolve) => {
    child.once('close', (code, signal) => {
      running.delete(child);
      ended = true;
      if (!stopping) {
        const said = stderr
          .trim()
          .split('\n')
          .find((line) => /Error|error|FATAL/.test(line));
        const what = `exit ${code ?? signal}: ${said ?? stderr.trim().slice(0, 200)}`;
        errors.push({ kind: 'exit', requestId: undefined, what });
      }
      resolve();
    });
  });
  const url = await new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`${NEITHER} in ${STARTS_MS / 1000} s; it said: ${stderr.trim()}`));
    }, STARTS_MS);
    child.stdout?.setEncoding('utf8').on('data', (data: string) => {
      const lines = (rest + data).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line.startsWith('{"event":"ready"')) {
          clearTimeout(late);
          resolve((JSON.parse(line) as { url: string }).url);
        }
        const error = errorIn(line);
        if (error !== undefined && errors.length < 10_000) errors.push(error);
      }
    });
    void exited.then(() => {
      clearTimeout(late);
      reject(new Error(`the command ended before it listened: ${stderr}`));
    });
  });

  return {
    url,
    port: Number(new URL(url).port),
    child,
    alive: () => !ended,
    takeErrors() {
      const taken = errors;
      errors = [];
      return taken;
    },
    held: () =>
      new Promise((resolve, reject) => {
        child.once('message', (message) => resolve(message as Held));
        child.send('held', (error) => error && reject(error));
        void exited.then(() => reject(new Error('the command has ended')));
      }),
    async stop() {
      if (ended) return true;
      stopping = true;
      let inTime = true;
      const force = setTimeout(() => {
        inTime = false;
        child.kill('SIGKILL');
      }, 5_000);
      child.kill('SIGTERM');
      await exited;
      clearTimeout(force);
      return inTime;
    },
    async kill() {
      stopping = true;
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** What a process holds once it holds no sockets, or after 2 s: the ends of the last ones may be on their way. */
export async function withoutSockets(subject: Subject): Promise<Held> {
  let held = await subject.held();
  for (let tries = 0; held.sockets > 0 && tries < 40; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    held = await subject.held();
  }
  return held;
}
