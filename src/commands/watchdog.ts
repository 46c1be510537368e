/**
 * Ends a process group when this process dies, however it dies: a shell that waits for the other end of
 * a pipe. Even SIGKILL closes a pipe.
 */
import { spawn } from 'node:child_process';

/** A watchdog at work. */
export interface Watchdog {
  /** From now on the group of this process is killed when we die. */
  watch(pid: number): void;
  /** The group is over; nothing is to be killed any more. */
  stop(): void;
}

/** Starts one. It watches nothing yet. */
export function startWatchdog(): Watchdog {
  const script = 'read -r group || exit; cat >/dev/null; kill -s KILL -- "-$group" 2>/dev/null';
  const shell = spawn('/bin/sh', ['-c', script], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // Out of our group: what kills the group must not kill the watchdog first.
    detached: true,
  });
  // Without a shell there is no watchdog; everything else works.
  shell.on('error', () => {});
  shell.stdin.on('error', () => {});
  shell.unref();
  return {
    watch: (pid) => void shell.stdin.write(`${pid}\n`),
    stop: () => void shell.kill('SIGKILL'),
  };
}
