/** The package in plain Jest 30: CommonJS, no settings. */
import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../helpers/command.ts';
import { nodeOf, ofJest, type PackedProject, packedProject } from '../helpers/packed-project.ts';

const jest = ofJest('jest');
let project: PackedProject;

beforeAll(() => {
  project = packedProject();
  project.write('tests/package.json', '{}');
}, 60_000);
afterAll(() => project.remove());

/** Runs the tests of a file; returns what Jest prints. */
function run(node: string, file: string): string {
  const tests = join(project.folder, 'tests');
  const bin = join(jest as string, 'bin/jest.js');
  const { stderr } = spawnSync(node, [bin, '--rootDir', tests, file], { encoding: 'utf8' });
  return stderr;
}

if (jest === undefined) {
  it.skip(
    'is not here: "npm install --prefix node_modules/.cache/jest jest@30 @types/jest@30" brings it',
  );
}

describe.skipIf(jest === undefined)('in Jest', () => {
  describe.each([20, 22, 24])('on Node %i', (major) => {
    const node = nodeOf(major);
    it.skipIf(node === undefined)('the example passes', () => {
      cpSync(join(root, 'examples/jest'), join(project.folder, 'tests'), { recursive: true });
      expect(run(node as string, 'refills')).toContain('Tests:       1 passed, 1 total');
    });
  });

  it('the whole emulator works, without a port', () => {
    project.write(
      'tests/inside.test.js',
      `
      const { createEmulator, FixtureError } = require('sessions-emulator');
      test('fetch, control plane, conversations and fixtures', async () => {
        const { fetch, workspace, close } = await createEmulator();
        const { workspaceId, apiKey, ...demo } = await workspace('demo');
        const platform = (path) => fetch('http://x/v1/' + workspaceId + path, { headers: { authorization: 'Bearer ' + apiKey } });
        const response = await platform('/sessions/active');
        expect(response).toBeInstanceOf(Response);
        expect(await response.json()).toHaveLength(demo.calls.length);
        expect((await fetch('http://x/_emulator/docs')).status).toBe(200);
        expect((await fetch('http://x/_emulator/workspaces')).status).toBe(200);
        expect((await platform('/conversations/x')).status).toBe(422);
        await expect(createEmulator({ fixture: {} })).rejects.toThrow(FixtureError);
        await close();
      });
      `,
    );
    expect(run(process.execPath, 'inside')).toContain('Tests:       1 passed, 1 total');
  });

  it('a matcher that fails shows the nearest miss', () => {
    project.write(
      'tests/miss.test.js',
      `
      const { createEmulator } = require('sessions-emulator');
      const { sessionMatchers } = require('sessions-emulator/matchers');
      expect.extend(sessionMatchers);
      test('misses', async () => {
        const workspace = await (await createEmulator()).workspace('demo');
        await expect(workspace).toHaveActiveCall('CA0');
      });
      `,
    );
    expect(run(process.execPath, 'miss')).toMatch(
      /expected a call like .*CA0.*; of \d+ the nearest:/,
    );
  });
});
