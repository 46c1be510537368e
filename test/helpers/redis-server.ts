/**
 * A real Redis or Valkey server as a child process: `SESSIONS_EMULATOR_REDIS`, or `redis-server` or `valkey-server`
 * on the PATH. It ends with the test file (`stop-redis.ts`), or when this process ends in any way.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Reply, redisCommand } from './redis-command.ts';

const runs = (program: string) => spawnSync(program, ['--version']).status === 0;
const asked = process.env.SESSIONS_EMULATOR_REDIS;
const program = (asked ? [asked] : ['redis-server', 'valkey-server']).find(runs);

/** Whether there is a server to start. Without one, use `skipIf(!hasRedis)` and say in the title that a test needs it. */
export const hasRedis = program !== undefined;

/** Options of a server. */
export interface RedisOptions {
  /** Password of the default user. Default: none. */
  readonly password?: string;
  /** More arguments, for example `['--maxmemory', '10mb']`. */
  readonly args?: readonly string[];
  /** Folder of its files. Default: a temporary one, removed when the server is stopped. */
  readonly dir?: string;
  /** Whether it writes each change to a file before it replies, so that `kill` and `restart` lose nothing. Default: false. */
  readonly appendOnly?: boolean;
}

/** A running server. */
export interface Redis {
  /** Address for `--store`, with the password. */
  readonly url: string;
  readonly port: number;
  /** Path of its Unix socket. */
  readonly socketPath: string;
  /** False once it was stopped for good. */
  readonly isRunning: boolean;
  /** Process id; another one after a restart. */
  readonly pid: number;
  /** Sends a command on a connection of its own; rejects with the server's error. */
  command(...parts: readonly string[]): Promise<Reply>;
  /** Ends it and removes its temporary folder. May be called again. */
  stop(): Promise<void>;
  /** Ends it with SIGKILL; its folder stays. */
  kill(): Promise<void>;
  /** Starts it again with the same port and folder; ends it first if it runs. */
  restart(): Promise<void>;
  /** Stops its process (SIGSTOP): connections stay open and nothing replies. */
  pause(): void;
  /** Lets a paused process go on. */
  resume(): void;
}

const running = new Set<Redis>();
const children = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

const beforeStop = new Set<() => Promise<unknown>>();

/** Calls `close` before the servers are stopped. */
export const closeBeforeStop = (close: () => Promise<unknown>): void => void beforeStop.add(close);

/** Stops every server that still runs. */
export async function stopRedisServers(): Promise<void> {
  await Promise.all([...beforeStop].map((close) => close()));
  await Promise.all([...running].map((redis) => redis.stop()));
}

/**
 * Ports below those that systems give to outgoing connections: a client that reconnects while the server is down
 * could otherwise be connected to itself, and the port would be taken when the server comes back.
 */
const anyPort = () => 20_000 + Math.floor(Math.random() * 12_000);

/** Starts a server on a port of 127.0.0.1. Resolves once it accepts connections, with its file read. */
export async function startRedis(options: RedisOptions = {}): Promise<Redis> {
  if (program === undefined) throw new Error('no redis-server or valkey-server on the PATH');
  const { args = [], password, appendOnly = false } = options;
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'redis-'));
  const temporary = options.dir === undefined ? dir : '';
  const socketPath = join(dir, 'redis.sock');
  const settings = [
    ...['--bind', '127.0.0.1', '--unixsocket', socketPath, '--unixsocketperm', '700'],
    ...['--dir', dir, '--save', '', '--daemonize', 'no', '--logfile', ''],
    ...['--appendonly', appendOnly ? 'yes' : 'no', '--appendfsync', 'always'],
    ...(password === undefined ? [] : ['--requirepass', password]),
    ...args,
  ];

  /** Undefined if the port is taken. */
  const launch = (port: number) =>
    launchOn(program, ['--port', String(port), ...settings], temporary);
  let port = anyPort();
  let server = await launch(port);
  while (server === undefined) {
    port = anyPort();
    server = await launch(port);
  }
  let current = server;

  const redis: Redis = {
    url: `redis://${password === undefined ? '' : `:${encodeURIComponent(password)}@`}127.0.0.1:${port}`,
    port,
    socketPath,
    get isRunning() {
      return running.has(redis);
    },
    get pid() {
      return current.pid;
    },
    command: (...parts) => redisCommand({ port, password }, ...parts),
    async stop() {
      running.delete(redis);
      await current.kill();
      if (temporary !== '') rmSync(temporary, { recursive: true, force: true });
    },
    kill: () => current.kill(),
    async restart() {
      await current.kill();
      const again = await launch(port);
      if (again === undefined) throw new Error(`port ${port} was taken while the server was down`);
      current = again;
    },
    pause: () => void process.kill(current.pid, 'SIGSTOP'),
    resume: () => void process.kill(current.pid, 'SIGCONT'),
  };
  running.add(redis);
  return redis;
}

/**
 * Starts the program and waits until it accepts connections. Resolves with undefined if its port is taken.
 * The temporary folder ('': none) is removed when this process ends without stopping the server.
 */
async function launchOn(file: string, args: readonly string[], temporary: string) {
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  children.add(child);
  let said = '';
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      children.delete(child);
      resolve();
    });
  });
  const isReady = await new Promise<boolean>((resolve, reject) => {
    child.once('error', reject);
    for (const output of [child.stdout, child.stderr]) {
      output.setEncoding('utf8').on('data', (text: string) => {
        said = `${said}${text}`.slice(-10_000);
        if (/ready to accept connections/i.test(said)) resolve(true);
      });
    }
    void ended.then(() =>
      /already in use/i.test(said) ? resolve(false) : reject(new Error(`${file} ended: ${said}`)),
    );
  });
  if (!isReady) return undefined;
  const pid = child.pid as number;
  // Ends the server if this process is killed: the pipe to the shell is closed then, and `read` returns.
  const script = `read _; kill -9 "$1"; rm -rf "$2"`;
  const guard = spawn('sh', ['-c', script, 'sh', String(pid), temporary], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  return {
    pid,
    async kill() {
      guard.kill('SIGKILL');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
