/** Loads Vitest when the entry for it is imported: an install does not need Vitest, and accepts any version. */
import { createRequire } from 'node:module';

const OLDEST = [3, 2] as const;
const NEEDED = `sessions-emulator/vitest needs Vitest ${OLDEST.join('.')} or newer`;
const HINT = 'npm install --save-dev vitest';

/** The installed version; undefined when there is none. */
function installedVersion(): string | undefined {
  try {
    return createRequire(import.meta.url)('vitest/package.json').version;
  } catch {
    return undefined;
  }
}

function isOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
}

/**
 * Loads Vitest.
 *
 * @throws `Error` with one sentence when it is not installed or too old
 */
export async function loadVitest(): Promise<typeof import('vitest')> {
  const version = installedVersion();
  if (version === undefined) throw new Error(`${NEEDED}, which is not installed: ${HINT}`);
  if (isOld(version)) throw new Error(`${NEEDED}; ${version} is installed: ${HINT}@latest`);
  return import('vitest');
}
