/**
 * Builds `dist/`: one small ESM bundle (with what is rarely needed in chunks beside it), the types,
 * and the licences of what is bundled. With `--generate`, writes the generated files of the tree.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = import.meta.dirname;

if (process.argv.includes('--generate')) {
  const { fixtureJsonSchema } = await import('./src/world/fixture.ts');
  const schema = `${JSON.stringify(fixtureJsonSchema(), null, 2)}\n`;
  writeFileSync(join(root, 'fixtures/world.schema.json'), schema);

  const { flagsTable } = await import('./src/options.ts');
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const between = /(<!-- flags -->\n)[\s\S]*(<!-- \/flags -->)/;
  writeFileSync(join(root, 'README.md'), readme.replace(between, `$1${flagsTable()}\n$2`));
} else {
  await bundle();
}

async function bundle(): Promise<void> {
  const outdir = join(root, 'dist');
  rmSync(outdir, { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { cli: 'src/cli.ts', index: 'src/index.ts' },
    outdir,
    bundle: true,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    minify: true,
    keepNames: false,
    legalComments: 'none',
    metafile: true,
    // Bundled CommonJS (commander) asks for Node's own modules by `require`.
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
  });
  writeFileSync(join(outdir, 'THIRD_PARTY_LICENSES.txt'), licences(Object.keys(metafile.inputs)));
  execFileSync('npx', ['tsc', '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
  // The types lie as the sources do, because they import JSON from beside them.
  writeFileSync(join(outdir, 'types/index.d.ts'), "export * from './src/index.ts';\n");
}

/** The licence texts of every package that the bundle holds a part of. */
function licences(inputs: readonly string[]): string {
  const packages = new Set<string>();
  for (const input of inputs) {
    const found = /^(node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
    if (found !== undefined) packages.add(found);
  }
  const texts = [...packages].sort().map((folder) => {
    const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const name = `${manifest.name} ${manifest.version} (${manifest.license})`;
    for (const file of ['LICENSE', 'LICENSE.md', 'license', 'LICENSE.txt']) {
      try {
        return `${name}\n\n${readFileSync(join(root, folder, file), 'utf8')}`;
      } catch {}
    }
    return `${name}\n`;
  });
  return texts.join(`\n${'-'.repeat(80)}\n\n`);
}
