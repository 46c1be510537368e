/** The packages that the build bundles separately from the code that loads them. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { afterAll, describe, expect, it } from 'vitest';
import { bundleCode, bundleLauncher, fileOf, shared } from '../../build/bundle.ts';
import { root } from '../helpers/command.ts';

const dist = pathToFileURL(join(root, 'dist/')).href;

/** Runs Node to its end. */
function node(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    timeout: 20_000,
  });
  return { status, stdout: stdout.trim(), stderr };
}
const runModule = (code: string) => node('--input-type=module', '-e', code);

describe('a shared package', () => {
  it.each(Object.entries(shared))('%s gives its names to a module', (name, names) => {
    const list = names.join(', ');
    const ended = runModule(`
      import { ${list} } from '${dist}${fileOf(name)}';
      console.log([${list}].every((one) => one !== undefined));
    `);
    expect(ended).toEqual({ status: 0, stdout: 'true', stderr: '' });
  });
});

it('zod has every value that a source takes of it', () => {
  const named = new Set<string>();
  const visit = (node: ts.Node): void => {
    // In a type, `z.output` is a qualified name, no property access.
    if (ts.isPropertyAccessExpression(node) && node.expression.getText() === 'z') {
      named.add(node.name.text);
    }
    ts.forEachChild(node, visit);
  };
  for (const file of ts.sys.readDirectory(join(root, 'src'), ['.ts'])) {
    visit(ts.createSourceFile(file, ts.sys.readFile(file) ?? '', ts.ScriptTarget.Latest, true));
  }
  const { z } = createRequire(import.meta.url)('../../dist/packages/zod.js');
  expect(named.size).toBeGreaterThan(10);
  expect([...named].filter((name) => !(name in z))).toEqual([]);
});

describe('a package that is imported when it is first needed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lazy-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const source = join(folder, 'lazy.ts');
  writeFileSync(
    source,
    `void import('re2js').then(({ RE2JS }) => console.log(RE2JS.compile('^(a+)+$').matches('aaa')));`,
  );
  cpSync(join(root, 'dist/packages'), join(folder, 'packages'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }');
  const works = { status: 0, stdout: 'true', stderr: '' };

  it('loads in the command and in a library', async () => {
    for (const name of ['core', 'index'])
      writeFileSync(join(folder, `${name}.ts`), `import './lazy';`);
    const code = await bundleCode(folder, {
      core: join(folder, 'core.ts'),
      index: join(folder, 'index.ts'),
    });
    await bundleLauncher(folder, code);
    expect(node(join(folder, 'cli.js'))).toEqual(works);
    expect(node(join(folder, 'index.js'))).toEqual(works);
  });
});

it('the built library serves its control plane and pages, on a port and in process', () => {
  const ended = runModule(`
    import { createEmulator } from '${dist}index.mjs';
    const emulator = await createEmulator();
    const { url } = await emulator.listen();
    for (const path of ['/_emulator/workspaces', '/_emulator/docs', '/docs']) {
      console.log((await fetch(url + path)).status, (await emulator.fetch(url + path)).status);
    }
    await emulator.close();
  `);
  expect(ended).toEqual({ status: 0, stdout: '200 200\n200 200\n200 200', stderr: '' });
});
