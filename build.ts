/**
 * Builds `dist/`: one small ESM bundle (with what is rarely needed in chunks beside it), the types,
 * and the licences of what is bundled. With `--generate`, writes the generated files of the tree.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateDtsBundle } from 'dts-bundle-generator';
import { build, type Plugin } from 'esbuild';
import { compile, type JSONSchema } from 'json-schema-to-typescript';

const root = import.meta.dirname;

/** What a program imports, by the name of its file in `dist/`. */
const libraryEntries = { index: 'src/index.ts', vitest: 'src/vitest.ts' };

if (process.argv.includes('--generate')) {
  const { fixtureJsonSchema } = await import('./src/world/fixture.ts');
  const schema = `${JSON.stringify(fixtureJsonSchema(), null, 2)}\n`;
  writeFileSync(join(root, 'fixtures/world.schema.json'), schema);

  const types = await compile(fixtureJsonSchema() as JSONSchema, 'Fixture', {
    bannerComment:
      '/** A fixture as TypeScript knows it: generated from `fixture.ts` by `npm run generate`. */',
    format: false,
  });
  const named = `
/** One workspace of a fixture. */
export type WorkspaceFixture = Fixture['workspaces'][number];
/** A script as data. */
export type AgentScript = NonNullable<WorkspaceFixture['agent_script']>;
`;
  writeFileSync(join(root, 'src/world/fixture-types.ts'), `${types}${named}`);
  execFileSync('npx', ['biome', 'format', '--write', 'src/world/fixture-types.ts'], {
    cwd: root,
    stdio: 'ignore',
  });

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
    entryPoints: { cli: 'src/cli.ts', ...libraryEntries },
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
    // Whoever uses that entry has it.
    external: ['vitest'],
    metafile: true,
    plugins: [withoutTheUnused()],
    // Bundled CommonJS (commander) asks for Node's own modules by `require`.
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
  });
  writeFileSync(join(outdir, 'THIRD_PARTY_LICENSES.txt'), licences(Object.keys(metafile.inputs)));
  // One file of types an entry, which names nothing that is not installed.
  const entries = Object.entries(libraryEntries);
  const types = generateDtsBundle(
    entries.map(([name, filePath]) => ({
      filePath: join(root, filePath),
      libraries: { importedLibraries: ['vitest'] },
      output: {
        exportReferencedTypes: false,
        inlineDeclareExternals: name === 'vitest',
        noBanner: true,
      },
    })),
    { preferredConfigPath: join(root, 'tsconfig.build.json') },
  );
  for (const [i, [name]] of entries.entries()) {
    writeFileSync(join(outdir, `${name}.d.ts`), types[i] as string);
  }
}

/** Leaves out what is never used and is not small: zod's languages but one, and HTTP/2. */
function withoutTheUnused(): Plugin {
  return {
    name: 'without-the-unused',
    setup({ onLoad, onResolve }) {
      onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
        contents: "export { default as en } from './en.js';",
        resolveDir: join(root, 'node_modules/zod/v4/locales'),
      }));
      onResolve({ filter: /^node:http2$/ }, () => ({ path: 'http2', namespace: 'unused' }));
      // It is asked only whether a request is one of HTTP/2, which none is.
      onLoad({ filter: /./, namespace: 'unused' }, () => ({
        contents: 'export class Http2ServerRequest {} export const constants = {};',
      }));
    },
  };
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
