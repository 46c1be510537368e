/** The built command as a child process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Where the project is. */
export const root = join(import.meta.dirname, '../..');
/** The built command. */
export const cli = join(root, 'dist/cli.js');

if (!existsSync(cli)) throw new Error('dist/cli.js is missing: run "npm run build" first');

/** How a process ended, and what it said. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** A running command. */
export interface Running {
  child: ChildProcess;
  stdout: () => string;
  ended: Promise<Ended>;
  /** Resolves once stdout holds a match; rejects when the process ends before. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  /** The same of stderr. */
  complains(pattern: RegExp): Promise<RegExpExecArray>;
}

const alive = new Set<ChildProcess>();
// Nothing outlives the tests, however they end.
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

/** Starts the command; it is killed after the test at the latest. */
export function run(args: string[], env: Record<string, string> = {}, file = cli): Running {
  const running = launch(args, env, file);
  onTestFinished(() => void running.child.kill('SIGKILL'));
  return running;
}

function launch(args: string[], env: Record<string, string>, file = cli): Running {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^AMIGO_|^NO_COLOR$|^NODE_EXTRA_CA_CERTS$/.test(name),
  );
  const child = spawn(process.execPath, [file, ...args], {
    env: { ...Object.fromEntries(inherited), ...env },
  });
  alive.add(child);
  child.once('exit', () => alive.delete(child));
  let stdout = '';
  let stderr = '';
  const watchers = new Set<() => void>();
  child.stdout.on('data', (data) => {
    stdout += data;
    for (const watch of watchers) watch();
  });
  child.stderr.on('data', (data) => {
    stderr += data;
    for (const watch of watchers) watch();
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  const found = (output: () => string, pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const watch = () => {
        const match = pattern.exec(output());
        if (match === null) return;
        watchers.delete(watch);
        resolve(match);
      };
      watchers.add(watch);
      watch();
      void ended.then((end) => reject(new Error(`ended with ${end.code}: ${end.stderr}`)));
    });
  return {
    child,
    stdout: () => stdout,
    ended,
    says: (pattern) => found(() => stdout, pattern),
    complains: (pattern) => found(() => stderr, pattern),
  };
}

const quiet = ['--port', '0', '--log', 'json'];

/** Starts an emulator on a free port and waits until it says that it listens; killed as by `run`. */
export function startEmulator(args: string[] = [], env: Record<string, string> = {}) {
  return listening(run([...quiet, ...args], env));
}

/** The same, for whoever stops it: it may outlive a test. */
export function keepEmulator(args: string[]) {
  return listening(launch([...quiet, ...args], {}));
}

async function listening(running: Running) {
  const [line] = await running.says(/^\{"event":"ready".*\}$/m);
  const { url } = JSON.parse(line) as { url: string };
  return { ...running, url };
}
