/**
 * Builds `dist/`: the code as CommonJS, modules that export the same, the types, and the licences of what is bundled. `--without-types` leaves out the types, which take most of the time and
 * which only a program that imports the package needs. `--generate` writes the generated files of the tree instead.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile, type JSONSchema } from 'json-schema-to-typescript';
import {
  bundleAssets,
  bundleCode,
  bundleLauncher,
  bundleVitest,
  filesOfTheStart,
  moduleOver,
} from './build/bundle.ts';
import { licences } from './build/licences.ts';
import { bundlePage } from './build/page.ts';
import { writeTypes } from './build/types.ts';

const root = import.meta.dirname;

/** Documents that are large: the package has them without spaces. */
const documents = ['openapi.companions.json', 'openapi.neighbours.json'];

/** What is required instead of the entry for Vitest. */
const refusal = `throw new Error(
  'sessions-emulator/vitest cannot be required, as Vitest itself: use import, or sessions-emulator/matchers without Vitest',
);
`;

/** What a program imports or requires, by the name of its file in `dist/`. */
const libraries = { index: 'src/index.ts', matchers: 'src/matchers.ts' };

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
  const code = await bundleCode(dist, { core: 'src/cli/main.ts', ...libraries });
  await bundleAssets(dist);
  const launcher = await bundleLauncher(dist, code);
  chmodSync(join(dist, 'cli.js'), 0o755);
  const vitest = await bundleVitest(dist);
  const page = await bundlePage(join(dist, 'page'));
  for (const name of Object.keys(libraries)) {
    writeFileSync(join(dist, `${name}.mjs`), moduleOver(name, code.exports[name] ?? []));
  }
  writeFileSync(join(dist, 'vitest.js'), refusal);
  for (const name of documents) {
    const text = readFileSync(join(root, name), 'utf8');
    writeFileSync(join(dist, name), JSON.stringify(JSON.parse(text)));
  }
  // The files are CommonJS in a package of modules.
  writeFileSync(join(dist, 'package.json'), '{ "type": "commonjs" }\n');
  writeFileSync(
    join(dist, 'THIRD_PARTY_LICENSES.txt'),
    licences([code, launcher, vitest, page].flatMap(({ sources }) => sources)),
  );
  execFileSync(process.execPath, [
    ...['--import', 'tsx', join(root, 'build/code-cache.ts')],
    ...filesOfTheStart(code).map((file) => join(dist, file)),
  ]);
  if (!process.argv.includes('--without-types'))
    writeTypes(dist, { ...libraries, vitest: 'src/vitest.ts' });
}
