/**
 * Builds `dist/`: one small ESM bundle (with what is rarely needed in chunks beside it), the types,
 * and the licences of what is bundled. `--without-types` leaves out the types, which take most of the time and
 * which only a program that imports the package needs. `--generate` writes the generated files of the tree instead.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile, type JSONSchema } from 'json-schema-to-typescript';
import { bundleCommand, bundleLibraries, bundlePackages } from './build/bundle.ts';
import { licences } from './build/licences.ts';
import { writeTypes } from './build/types.ts';

const root = import.meta.dirname;

/** What a program imports, by the name of its file in `dist/`. */
const libraries = { index: 'src/index.ts', vitest: 'src/vitest.ts' };

if (process.argv.includes('--generate')) {
  const { fixtureJsonSchema } = await import('./src/fixtures/fixture-schema.ts');
  const schema = `${JSON.stringify(fixtureJsonSchema(), null, 2)}\n`;
  writeFileSync(join(root, 'fixtures/world.schema.json'), schema);

  const types = await compile(fixtureJsonSchema() as JSONSchema, 'Fixture', {
    bannerComment:
      '/** A fixture as TypeScript knows it: generated from `fixture-schema.ts` by `npm run generate`. */',
    format: false,
  });
  const named = `
/** One workspace of a fixture. */
export type WorkspaceFixture = Fixture['workspaces'][number];
/** A script as data. */
export type AgentScript = NonNullable<WorkspaceFixture['agent_script']>;
`;
  // A comment of one line is written in one line, as everywhere.
  const short = types.replace(/\/\*\*\n *\* ([^\n]*)\n *\*\//g, '/** $1 */');
  writeFileSync(join(root, 'src/world/seeding/fixture-types.ts'), `${short}${named}`);
  execFileSync('npx', ['biome', 'format', '--write', 'src/world/seeding/fixture-types.ts'], {
    cwd: root,
    stdio: 'ignore',
  });

  const { neighbourTypes } = await import('./build/neighbour-types.ts');
  const neighbours = join(root, 'src/contract/documents/neighbour-types.ts');
  writeFileSync(neighbours, await neighbourTypes());
  execFileSync('npx', ['biome', 'format', '--write', neighbours], { cwd: root, stdio: 'ignore' });

  const { flagsTable } = await import('./src/cli/options.ts');
  const page = join(root, 'docs/flags.md');
  const between = /(<!-- flags -->\n)[\s\S]*(<!-- \/flags -->)/;
  const flags = readFileSync(page, 'utf8').replace(between, `$1${flagsTable()}\n$2`);
  writeFileSync(page, flags);
} else {
  await build();
}

async function build(): Promise<void> {
  const dist = join(root, 'dist');
  rmSync(dist, { recursive: true, force: true });
  const command = await bundleCommand(dist);
  const modules = await bundleLibraries(dist, libraries);
  chmodSync(join(dist, 'cli.js'), 0o755);
  const packages = await bundlePackages(dist);
  // The command is CommonJS in a package of modules.
  writeFileSync(join(dist, 'package.json'), '{ "type": "commonjs" }\n');
  writeFileSync(
    join(dist, 'THIRD_PARTY_LICENSES.txt'),
    licences([command, modules, packages].flatMap(({ sources }) => sources)),
  );
  execFileSync(process.execPath, [
    ...['--import', 'tsx', join(root, 'build/code-cache.ts')],
    join(dist, command.entries[0] as string),
  ]);
  if (!process.argv.includes('--without-types')) writeTypes(dist, libraries);
}
