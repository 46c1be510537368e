/** The types of the package, as the compiler reads them in strict projects. */
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inRoot, ofJest, type PackedProject, packedProject } from '../helpers/packed-project.ts';

let project: PackedProject;
beforeAll(() => {
  project = packedProject();
  project.link('@types/node');
}, 60_000);
afterAll(() => project.remove());

const strict = {
  strict: true,
  noEmit: true,
  target: 'ES2022',
  module: 'NodeNext',
  types: ['node'],
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
};

/** What the compiler complains of in a program of one file; empty when it accepts it. */
function complaints(file: string, source: string, options: object = {}): string {
  project.write(file, source);
  const compilerOptions = { ...strict, ...options };
  project.write('tsconfig.json', JSON.stringify({ compilerOptions, files: [file] }));
  try {
    execFileSync(inRoot('.bin/tsc'), ['-p', project.folder], { stdio: 'pipe' });
    return '';
  } catch (error) {
    return String((error as { stdout: Buffer }).stdout);
  }
}

/** Uses the matchers of whatever `expect` is in scope. */
const usesMatchers = `
  import type { Workspace } from 'sessions-emulator';
  import { sessionMatchers } from 'sessions-emulator/matchers';
  expect.extend(sessionMatchers);
  test('a', async () => {
    const workspace = {} as Workspace;
    await expect(workspace).toHaveReceivedInjection({ message: /x/, callSid: 'CA1' });
    await expect(workspace).not.toHaveActiveCall('CA1');
    // @ts-expect-error: a pattern has no such field
    await expect(workspace).toHaveReceivedInjection({ text: 'x' });
  });
`;

describe('in a strict TypeScript project', { timeout: 120_000 }, () => {
  it('the types name nothing that is not installed', () => {
    const source = `
      import { createEmulator, demoFixture, type CallInfo, type Emulator, type Fixture, type Workspace } from 'sessions-emulator';
      import { sessionMatchers } from 'sessions-emulator/matchers';
      export const matchers = sessionMatchers;
      export async function use(): Promise<CallInfo> {
        const emulator: Emulator = await createEmulator({ fixture: demoFixture, clock: 'frozen' });
        const workspace: Workspace = await emulator.workspace({ calls: [{ caller_id: '+1', subscribers: 2 }] });
        await workspace.addFault({ operation: 'inject', status: 503, times: 1 });
        await workspace.scriptAgent({ rules: [{ match: { exact: 'hi' }, reply: { text: 'Hello.' } }] });
        const client: typeof fetch = emulator.fetch;
        await client('http://x/');
        // @ts-expect-error: the fixture's type is real
        const wrong: Fixture = { workspaces: [{ workspace_id: 1 }] };
        void wrong;
        return workspace.placeCall();
      }
    `;
    expect(complaints('user.ts', source)).toBe('');
  });

  it.each([
    ['CommonJS', {}],
    ['CommonJS of older settings', { module: 'CommonJS', moduleResolution: 'node10' }],
  ])('a program of %s requires it', (_, options) => {
    const source = `
      import emulator = require('sessions-emulator');
      import matchers = require('sessions-emulator/matchers');
      export const made: Promise<emulator.Emulator> = emulator.createEmulator();
      export const names: string[] = Object.keys(matchers.sessionMatchers);
    `;
    expect(complaints('user.cts', source, options)).toBe('');
  });

  it('the entry for Vitest has its fixtures and matchers', () => {
    project.link('vitest');
    const source = `
      import { expect, sessionsTest, test } from 'sessions-emulator/vitest';
      test('a', async ({ sessions }) => {
        const url: string = sessions.url;
        await expect(sessions).toHaveReceivedInjection({ message: /x/, callSid: url });
        // @ts-expect-error: a pattern has no such field
        await expect(sessions).toHaveReceivedInjection({ text: 'x' });
      });
      sessionsTest({ template: 'empty' })('b', ({ emulator }) => void emulator.url);
    `;
    // Vitest's own types want skipLibCheck.
    expect(complaints('entry.test.ts', source, { skipLibCheck: true })).toBe('');
    expect(complaints('entry.test.cts', source, { skipLibCheck: true })).toBe('');
  });

  it("Vitest's own expect has the matchers that it is extended with", () => {
    const source = `import { expect, test } from 'vitest'; ${usesMatchers}`;
    expect(complaints('matchers.test.ts', source, { skipLibCheck: true })).toBe('');
  });

  const jest = ofJest('jest');
  it.skipIf(jest === undefined).each([
    ['global', '', ['node', 'jest']],
    ['imported', "import { expect, test } from '@jest/globals';", ['node']],
  ])('the %s expect of Jest has the matchers that it is extended with', (_, head, types) => {
    for (const name of ['@types/jest', '@jest/globals', 'expect']) {
      project.link(name, ofJest(name));
    }
    const options = { types, skipLibCheck: true };
    expect(complaints('jest.test.ts', head + usesMatchers, options)).toBe('');
  });
});
