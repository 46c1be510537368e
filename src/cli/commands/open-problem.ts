/** What a command does when its emulator cannot be created. Loaded when it happens. */
import { FixtureError } from '../../world/seeding/seed.ts';
import type { StoreError } from '../../world/valkey/store-error.ts';
import type { StartFlags } from '../options.ts';
import { storeProblem } from './store-problem.ts';

const EXIT_USAGE = 2;

/** Says which file or server cannot be used. Returns the exit code. Throws any other error again. */
export function openProblem(
  error: unknown,
  flags: StartFlags,
  complain: (line: string) => void,
): number {
  const { name, message } = error as Error;
  if (name === 'StoreError') return storeProblem(error as StoreError, complain);
  if (name === 'SnapshotError') {
    complain(`the snapshot ${flags.import} cannot be used: ${message}`);
  } else if (name === 'PlatformDocumentError') complain(message);
  else if (error instanceof FixtureError) {
    const problems = message.replace(/^/gm, '  ');
    complain(`the fixture ${flags.fixtures ?? '(demo)'} cannot be used:\n${problems}`);
  } else if (error instanceof TypeError && message.startsWith('safety:')) {
    complain("--allow-host '*' needs a token: set --control-token <token>");
  } else throw error;
  return EXIT_USAGE;
}
