/** `--allow-host`, and the container examples that use it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { open } from '../../src/cli/commands/open.ts';
import { type StartFlags, startOptions } from '../../src/cli/options.ts';
import { createEmulator } from '../../src/emulator.ts';
import { silentLog } from '../../src/http/log.ts';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

/** Opens what a command line asks for, and closes it again. */
async function opened(args: readonly string[]) {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  for (const option of startOptions()) command.addOption(option);
  const flags = command.parse(args, { from: 'user' }).opts<StartFlags>();
  const said: string[] = [];
  const result = await open({ ...flags, log: 'silent' }, (line) => said.push(line), silentLog);
  if (result.status === 'open') await result.emulator.close();
  return { ...result, said };
}

describe("--allow-host '*'", () => {
  it.each([
    [['--allow-host', '*']],
    [['--allow-host', 'sessions,*']],
    [['--allow-host', '*', '--host', '0.0.0.0', '--control-token', 'none']],
  ])('is refused without a token: %s', async (args) => {
    expect(await opened(args)).toEqual({
      status: 'failed',
      exitCode: 2,
      said: ["--allow-host '*' needs a token: set --control-token <token>"],
    });
  });

  it('is accepted with a token', async () => {
    const { said, status } = await opened(['--allow-host', '*', '--control-token', 'secret']);
    expect([status, said]).toEqual(['open', []]);
  });

  it('is refused without a token in the library, too', async () => {
    const safety = { allowHosts: ['*'], token: null };
    await expect(createEmulator({ safety })).rejects.toThrow(
      new TypeError("safety: host '*' needs a token"),
    );
  });
});

describe('examples/devcontainer', () => {
  const compose = read('examples/devcontainer/compose.yml');

  it('names a compose file, a service and a port that exist', () => {
    const container = JSON.parse(read('examples/devcontainer/devcontainer.json'));
    const services = [...compose.matchAll(/^ {2}([\w-]+):/gm)].map(([, name]) => name);
    expect(services).toEqual(['app', 'emulator']);
    expect(container).toMatchObject({ dockerComposeFile: 'compose.yml', service: 'app' });
    expect(container.forwardPorts).toEqual(['emulator:4010']);
    expect(compose).toContain(`:${container.workspaceFolder}:`);
    expect(compose).toContain('AMIGO_BASE_URL: http://emulator:4010');
  });

  it('starts the emulator with flags and a token that it accepts', async () => {
    const [, list = ''] = /^ {4}command: \[(--.*)\]$/m.exec(compose) ?? [];
    const args = list.split(', ').map((word) => word.replace(/^'(.*)'$/, '$1'));
    const tokens = [...compose.matchAll(/_CONTROL_TOKEN: (\S+)$/gm)].map(([, token = '']) => token);
    expect(new Set(tokens).size).toBe(1);
    const container = ['--host', '0.0.0.0', '--control-token', ...tokens.slice(0, 1)];
    expect(await opened([...args, ...container])).toMatchObject({ status: 'open', said: [] });
  });
});
