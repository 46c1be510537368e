/**
 * The commands besides `start`, and the help of the program. Loaded only when argv names a command or asks for help, so
 * a plain start does not pay for them.
 */

import { Argument, type Command, type Option } from 'commander';
import { type CheckFlags, checkOptions } from './check-options.ts';
import type { ExecFlags } from './commands/exec.ts';
import { execOptions, type HealthFlags, healthOptions } from './options.ts';

/** Adds the commands, and what `--help` says after the flags of `start`. */
export async function addCommands(program: Command, start: Command): Promise<void> {
  program.addHelpText(
    'after',
    () => `
${flagsOf(start)}
Examples:
  sessions-emulator                            built-in demo on http://127.0.0.1:4010
  sessions-emulator --port 0 --log json        free port, printed in the first line
  sessions-emulator --fixtures my-world.json   your own fixture
  sessions-emulator exec -- npm test           run a command with its own emulator
  sessions-emulator --clock 2026-03-01T09:30:00Z --seed ci
                                               same responses on every run
  sessions-emulator --watch -f my-world.json   load the fixture again when it changes
  sessions-emulator drift newer-openapi.json   changes in a newer published document

Colours: as in Node, FORCE_COLOR=1 or 0 wins, then NO_COLOR, then whether it is a terminal.

Exit codes: 0 stopped, 1 failed, 2 wrong flag or file, 3 the port is taken, 4 the server of --store cannot be
used, 5 --store needs the package @redis/client, which is not installed.`,
  );

  const exec = program
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
  addOptions(exec, execOptions());

  const health = program
    .command('health')
    .description('exit with 0 if an emulator is ready, else with 1')
    .action(async (flags: HealthFlags) => {
      const { runHealth } = await import('./commands/health.ts');
      process.exitCode = await runHealth(flags);
    });
  addOptions(health, healthOptions());

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
  addOptions(check, checkOptions());

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

  const shells = ['bash', 'zsh', 'fish'] as const;
  program
    .command('completion')
    .description('print a script that completes commands and flags in a shell')
    .addArgument(new Argument('<shell>', 'shell that evaluates the script').choices(shells))
    .addHelpText(
      'after',
      `
bash: eval "$(sessions-emulator completion bash)" in ~/.bashrc
zsh:  eval "$(sessions-emulator completion zsh)" in ~/.zshrc
fish: sessions-emulator completion fish > ~/.config/fish/completions/sessions-emulator.fish`,
    )
    .action(async (shell: (typeof shells)[number]) => {
      const { completionScript } = await import('./completion.ts');
      process.stdout.write(completionScript(program, shell));
    });

  // What `store` itself has for commands is loaded only where it is needed.
  if (process.argv.slice(2, 4).some((word) => word === 'store' || word === 'completion')) {
    (await import('./store-commands.ts')).addStoreCommands(store);
  }
}

/** The options of a command as its own help shows them, under its name. */
function flagsOf(command: Command): string {
  const help = command.helpInformation();
  return help.slice(help.indexOf('Options:')).replace('Options:', `Flags of ${command.name()}:`);
}

function addOptions(command: Command, options: readonly Option[]): void {
  for (const option of options) command.addOption(option);
}
