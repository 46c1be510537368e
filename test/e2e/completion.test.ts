import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { root, run } from '../helpers/command.ts';

const script = async (shell: string) => (await run(['completion', shell]).ended).stdout;

/** What bash offers for the last of these words. */
async function offered(...words: string[]): Promise<string[]> {
  const ask = `${await script('bash')}
COMP_WORDS=(sessions-emulator "$@") COMP_CWORD=$#
_sessions_emulator
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', ask, 'bash', ...words], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
}

describe('completion in bash', () => {
  it.each([
    ['commands', ['h'], ['health', 'help']],
    ['flags of start, without its name', ['--pl'], ['--platform-document']],
    ['flags of a command', ['exec', '--ho'], ['--host', '--hold']],
    ['no flags of another command', ['health', '--hold'], []],
    ['commands of a command', ['store', 's'], ['status']],
    ['flags of these', ['store', 'flush', '--store-'], ['--store-prefix']],
    ['values', ['--auth', ''], ['any', 'keys', 'off']],
    ['values after =', ['--auth', '=', 'k'], ['keys']],
    ['values of an argument', ['completion', 'z'], ['zsh']],
    ['files', ['--fixtures', 'fixtures/d'], ['fixtures/demo.json']],
    ['files of an argument', ['drift', 'openapi.co'], ['openapi.companions.json']],
    ['nothing where only the user knows the value', ['--seed', ''], []],
    ['programs for exec', ['exec', '--', 'bas'], expect.arrayContaining(['bash'])],
    ['files for the program', ['exec', '--', 'node', 'fixtures/d'], ['fixtures/demo.json']],
  ])('offers %s', async (_, words, expected) => {
    expect(await offered(...words)).toEqual(expected);
  });
});

describe('completion in other shells', () => {
  it('is that of bash in zsh, which has a layer for it', async () => {
    const zsh = await script('zsh');
    expect(zsh).toMatch(/^#compdef sessions-emulator\n/);
    expect(zsh.endsWith(await script('bash'))).toBe(true);
  });

  it('has a line for each command and flag in fish, with their descriptions', async () => {
    const fish = await script('fish');
    expect(fish).toMatch(
      /'__fish_seen_subcommand_from exec' -l auth -x -a 'any keys off' -d 'required cred/,
    );
    expect(fish).toMatch(/'__fish_seen_subcommand_from check' -l junit -r -F -d /);
    expect(fish).toContain(
      `-a exec -d 'run a command with its own emulator, and exit with the command\\'s code'`,
    );
    for (const line of fish.trim().split('\n'))
      expect(line).toMatch(/^complete -c sessions-emulator -/);
  });

  it('is refused for a shell that there is no script for', async () => {
    const { code, stderr } = await run(['completion', 'tcsh']).ended;
    expect(code).toBe(2);
    expect(stderr).toContain('Allowed choices are bash, zsh, fish');
  });
});
