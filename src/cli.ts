#!/usr/bin/env node
/** The command: argv and environment to options, options to a start. It prints and exits. */
import { Command, CommanderError } from 'commander';
import { healthOptions, type StartFlags, startOptions } from './options.ts';
import { version } from './version.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
const USE = 'the commands are start, health and drift; a fixture is named by --fixtures';

// A reader that goes away (`| head`) takes the words with it, not the command.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

const program: Command = new Command('sessions-emulator')
  .description("A local emulator of the Amigo platform's Sessions API.")
  .version(version)
  .exitOverride()
  .configureOutput({
    outputError: (text, write) => write(text.replace(/^error: /, 'sessions-emulator: ')),
  })
  .showSuggestionAfterError()
  .showHelpAfterError('(--help lists what there is)')
  .addHelpText(
    'after',
    (): string => `
${flagsOf(start)}
Examples:
  sessions-emulator                            the demo world on http://127.0.0.1:4010
  sessions-emulator --port 0 --log json        a free port, named in the first line
  sessions-emulator --fixtures my-world.json   your own world
  sessions-emulator --clock 2026-03-01T09:30:00Z --seed ci
                                               the same answers on every run
  sessions-emulator drift newer-openapi.json   what a newer published document changes

Exit codes: 0 stopped, 1 failed, 2 wrong flag or fixture, 3 the port is taken.`,
  );

const start: Command = program
  .command('start', { isDefault: true })
  .description('serve the Sessions API (the default command)')
  .allowExcessArguments()
  .action(async (flags: StartFlags, { args }: Command) => {
    // What is no command is taken for an argument of the default one.
    if (args[0] !== undefined) start.error(`error: unexpected '${args[0]}'; ${USE}`);
    const { runStart } = await import('./commands/start.ts');
    process.exitCode = await runStart(flags);
  });
for (const option of startOptions()) start.addOption(option);

const health = program
  .command('health')
  .description('exit 0 when an emulator is ready there, 1 when none is')
  .action(async (flags: { port: number; host: string }) => {
    const { runHealth } = await import('./commands/health.ts');
    process.exitCode = await runHealth(flags);
  });
for (const option of healthOptions()) health.addOption(option);

program
  .command('drift')
  .description('compare a newer published document with the one that is emulated')
  .argument('<newer-openapi.json>', 'the newer document, of which our operations are read')
  .option('--json', 'answer one JSON document instead of a table')
  .addHelpText(
    'after',
    `
Each change says whom it breaks:
  client  one of our version that talks to a newer server
  server  one of our version (the emulator) that is asked by a newer client

Exit codes: 0 nothing breaking changed, 1 something did, 2 no document to compare.`,
  )
  .action(async (file: string, flags: { json?: boolean }) => {
    const { runDrift } = await import('./commands/drift.ts');
    process.exitCode = await runDrift(file, flags);
  });

/** The options of a command as its own help shows them, under its name. */
function flagsOf(command: Command): string {
  const help = command.helpInformation();
  return help.slice(help.indexOf('Options:')).replace('Options:', `Flags of ${command.name()}:`);
}

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : EXIT_USAGE;
  } else {
    // A bug. Left to Node it would come with a whole line of the minified bundle.
    const what = error instanceof Error ? error.stack : String(error);
    process.stderr.write(`sessions-emulator: ${what}\n`);
    process.exitCode = EXIT_FAILED;
  }
}
