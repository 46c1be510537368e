/** The command: argv and environment to options, options to a start. It prints and exits. */
import { Command, CommanderError, type Option } from 'commander';
import { version } from '../version.ts';
import type { ExecFlags } from './commands/exec.ts';
// With all that it needs in the file of the command; what the others need is loaded when they run.
import { runStart } from './commands/start.ts';
import {
  type CheckFlags,
  checkOptions,
  execOptions,
  healthOptions,
  type StartFlags,
  startOptions,
} from './options.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
/** What `env` and `docker run` exit with when they fail before the command runs. */
const EXIT_EXEC_FAILED = 125;
const isExec = process.argv[2] === 'exec';

// A reader that goes away (`| head`) takes the words with it, not the command.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

const program: Command = new Command('sessions-emulator')
  .description("A local emulator of the Amigo platform's Sessions API.")
  .version(version)
  .exitOverride()
  .enablePositionalOptions()
  .configureOutput({
    // What follows the = of an unknown flag may be a key: `--apikey=…`.
    outputError: (text, write) =>
      write(
        text
          .replace(/^error: /, 'sessions-emulator: ')
          .replace(/(unknown option '[^'=]*)=[^\n]*'/, "$1'"),
      ),
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
  sessions-emulator exec -- npm test           an emulator for the time of a command
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
    if (args[0] !== undefined) {
      const names = program.commands.map((command) => command.name());
      start.error(
        `error: unexpected '${args[0]}'; the commands are ${names.join(', ')}; a fixture is named by --fixtures`,
      );
    }
    process.exitCode = await runStart(flags);
  });
for (const option of startOptions()) start.addOption(option);

const exec: Command = program
  .command('exec')
  .description('run a command with an emulator of its own, and exit with its code')
  .usage('[options] -- <command> [arguments]')
  .argument('<command...>', 'what to run')
  .passThroughOptions()
  .addHelpText(
    'after',
    `
The command finds the emulator in AMIGO_BASE_URL, AMIGO_API_KEY, AMIGO_WORKSPACE_ID, AMIGO_SERVICE_ID and
AMIGO_ENTITY_ID. It starts once the emulator is ready; nothing of either is left when it has ended.

Examples:
  sessions-emulator exec -- npm test
  sessions-emulator exec --auth keys --verify-on-exit -- pytest -q

Exit codes: the command's, 128+n when signal n ended it; 125 the emulator could not start, 126 the command
cannot be run, 127 it was not found; 1 what --verify-on-exit found.`,
  )
  .action(async (command: string[], flags: ExecFlags) => {
    const { runExec } = await import('./commands/exec.ts');
    process.exitCode = await runExec(flags, command);
  });
addOptions(exec, execOptions);

const health = program
  .command('health')
  .description('exit 0 when an emulator is ready there, 1 when none is')
  .action(async (flags: { port: number; host: string }) => {
    const { runHealth } = await import('./commands/health.ts');
    process.exitCode = await runHealth(flags);
  });
addOptions(health, healthOptions);

const check = program
  .command('check')
  .description('check that a server, this emulator or a real one, keeps to the contract')
  .addHelpText(
    'after',
    `
It only asks what changes nothing, unless --write.

Exit codes: 0 all ok, 1 a difference, 2 wrong flag.`,
  )
  .action(async (flags: CheckFlags) => {
    const { runCheck } = await import('./commands/check.ts');
    process.exitCode = await runCheck(flags);
  });
addOptions(check, checkOptions);

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

/** Adds them if argv names the command or asks for help: to make them takes a part of every start. */
function addOptions(command: Command, options: () => Option[]): void {
  const askFor = [command.name(), 'help', '--help', '-h'];
  if (!process.argv.some((arg) => askFor.includes(arg))) return;
  for (const option of options()) command.addOption(option);
}

program.parseAsync().catch((error: unknown) => {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : isExec ? EXIT_EXEC_FAILED : EXIT_USAGE;
  } else {
    // A bug. Left to Node it would come with a whole line of the minified bundle.
    const what = error instanceof Error ? error.stack : String(error);
    process.stderr.write(`sessions-emulator: ${what}\n`);
    process.exitCode = EXIT_FAILED;
  }
});
