/** `sessions-emulator start`: loads the world, listens, says so, and stops when it is told to. */

import type { StartFlags } from '../options.ts';
import type { RunningServer } from '../server.ts';
import { exportOnExit, open } from './open.ts';
import { readyLines } from './ready.ts';

const EXIT_FAILED = 1;
const EXIT_PORT_TAKEN = 3;

/** Runs until a signal. Answers the exit code. */
export async function runStart(flags: StartFlags): Promise<number> {
  const write = (line: string): void => void process.stdout.write(`${line}\n`);
  const complain = (line: string): void =>
    void process.stderr.write(`sessions-emulator: ${line}\n`);

  const opened = await open(flags, complain, write);
  if ('exitCode' in opened) return opened.exitCode;
  const { emulator, unguarded } = opened;

  let server: RunningServer;
  try {
    server = await emulator.listen({ port: flags.port, host: flags.host });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      complain(
        `port ${flags.port} on ${flags.host} is taken; --port 0 picks a free one, --port N another`,
      );
      return EXIT_PORT_TAKEN;
    }
    complain(`cannot listen on ${flags.host}:${flags.port}: ${message}`);
    return EXIT_FAILED;
  }

  for (const line of readyLines(flags.log, server.url, emulator.fixture, flags.auth)) write(line);
  if (unguarded) {
    complain(`anybody who reaches ${flags.host} can use the control plane (--control-token none)`);
  }
  await untilStopped();
  // Whole: who listens to a stream is told that it is over, instead of being waited for and cut.
  await emulator.close();
  return (await exportOnExit(emulator.world, flags, complain)) ? 0 : EXIT_FAILED;
}

/** Resolves at the first SIGTERM or SIGINT; a second one ends the process at once. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    for (const [signal, number] of [
      ['SIGINT', 2],
      ['SIGTERM', 15],
    ] as const) {
      process.on(signal, () => {
        if (asked) process.exit(128 + number);
        asked = true;
        resolve();
      });
    }
  });
}
