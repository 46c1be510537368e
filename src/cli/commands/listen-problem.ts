/** What a command does when the emulator cannot listen. Loaded when it happens. */
import { errorCode, errorMessage } from '../../world/error-message.ts';
import type { StartFlags } from '../options.ts';

const EXIT_PORT_TAKEN = 3;

/** Says what is wrong. Returns the exit code: 3 if the port is taken, else `failed`. */
export function listenProblem(
  { port, host }: Pick<StartFlags, 'port' | 'host'>,
  error: unknown,
  complain: (line: string) => void,
  failed: number,
): number {
  if (errorCode(error) === 'EADDRINUSE') {
    complain(`port ${port} on ${host} is taken; choose another port, or --port 0 for a free one`);
    return EXIT_PORT_TAKEN;
  }
  complain(`cannot listen on ${host}:${port}: ${errorMessage(error)}`);
  return failed;
}
