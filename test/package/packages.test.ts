/** What is bundled of packages, and that it works where it is loaded. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleCode, bundleLauncher } from '../../build/bundle.ts';
import { codePointRanges } from '../../build/code-point-ranges.ts';
import { namesOfZod } from '../../build/used-of-zod.ts';
import { linearRegExp } from '../../src/world/linear-regexp.ts';
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
/** The engine of regular expressions, to be bundled, as a text of TypeScript. */
const engine = JSON.stringify(join(root, 'src/world/linear-regexp.ts'));
const runModule = (code: string) => node('--input-type=module', '-e', code);

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
  expect(named.size).toBeGreaterThan(10);
  expect(namesOfZod()).toEqual(expect.arrayContaining([...named]));
});

describe('a package that is imported when it is first needed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lazy-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(
    join(folder, 'lazy.ts'),
    `void import(${engine}).then(({ linearRegExp }) => console.log(linearRegExp('^(a+)+$').test('aaa')));`,
  );
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

describe('the bundled engine of regular expressions', () => {
  const folder = mkdtempSync(join(tmpdir(), 'engine-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let bundled: typeof linearRegExp;
  beforeAll(async () => {
    writeFileSync(join(folder, 'core.ts'), '');
    writeFileSync(join(folder, 'index.ts'), `export { linearRegExp } from ${engine};`);
    writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }');
    await bundleCode(folder, { core: join(folder, 'core.ts'), index: join(folder, 'index.ts') });
    bundled = createRequire(import.meta.url)(join(folder, 'index.js')).linearRegExp;
  }, 30_000);

  it('matches what the package matches, and refuses what it refuses', () => {
    const patterns = [
      ...[
        '^(a+)+$',
        '(?i)straße|ÉTÉ',
        '\\bhi\\b',
        'a{2,5}?b*',
        '[^a-z\\d]+',
        '(?<name>x)y',
        '(?:ab|cd)+e',
        '^$',
      ],
      ...[
        '\\u00e9',
        '\\cA',
        '.',
        '\\S+@\\S+',
        '(?s)a.b',
        '(?m)^b$',
        'x|',
        '[[:alpha:]]{3}',
        '(?i)[k-s]',
        '\\x{1F600}',
      ],
      ...[
        '\\p{L}+\\P{Nd}',
        '[\\p{Greek}\\pN]',
        '(?i)\\p{Lu}',
        '\\p{Assigned}',
        '\\p{Emoji}',
        '\\p{Garay}',
      ],
      ...[
        '(',
        '[z-a]',
        'a**',
        '\\1',
        '(?=a)',
        '\\p{Nothing}',
        'a{1001}',
        '(?<n>a)(?<n>b)',
        '\\p{constructor}',
      ],
    ];
    const texts = [
      ...[
        '',
        'aaa',
        'aab',
        'STRASSE straße été',
        'hi there',
        'xy',
        'abcde',
        'é',
        '\x01',
        '\ud800',
        'a\nb',
      ],
      ...['me@example.com', 'Ωmega 5', '😀', '\u{10d50}', 'K ſ', 'a'.repeat(3_000)],
    ];
    const results = (engine: typeof linearRegExp) =>
      patterns.map((pattern) => {
        try {
          const compiled = engine(pattern);
          return [pattern, compiled.size, texts.map((text) => compiled.test(text))];
        } catch (error) {
          return [pattern, String(error)];
        }
      });
    expect(results(bundled)).toEqual(results(linearRegExp));
  });

  it('leaves out no code point of a class', () => {
    for (const characters of ['\\p{Cn}', '\\p{Co}', '\\p{L}', '\\p{Script=Inherited}']) {
      const expected: number[] = [];
      const matcher = new RegExp(characters, 'u');
      for (let at = 0; at <= 0x10_ffff; at++) {
        if (matcher.test(String.fromCodePoint(at))) expected.push(at);
      }
      const ranges = codePointRanges(characters);
      const found: number[] = [];
      for (let i = 0; i < ranges.length; i += 3) {
        for (let at = ranges[i] as number; at <= (ranges[i + 1] as number); at++) found.push(at);
      }
      // A comparison by `toEqual` of a million numbers would take seconds.
      expect(found.length).toBe(expected.length);
      expect(found.findIndex((at, i) => at !== expected[i])).toBe(-1);
    }
  });

  it('has every class of Unicode of the package, as this Node knows it', {
    timeout: 120_000,
  }, () => {
    const source = readFileSync(createRequire(import.meta.url).resolve('re2js'), 'utf8');
    const names = [...new Set([...source.matchAll(/^\t\t(\w+): \(\) =>/gm)].map(([, one]) => one))];
    expect(names.length).toBeGreaterThan(200);
    const some = Array.from({ length: 0x3_3000 / 29 }, (_, i) => i * 29);
    const sample = [...Array(0x500).keys(), ...some, 0xd800, 0xdfff, 0xe_0001, 0xf_ffff, 0x10_ffff]
      .map((codePoint) => String.fromCodePoint(codePoint))
      // Node and the package may know different versions of Unicode.
      .filter((one) => /\P{Cn}/u.test(one) && linearRegExp('\\P{Cn}').test(one));
    expect(sample.length).toBeGreaterThan(7_000);
    const differences = names.flatMap((name) => {
      const [ours, theirs] = [bundled(`\\p{${name}}`), linearRegExp(`\\p{${name}}`)];
      return sample.filter((one) => ours.test(one) !== theirs.test(one)).map((one) => name + one);
    });
    // Versions also give a few characters other properties.
    expect(differences.length).toBeLessThanOrEqual(process.versions.unicode === '17.0' ? 0 : 100);
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
