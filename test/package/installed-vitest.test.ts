/** The package beside a Vitest that is missing or too old. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { packedProject } from '../helpers/packed-project.ts';

/** Installs the package beside other packages. Returns what its entry for Vitest says when it is loaded. */
function loadedBeside(before: Readonly<Record<string, object>>, load: string): string {
  const project = packedProject(before);
  onTestFinished(() => project.remove());
  return project.run(
    process.execPath,
    'load.cjs',
    `(async () => ${load})().catch((error) => console.log(error.message));`,
  );
}

describe('sessions-emulator/vitest', { timeout: 60_000 }, () => {
  it('says in one sentence that Vitest is not installed', () => {
    expect(loadedBeside({}, "import('sessions-emulator/vitest')")).toBe(
      'sessions-emulator/vitest needs Vitest 3.2 or newer, which is not installed: npm install --save-dev vitest',
    );
  });

  it('is installed beside an old Vitest, and says in one sentence that it is too old', () => {
    const old = { vitest: { version: '3.1.4', exports: { './package.json': './package.json' } } };
    expect(loadedBeside(old, "import('sessions-emulator/vitest')")).toBe(
      'sessions-emulator/vitest needs Vitest 3.2 or newer; 3.1.4 is installed: npm install --save-dev vitest@latest',
    );
  });

  it('says in one sentence that it cannot be required', () => {
    expect(loadedBeside({}, "require('sessions-emulator/vitest')")).toMatch(
      /^sessions-emulator\/vitest cannot be required[^\n]*sessions-emulator\/matchers[^\n]*$/,
    );
  });
});
