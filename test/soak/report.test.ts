import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFailures, pasteable } from './attack.ts';
import { bytesOf } from './client.ts';
import { createRandom } from './random.ts';
import { failuresOf, tableOf } from './report.ts';

const runner = join(import.meta.dirname, 'run.ts');
const tsx = join(import.meta.dirname, '../../node_modules/tsx/dist/cli.mjs');
const run = (...flags: string[]) =>
  spawnSync(process.execPath, [tsx, runner, ...flags], { encoding: 'utf8' });

describe('the report', () => {
  it('prints a request so that a shell sends exactly its bytes', () => {
    const request = {
      method: 'POST',
      target: "/v1/%00'\\x",
      headers: [['x-odd', '\u00ff%s']] as const,
      body: Buffer.from([0, 1, 0x27, 0x25, 0x5c, 0x30, 0xed, 0xa0, 0x80, 0x0a]),
    };
    const [printf = ''] = pasteable(request).split(' | nc');
    expect(execFileSync('sh', ['-c', printf])).toEqual(bytesOf(request));
  });

  it('is one table, and a line for each kind of failure', () => {
    const failures = createFailures('fuzz');
    failures.add('500: x');
    failures.add('500: x');
    const line = { name: 'fuzz', unit: 'requests', done: 1_000, seconds: 1, figures: { a_b: 2 } };
    const lines = [{ ...line, failures: failures.all() }];
    expect(tableOf(lines)).toContain('| fuzz   | 1,000 requests | 2      | 1.0     | a b 2 |');
    expect(failuresOf(lines)).toBe('fuzz: 500: x (2 times)');
  });
});

describe('chance', () => {
  it('is the same from the same seed', () => {
    const [one, two] = [createRandom('a'), createRandom('a')];
    expect([one.uuid(), one.next()]).toEqual([two.uuid(), two.next()]);
    expect(createRandom('b').next()).not.toBe(createRandom('a').next());
  });
});

describe('npm run soak', () => {
  it('prints its flags and attacks', () => {
    const { status, stdout } = run('--help');
    expect(status).toBe(0);
    for (const word of ['--minutes', '--seed', '--only', '--json', 'fuzz', 'memory']) {
      expect(stdout).toContain(word);
    }
  });

  it('refuses a wrong flag with exit code 2', () => {
    expect(run('--only', 'nothing').status).toBe(2);
    expect(run('--minutes', '-1').status).toBe(2);
    expect(run('--faster').status).toBe(2);
  });

  it('reports as JSON, with the seed to repeat it', () => {
    const { stdout } = run('--only', 'walk', '--minutes', '0.002', '--seed', 's', '--json');
    const report = JSON.parse(stdout) as { seed: string; lines: { name: string; done: number }[] };
    expect(report.seed).toBe('s');
    expect(report.lines).toMatchObject([{ name: 'walk', done: 20 }]);
  });
});
