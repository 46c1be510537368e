/** The commands of `sessions-emulator store`. Loaded only for it. */
import type { Command } from 'commander';
import { type StoreFlags, storeFlag, storePrefixFlag } from './options.ts';

/** The flags of each; the same values as for `start` find the world. */
const flags = () => [
  storeFlag('server that keeps the shared world').makeOptionMandatory(),
  storePrefixFlag(),
];

/** Adds the commands to `store`. */
export function addStoreCommands(store: Command): void {
  const status = store
    .command('status')
    .description('check that a server can keep a shared world, and count the keys of the world')
    .addHelpText(
      'after',
      `
It changes nothing.

Example:
  sessions-emulator store status --store redis://127.0.0.1:6379

Exit codes: 0 it can, 2 wrong flag, 4 it cannot, 5 the package @redis/client is not installed.`,
    )
    .action(async (given: StoreFlags) => {
      const { runStatus } = await import('./commands/store.ts');
      process.exitCode = await runStatus(given);
    });
  for (const option of flags()) status.addOption(option);

  const flush = store
    .command('flush')
    .description('remove a shared world: all keys of its prefix, and nothing else on the server')
    .addHelpText(
      'after',
      `
It does not ask. Stop the emulators of the world first: those that still run find it lost. The next
emulator that starts makes it new.

Examples:
  sessions-emulator store flush --store redis://127.0.0.1:6379
  SESSIONS_EMULATOR_STORE=redis://:password@host sessions-emulator store flush --store-prefix ci-42

Write a password in the variable, not in the flag: other users of a machine can see the flags of a command.

Exit codes: 0 removed, or there was none; 2 wrong flag, 4 the server cannot be used, 5 the package
@redis/client is not installed.`,
    )
    .action(async (given: StoreFlags) => {
      const { runFlush } = await import('./commands/store.ts');
      process.exitCode = await runFlush(given);
    });
  for (const option of flags()) flush.addOption(option);
}
