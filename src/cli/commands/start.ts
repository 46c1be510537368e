/** `sessions-emulator start`: loads the world, listens, prints the address, and stops on a signal. */

import { createLog, droppedLine } from '../../http/log.ts';
import type { RunningServer } from '../../http/server.ts';
import { hasColors } from '../colors.ts';
import type { StartFlags } from '../options.ts';
import { lineWriter } from './line-writer.ts';
import { exportOnExit, open } from './open.ts';
import { readyLines } from './ready.ts';
import { stopSignals } from './stop-signals.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
/** Milliseconds that open handles, such as an unread log, may delay the exit. */
const LEFT_MS = 300;

/** Runs until a signal. Returns the exit code. */
export async function runStart(flags: StartFlags): Promise<number> {
  // Handles signals from the start, not only while it listens.
  const stop = stopSignals();
  const code = await serve(flags, stop);
  if (stop.aborted) setTimeout(() => process.exit(code), LEFT_MS).unref();
  return code;
}

async function serve(flags: StartFlags, stop: AbortSignal): Promise<number> {
  const write = lineWriter(process.stdout, (count) => droppedLine(flags.log, count));
  const complain = (line: string): void =>
    void process.stderr.write(`sessions-emulator: ${line}\n`);

  const log = createLog(flags.log, write, hasColors(process.stdout));
  const opened = await open(flags, complain, log);
  if (opened.status === 'failed') return opened.exitCode;
  const { emulator, ignored, listen, unguarded } = opened;

  if (!stop.aborted) {
    let server: RunningServer;
    try {
      server = await emulator.listen(listen);
    } catch (error) {
      const { listenProblem } = await import('./listen-problem.ts');
      return listenProblem(flags, error, complain, EXIT_FAILED);
    }
    if (flags.watch) {
      const { watchWorld } = await import('./watch-world.ts');
      const problem = watchWorld(flags, emulator, { log, complain, stop });
      if (problem !== undefined) {
        complain(problem);
        await emulator.close();
        return EXIT_USAGE;
      }
    }
    for (const line of readyLines(flags, server.url, emulator, ignored)) write(line);
    if (unguarded) {
      complain(
        `anyone who can reach ${flags.host} can use the control plane (--control-token none)`,
      );
    }
    await aborted(stop);
  }
  // Ends streams properly: subscribers get the end of the stream instead of a cut connection.
  await emulator.close();
  return (await exportOnExit(emulator.world, flags, complain)) ? 0 : EXIT_FAILED;
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
