/**
 * Ends a process group when this process dies, for any reason: a shell waits until the other end of a pipe is
 * closed. SIGKILL closes it, too.
 */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

/** A running watchdog. */
export interface Watchdog {
  /** Starts a command in its own process group, which is watched before the command runs. */
  start(command: readonly string[], options: SpawnOptions): ChildProcess;
  /** The group has ended; there is nothing left to kill. */
  stop(): void;
}

const SHELL = '/bin/sh';
const WATCH = 'read -r group || exit; cat >/dev/null; kill -s KILL -- "-$group" 2>/dev/null';
// The command's own process sends its group: this process could die between start and sending.
const TELL_AND_RUN = 'echo $$ >&3; exec "$@" 3>&-';

/** Starts a watchdog. At first it watches nothing. Returns undefined where there is no POSIX shell. */
export function startWatchdog(): Watchdog | undefined {
  if (process.platform === 'win32' || !existsSync(SHELL)) return undefined;
  const shell = spawn(SHELL, ['-c', WATCH], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // Outside our group: a signal to our group must not kill the watchdog first.
    detached: true,
  });
  shell.on('error', () => {});
  shell.stdin.on('error', () => {});
  shell.unref();
  return {
    start: (command, options) =>
      spawn(SHELL, ['-c', TELL_AND_RUN, 'sessions-emulator', ...command], {
        ...options,
        stdio: ['inherit', 'inherit', 'inherit', shell.stdin],
        detached: true,
      }),
    stop: () => void shell.kill('SIGKILL'),
  };
}
