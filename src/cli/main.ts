/** The command: turns argv and environment into options, runs a subcommand and sets the exit code. */
import { Command, CommanderError, type Option } from 'commander';
import { version } from '../version.ts';
import type { CheckFlags } from './check-options.ts';
import type { ExecFlags } from './commands/exec.ts';
// Bundled into the command's file. The other commands load their modules when they run.
import { runStart } from './commands/start.ts';
import { execOptions, healthOptions, type StartFlags, startOptions } from './options.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
/** As `env` and `docker run`: failed before the command ran. */
const EXIT_EXEC_FAILED = 125;
const isExec = process.argv[2] === 'exec';

// A closed pipe (`| head`) loses the output but does not end the command.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

const program: Command = new Command('sessions-emulator')
  .description("A local emulator of the Amigo platform's Sessions API.")
  .version(version)
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
  .showHelpAfterError('(--help lists all commands and flags)')
  .addHelpText(
    'after',
    (): string => `
${flagsOf(start)}
Examples:
  sessions-emulator                            built-in demo on http://127.0.0.1:4010
  sessions-emulator --port 0 --log json        free port, printed in the first line
  sessions-emulator --fixtures my-world.json   your own fixture
  sessions-emulator exec -- npm test           run a command with its own emulator
  sessions-emulator --clock 2026-03-01T09:30:00Z --seed ci
                                               same responses on every run
  sessions-emulator drift newer-openapi.json   changes in a newer published document

Exit codes: 0 stopped, 1 failed, 2 wrong flag or file, 3 the port is taken, 4 the server of --store cannot be
used, 5 --store needs the package @redis/client, which is not installed.`,
  );

const start: Command = program
  .command('start', { isDefault: true })
  .description('serve the Sessions API (the default command)')
  .allowExcessArguments()
  .action(async (flags: StartFlags, { args }: Command) => {
    // commander passes an unknown command as an argument of the default command.
    if (args[0] !== undefined) {
      const names = program.commands.map((command) => command.name());
      start.error(
        `error: unexpected '${args[0]}'; the commands are ${names.join(', ')}; use --fixtures to load a fixture`,
      );
    }
    process.exitCode = await runStart(flags);
  });
for (const option of startOptions()) start.addOption(option);

const exec: Command = program
  .command('exec')
  .description("run a command with its own emulator, and exit with the command's code")
  .usage('[options] -- <command> [arguments]')
  .argument('<command...>', 'command to run')
  .passThroughOptions()
  .addHelpText(
    'after',
    `
The command gets AMIGO_BASE_URL, AMIGO_API_KEY, AMIGO_WORKSPACE_ID (also AMIGO_TEST_...),
AMIGO_AGENT_BASE_URL (ws://), AMIGO_SERVICE_ID and AMIGO_ENTITY_ID. --auth keys: issues a key if it has none.
It starts when the emulator is ready. When it ends, the emulator and all child processes are stopped.

Examples:
  sessions-emulator exec -- npm test
  sessions-emulator exec --auth keys --verify-on-exit -- pytest -q

Exit codes: the command's own, or 128+n if signal n ended it; 3 the port is taken, 125 the emulator could not
start for another reason, 126 the command cannot be run, 127 it was not found; 1 --verify-on-exit failed.`,
  )
  .action(async (command: string[], flags: ExecFlags) => {
    const { runExec } = await import('./commands/exec.ts');
    process.exitCode = await runExec(flags, command);
  });
addOptions(exec, execOptions);

const health = program
  .command('health')
  .description('exit with 0 if an emulator is ready, else with 1')
  .action(async (flags: { port: number; host: string }) => {
    const { runHealth } = await import('./commands/health.ts');
    process.exitCode = await runHealth(flags);
  });
addOptions(health, healthOptions);

const check = program
  .command('check')
  .description('check a server (an emulator or the real API) against the contract')
  .addHelpText(
    'after',
    `
Without --write, its requests change nothing.

Exit codes: 0 all checks ok, 1 a difference, 2 wrong flag, 3 the server cannot be reached.`,
  )
  .action(async (flags: CheckFlags) => {
    const { runCheck } = await import('./commands/check.ts');
    process.exitCode = await runCheck(flags);
  });

program
  .command('drift')
  .description('compare a newer published document with the emulated one')
  .argument('<newer-openapi.json>', 'newer document; only the emulated operations are compared')
  .option('--json', 'print one JSON document instead of a table')
  .addHelpText(
    'after',
    `
Each breaking change names what it breaks:
  client  a client of our version that talks to a newer server
  server  a server of our version (the emulator) that a newer client calls

Exit codes: 0 no breaking change, 1 a breaking change, 2 the document cannot be compared.`,
  )
  .action(async (file: string, flags: { json?: boolean }) => {
    const { runDrift } = await import('./commands/drift.ts');
    process.exitCode = await runDrift(file, flags);
  });

const store = program
  .command('store')
  .description('look at or remove a shared world (see --store of start)');
/** The options of a command as its own help shows them, under its name. */
function flagsOf(command: Command): string {
  const help = command.helpInformation();
  return help.slice(help.indexOf('Options:')).replace('Options:', `Flags of ${command.name()}:`);
}

/** Adds the options if argv names the command or asks for help: creating them would slow every start. */
function addOptions(command: Command, options: () => Option[]): void {
  if (!isAsked(command)) return;
  for (const option of options()) command.addOption(option);
}

/** Whether argv names a command or asks for help. */
function isAsked(command: Command): boolean {
  const askFor = [command.name(), 'help', '--help', '-h'];
  return process.argv.some((arg) => askFor.includes(arg));
}

/** Parses argv, and runs what it asks for. */
async function parse(): Promise<void> {
  // What `store` itself has for commands is loaded for it alone.
  if (process.argv.slice(2, 4).includes('store')) {
    (await import('./store-commands.ts')).addStoreCommands(store);
  }
  // The same of `check`.
  if (isAsked(check)) {
    const { checkOptions } = await import('./check-options.ts');
    for (const option of checkOptions()) check.addOption(option);
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
