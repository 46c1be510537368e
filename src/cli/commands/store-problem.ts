/** What a command does when the server of `--store` cannot be used. */
import type { StoreError } from '../../world/valkey/store-error.ts';

const EXIT_USAGE = 2;
const EXIT_STORE = 4;
const EXIT_NO_CLIENT = 5;

/** Says what is wrong, without credentials. Returns the exit code. */
export function storeProblem(
  { code, message }: StoreError,
  complain: (line: string) => void,
): number {
  complain(`--store: ${message}`);
  if (code === 'invalid_address') return EXIT_USAGE;
  return code === 'missing_client' ? EXIT_NO_CLIENT : EXIT_STORE;
}

/**
 * Removes the arguments of this process from the list of processes if they hold the password of a store. The system may
 * have shown them before.
 */
export function hideStore(store: string): void {
  if (!store.includes('@')) return;
  const isArgument = process.argv.some((one) => one === store || one === `--store=${store}`);
  if (isArgument) process.title = 'sessions-emulator';
}
