import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** What a script of `test/helpers` prints, run with a collector that can be called. */
function run(script: string): Record<string, number> {
  const path = fileURLToPath(new URL(`../helpers/${script}.ts`, import.meta.url));
  const options = ['--import', 'tsx', '--expose-gc', path];
  return JSON.parse(execFileSync(process.execPath, options, { encoding: 'utf8' }));
}

describe('memory', () => {
  it('does not grow with 2,000 workspaces that are made, used and removed', {
    timeout: 120_000,
  }, () => {
    expect(run('workspace-load').kilobytesPerWorkspace).toBeLessThan(1);
  });

  it('does not grow with injections to 100 agents under a frozen clock', {
    timeout: 120_000,
  }, () => {
    expect(run('injection-load').grown).toBeLessThan(10);
  });
});
