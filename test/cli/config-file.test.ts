import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { checkOptions } from '../../src/cli/check-options.ts';
import { readConfigOf } from '../../src/cli/config-file.ts';
import { startOptions } from '../../src/cli/options.ts';

const folder = mkdtempSync(join(tmpdir(), 'config-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The flags of a command whose `--config` names a file with this content. */
function flags(content: unknown, args: string[] = [], options = startOptions()) {
  const file = join(folder, 'config.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  const command = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  for (const option of options) command.addOption(option);
  readConfigOf(command);
  return command.parse(['--config', file, ...args], { from: 'user' }).opts();
}

function setVariable(name: string, value: string): void {
  process.env[name] = value;
  onTestFinished(() => {
    delete process.env[name];
  });
}

describe('a file of --config', () => {
  it('gives flags by their long names, as texts, numbers, lists and booleans', () => {
    const given = {
      port: 4011,
      'control-token': 'secret',
      cors: ['http://a.test', '*'],
      watch: true,
    };
    expect(flags(given)).toMatchObject({
      port: 4011,
      controlToken: 'secret',
      cors: ['http://a.test', '*'],
      watch: true,
      auth: 'any',
    });
  });

  it('is less than a variable, which is less than a flag', () => {
    setVariable('SESSIONS_EMULATOR_HOST', 'variable');
    setVariable('SESSIONS_EMULATOR_SEED', 'variable');
    const given = { host: 'file', seed: 'file', workspace: '99999999-9999-4999-8999-99999999999A' };
    expect(flags(given, ['--seed', 'flag'])).toMatchObject({
      host: 'variable',
      seed: 'flag',
      workspace: '99999999-9999-4999-8999-99999999999a',
    });
    expect(flags(given, ['--host', 'before', '--config', join(folder, 'config.json')]).host).toBe(
      'before',
    );
  });

  it('can give what a command needs, and may have flags of other commands', () => {
    const needed = {
      'base-url': 'http://127.0.0.1:1',
      workspace: '11111111-1111-4111-8111-111111111111',
      'api-key': 'k',
    };
    expect(flags({ ...needed, hold: true, port: 1 }, [], checkOptions())).toMatchObject({
      baseUrl: 'http://127.0.0.1:1',
    });
    expect(flags({ ...needed, hold: true })).not.toHaveProperty('hold');
  });

  it.each([
    [{ controltoken: 'x' }, '"controltoken" is not a flag. Did you mean "control-token"?'],
    [{ config: 'other.json' }, '"config" is not a flag.'],
    [{ port: 'many' }, '"port": Expected a port from 0 to 65535; 0 picks a free one.'],
    [{ port: [4010] }, '"port": Expected a text or a number.'],
    [{ cors: {} }, '"cors": Expected a text or a list of texts.'],
    [{ watch: 'yes' }, '"watch": Expected true or false.'],
    [{ auth: 'key' }, '"auth": Allowed choices are any, keys, off.'],
    [[], 'Expected a JSON object, such as {"port": 4011}.'],
    ['{"seed": "x",}', 'Expected JSON, found a mistake in line 1, column 14'],
  ])('is refused in one sentence: %j', (content, message) => {
    expect(() => flags(content)).toThrow(message);
  });
});
