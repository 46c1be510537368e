/**
 * Ends a process group when this process dies, however it dies: a shell that waits for the other end of
 * a pipe. Even SIGKILL closes a pipe.
 */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

/** A watchdog at work. */
export interface Watchdog {
  /** Starts a command in a group of its own, which is watched before the command runs. */
  start(command: readonly string[], options: SpawnOptions): ChildProcess;
  /** The group is over; nothing is to be killed any more. */
  stop(): void;
}

const SHELL = '/bin/sh';
const WATCH = 'read -r group || exit; cat >/dev/null; kill -s KILL -- "-$group" 2>/dev/null';
// The command's own process tells its group: if we did, we could die between starting it and telling.
const TELL_AND_RUN = 'echo $$ >&3; exec "$@" 3>&-';

/** Starts one. It watches nothing yet. `undefined` where there is no POSIX shell to do it. */
export function startWatchdog(): Watchdog | undefined {
  if (process.platform === 'win32' || !existsSync(SHELL)) return undefined;
  const shell = spawn(SHELL, ['-c', WATCH], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // Out of our group: what kills the group must not kill the watchdog first.
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
