/** `sessions-emulator start`: loads the world, listens, says so, and stops when it is told to. */

import { droppedLine } from '../../http/log.ts';
import type { RunningServer } from '../../http/server.ts';
import type { StartFlags } from '../options.ts';
import { lineWriter } from './line-writer.ts';
import { exportOnExit, open } from './open.ts';
import { readyLines } from './ready.ts';
import { stopSignals } from './stop-signals.ts';

const EXIT_FAILED = 1;
const EXIT_PORT_TAKEN = 3;
/** How long what is left may hold up the end, in milliseconds: a log that nobody reads, for one. */
const LEFT_MS = 300;

/** Runs until a signal. Answers the exit code. */
export async function runStart(flags: StartFlags): Promise<number> {
  // Signals count from the first moment, not from when it listens.
  const told = stopSignals();
  const code = await serve(flags, told);
  if (told.aborted) setTimeout(() => process.exit(code), LEFT_MS).unref();
  return code;
}

async function serve(flags: StartFlags, told: AbortSignal): Promise<number> {
  const write = lineWriter(process.stdout, (count) => droppedLine(flags.log, count));
  const complain = (line: string): void =>
    void process.stderr.write(`sessions-emulator: ${line}\n`);

  const opened = await open(flags, complain, write);
  if ('exitCode' in opened) return opened.exitCode;
  const { emulator, unguarded } = opened;

  if (!told.aborted) {
    let server: RunningServer;
    try {
      server = await emulator.listen({ port: flags.port, host: flags.host });
    } catch (error) {
      return cannotListen(flags, error as NodeJS.ErrnoException, complain);
    }
    for (const line of readyLines(flags.log, server.url, emulator.fixture, flags.auth)) write(line);
    if (unguarded) {
      complain(
        `anybody who reaches ${flags.host} can use the control plane (--control-token none)`,
      );
    }
    await aborted(told);
  }
  // Whole: who listens to a stream is told that it is over, instead of being waited for and cut.
  await emulator.close();
  return (await exportOnExit(emulator.world, flags, complain)) ? 0 : EXIT_FAILED;
}

function cannotListen(
  { port, host }: StartFlags,
  { code, message }: NodeJS.ErrnoException,
  complain: (line: string) => void,
): number {
  if (code === 'EADDRINUSE') {
    complain(`port ${port} on ${host} is taken; --port 0 picks a free one, --port N another`);
    return EXIT_PORT_TAKEN;
  }
  complain(`cannot listen on ${host}:${port}: ${message}`);
  return EXIT_FAILED;
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
