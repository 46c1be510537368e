/** The command: turns argv and environment into options, runs a subcommand and sets the exit code. */
import { Command, CommanderError } from 'commander';
import { version } from '../version.ts';
// Bundled into the command's file. The other commands load their modules when they run.
import { runStart } from './commands/start.ts';
import { type StartFlags, startOptions, variableOf } from './options.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
/** As `env` and `docker run`: failed before the command ran. */
const EXIT_EXEC_FAILED = 125;
const isExec = process.argv[2] === 'exec';

// A closed pipe (`| head`) loses the output but does not end the command.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

const program: Command = new Command('sessions-emulator')
  .description("A local emulator of the Amigo platform's Sessions API.")
  .version(version, '-v, --version')
  .exitOverride()
  .enablePositionalOptions()
  .configureOutput({
    // The value of an unknown flag may be a key (`--apikey=…`), and a URL may hold a password: neither is printed.
    outputError: (text, write) =>
      write(
        text
          .replace(/^error: /, 'sessions-emulator: ')
          .replace(/(unknown option '[^'=]*)=[^\n]*'/, "$1'")
          .replace(/:\/\/[^\s']*@/g, '://…@'),
      ),
  })
  .showSuggestionAfterError()
  .showHelpAfterError('(--help lists all commands and flags)');

const start: Command = program
  .command('start', { isDefault: true })
  .description('serve the Sessions API (the default command)')
  .allowExcessArguments()
  .action(async (flags: StartFlags, { args }: Command) => {
    // commander passes an unknown command as an argument of the default command.
    if (args[0] !== undefined) {
      if (program.commands.length === 1) await addOthers();
      const names = program.commands.map((command) => command.name());
      start.error(
        `error: unexpected '${args[0]}'; the commands are ${names.join(', ')}; use --fixtures to load a fixture`,
      );
    }
    process.exitCode = await runStart(flags);
  });
for (const option of startOptions()) start.addOption(option);

async function addOthers(): Promise<void> {
  await (await import('./commands.ts')).addCommands(program, start);
}

/** Parses argv, and runs what it asks for. */
async function parse(): Promise<void> {
  const [first = '', ...more] = process.argv.slice(2);
  const isStart = first === '' || first.startsWith('-') || first === 'start';
  if (!isStart || [first, ...more].some((arg) => arg === '--help' || arg === '-h')) {
    await addOthers();
  }
  // A word that only begins like the flag costs nothing but the time to load this.
  if (
    more.concat(first).some((arg) => arg.startsWith('--config')) ||
    variableOf('config') in process.env
  ) {
    const { readConfigOf } = await import('./config-file.ts');
    for (const command of program.commands) readConfigOf(command);
  }
  await program.parseAsync();
}

parse().catch((error: unknown) => {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : isExec ? EXIT_EXEC_FAILED : EXIT_USAGE;
  } else {
    // A bug. Node itself would print a whole line of the minified bundle with it.
    const what = error instanceof Error ? error.stack : String(error);
    process.stderr.write(`sessions-emulator: ${what}\n`);
    process.exitCode = EXIT_FAILED;
  }
});
