import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../helpers/command.ts';

function guard(...args: string[]) {
  const file = join(root, 'bench/guard.ts');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', file, ...args],
    { cwd: root, encoding: 'utf8' },
  );
  return { status, stdout, stderr };
}

// What is loaded is asked for by a signal, which Windows does not have.
describe.skipIf(process.platform === 'win32')('the guard of sizes', () => {
  it('finds the build within its limits, and start and injection free of zod, hono and undici', () => {
    const { status, stdout, stderr } = guard();
    expect(stderr).not.toContain('bench:guard');
    expect(stdout).toMatch(/^ok {3}bytesAtStart: \d+ \(limit \d+\)$/m);
    expect(status).toBe(0);
  });

  it('names the exceeded limit, and fails', () => {
    const limits = join(mkdtempSync(join(tmpdir(), 'sessions-emulator-')), 'limits.json');
    const wide = 1e9;
    writeFileSync(
      limits,
      JSON.stringify({
        filesAtStart: wide,
        nodeModulesAtStart: wide,
        bytesAtStart: 1000,
        promisesPerInjection: wide,
        bytesOfCode: wide,
        bytesOfDist: wide,
      }),
    );
    const { status, stderr } = guard('--limits', limits);
    expect(stderr).toMatch(/^bench:guard: bytesAtStart is \d+, over its limit of 1000$/m);
    expect(status).toBe(1);
  });
});
