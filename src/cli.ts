#!/usr/bin/env node
/** The command: argv and environment to options, options to a start. It prints and exits. */
import { Command, CommanderError } from 'commander';
import { healthOptions, type StartFlags, startOptions } from './options.ts';
import { version } from './version.ts';

const EXIT_USAGE = 2;

const program = new Command('sessions-emulator')
  .description("A local emulator of the Amigo platform's Sessions API.")
  .version(version)
  .exitOverride()
  .showSuggestionAfterError()
  .showHelpAfterError('(--help lists what there is)')
  .addHelpText(
    'after',
    `
Examples:
  sessions-emulator                            the demo world on http://127.0.0.1:4010
  sessions-emulator --port 0 --log json        a free port, named in the first line
  sessions-emulator --fixtures my-world.json   your own world
  sessions-emulator --clock 2026-03-01T09:30:00Z --seed ci
                                               the same answers on every run

Exit codes: 0 stopped, 1 failed, 2 wrong flag or fixture, 3 the port is taken.`,
  );

const start = program
  .command('start', { isDefault: true })
  .description('serve the Sessions API (the default command)')
  .action(async (flags: StartFlags) => {
    const { runStart } = await import('./commands/start.ts');
    process.exitCode = await runStart(flags);
  });
for (const option of startOptions()) start.addOption(option);

const health = program
  .command('health')
  .description('exit 0 when an emulator answers there, 1 when none does')
  .action(async (flags: { port: number; host: string }) => {
    const { runHealth } = await import('./commands/health.ts');
    process.exitCode = await runHealth(flags);
  });
for (const option of healthOptions()) health.addOption(option);

for (const command of program.commands) command.exitOverride();

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : EXIT_USAGE;
}
