import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { flagsTable } from '../../src/options.ts';
import { root, startEmulator } from '../helpers/command.ts';

const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** Each `$ command` of the README's consoles, with the lines that follow it. */
function consoles(): { command: string; output: string }[] {
  return [...readme.matchAll(/```console\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((part) => {
        const [command = '', ...output] = part.split('\n');
        return { command, output: output.join('\n').trim() };
      }),
  );
}

describe('the README', () => {
  it('has commands that answer as it says', async () => {
    const [, flags = ''] = /npm start -- (--clock [^`]+)`/.exec(readme) ?? [];
    const { url } = await startEmulator(flags.split(' '));
    const steps = consoles();
    expect(steps).toHaveLength(4);
    for (const { command, output } of steps) {
      const here = command.replaceAll('http://127.0.0.1:4010', url);
      expect(execFileSync('sh', ['-c', here]).toString().trim(), command).toBe(output);
    }
  });

  it('names scripts that there are', () => {
    const named = [...readme.matchAll(/npm (?:run )?(start|test|dev|check)\b/g)].map(
      ([, name]) => name,
    );
    expect(Object.keys(manifest.scripts)).toEqual(expect.arrayContaining(named));
  });

  it('has the table of flags that the code makes (npm run generate)', () => {
    expect(readme).toContain(`<!-- flags -->\n${flagsTable()}\n<!-- /flags -->`);
  });

  it('links to files that there are', () => {
    for (const [, target = ''] of readme.matchAll(/\]\((?!http)([^)#]+)\)/g)) {
      expect(readFileSync(join(root, target)).length, target).toBeGreaterThan(0);
    }
  });

  it('shows the environment that the demo world answers to', async () => {
    const env = Object.fromEntries(
      [...readme.matchAll(/^export (AMIGO_\w+)=(\S+)$/gm)].map(([, name, value]) => [name, value]),
    ) as Record<string, string>;
    const { url } = await startEmulator(['--auth', 'keys']);
    const answer = await fetch(`${url}/v1/${env.AMIGO_WORKSPACE_ID}/sessions/active`, {
      headers: { authorization: `Bearer ${env.AMIGO_API_KEY}` },
    });
    const calls = (await answer.json()) as { service_id: string }[];
    expect(calls.map((one) => one.service_id)).toContain(env.AMIGO_SERVICE_ID);
    expect(new URL(env.AMIGO_BASE_URL as string).port).toBe('4010');
  });
});
