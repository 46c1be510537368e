/**
 * Bundles command and libraries together as CommonJS, so that each line of code is there once: it starts sooner than
 * modules, and `require` and `import` can both load it. What a plain start needs is in two files; what is rarely needed
 * is in chunks beside them, with the packages that only such chunks use.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { type InputOptions, type OutputOptions, type Plugin, rolldown } from 'rolldown';
import { shortExports } from './short-exports.ts';
import { unicodeOfV8 } from './unicode-of-v8.ts';
import { usedOfRe2 } from './used-of-re2.ts';
import { usedOfZod } from './used-of-zod.ts';

const root = join(import.meta.dirname, '..');

/** The files that only other files of the build load. */
const CODE = 'code/[name]-[hash].js';

const input: InputOptions = {
  cwd: root,
  platform: 'node',
  plugins: [usedOfZod(), unicodeOfV8(), usedOfRe2(), withoutTheUnused()],
  transform: { target: 'node20' },
  // Whoever uses Vitest's entry has Vitest, and whoever shares a world installs the client.
  external: ['vitest', '@redis/client'],
};
const output: OutputOptions = {
  minify: true,
  comments: false,
  // From the command's file `import()` would need a loader that vm scripts lack before Node 20.12.
  dynamicImportInCjs: false,
};

/** What a bundle consists of. */
export interface Bundled {
  /** Its chunks by name, relative to `dist`. A later chunk of the same name is left out. */
  readonly files: Readonly<Record<string, string>>;
  /** Every source that it holds a part of. */
  readonly sources: readonly string[];
  /** What each entry exports, by the name of the entry. */
  readonly exports: Readonly<Record<string, readonly string[]>>;
}

async function bundle(dist: string, what: InputOptions, how: OutputOptions): Promise<Bundled> {
  await using build = await rolldown(what);
  const { output: written } = await build.write({ ...output, ...how, dir: dist });
  const chunks = written.filter((one) => one.type === 'chunk');
  const entries = chunks.filter((chunk) => chunk.isEntry);
  return {
    files: Object.fromEntries(chunks.toReversed().map((chunk) => [chunk.name, chunk.fileName])),
    sources: chunks.flatMap((chunk) => chunk.moduleIds),
    exports: Object.fromEntries(entries.map((chunk) => [chunk.name, chunk.exports])),
  };
}

/** The chunks of a plain start, in the order in which they run. */
const START = ['rolldown-runtime', 'emulator', 'core'];

/** The files of these chunks. */
export const filesOfTheStart = ({ files }: Bundled): string[] =>
  START.flatMap((name) => files[name] ?? []);

/**
 * The command and the libraries, as CommonJS. `core` is the command, in a folder of its own; any other entry is what a
 * program requires. What a plain start needs is in two chunks: `core` has what only the command has, and `emulator` the rest.
 */
export async function bundleCode(
  dist: string,
  { core, ...libraries }: Readonly<{ core: string; index: string; [entry: string]: string }>,
): Promise<Bundled> {
  const index = resolve(root, libraries.index);
  const ofLibrary = modulesOf(index);
  const ofCommand = modulesOf(resolve(root, core));
  return bundle(
    dist,
    {
      ...input,
      input: { core, ...libraries },
      plugins: [
        ofLibrary.plugin,
        ofCommand.plugin,
        documentsOfThePackage(),
        shortExports('emulator'),
        input.plugins,
      ],
      // No module imports an entry of a library, so these export what they say; `core` exports to its other chunks.
      preserveEntrySignatures: 'allow-extension',
    },
    {
      format: 'cjs',
      // Otherwise what is loaded later may share modules with the start in files of their own.
      codeSplitting: {
        groups: [
          { name: 'core', test: (id) => ofCommand.atOnce.has(id) && !ofLibrary.ever.has(id) },
          {
            name: 'emulator',
            // A library must never load `core`, which runs the command.
            test: (id) => id !== index && (ofLibrary.atOnce.has(id) || ofCommand.atOnce.has(id)),
          },
        ],
        includeDependenciesRecursively: false,
      },
      // The hash makes its code cache one of this content alone.
      entryFileNames: ({ name }) => (name === 'core' ? CODE : '[name].js'),
      chunkFileNames: CODE,
    },
  );
}

/** The launcher, which starts the command of a bundle. */
export function bundleLauncher(dist: string, code: Bundled): Promise<Bundled> {
  const define = { START: JSON.stringify(filesOfTheStart(code)) };
  return bundle(
    dist,
    {
      ...input,
      input: { cli: 'src/cli/launch/launch.ts' },
      transform: { ...input.transform, define },
    },
    { format: 'cjs', entryFileNames: '[name].js' },
  );
}

/**
 * The entry for Vitest, which can only be imported. It is a module over the files that the other entries are, so it
 * has no code of theirs.
 */
export function bundleVitest(dist: string, source = 'src/vitest.ts'): Promise<Bundled> {
  return bundle(
    dist,
    {
      ...input,
      input: { vitest: source },
      external: ['vitest', /\/(index|matchers)\.ts$/],
    },
    {
      format: 'esm',
      paths: (id) => id.replace(/^.*\/(index|matchers)\.ts$/, './$1.mjs'),
      entryFileNames: '[name].mjs',
    },
  );
}

/** The module of a CommonJS entry: the same values under the same names, so that no code is there twice. */
export const moduleOver = (name: string, exports: readonly string[]): string =>
  `export { ${exports.toSorted().join(', ')} } from './${name}.js';\n`;

/** Style and script of the pages, beside the code that reads them. */
export async function bundleAssets(dist: string): Promise<void> {
  const folder = join(root, 'src/pages/assets');
  await bundle(
    dist,
    { cwd: root, input: { page: join(folder, 'page.js') }, platform: 'browser' },
    { format: 'esm', entryFileNames: 'code/assets/[name].js' },
  );
  const style = readFileSync(join(folder, 'page.css'), 'utf8');
  writeFileSync(join(dist, 'code/assets/page.css'), style.replace(/\s*\n\s*/g, ''));
}

/** Large documents are read from `dist`, where the build puts them, not bundled: programs import them, too. */
function documentsOfThePackage(): Plugin {
  return {
    name: 'documents-of-the-package',
    load: {
      filter: { id: /openapi\.(companions|neighbours)\.json$/ },
      handler: (id) => ({
        code: [
          "import { readFileSync } from 'node:fs';",
          "import { join } from 'node:path';",
          // A chunk is one level below `dist`.
          `export default JSON.parse(readFileSync(join(__dirname, '../${basename(id)}'), 'utf8'));`,
        ].join('\n'),
        moduleType: 'js',
      }),
    },
  };
}

/** Leaves out what is never used and is not small. */
function withoutTheUnused(): Plugin {
  const unused: Record<string, string> = {
    // It is asked only whether a request is one of HTTP/2, which none is.
    'node:http2': 'export class Http2ServerRequest {} export const constants = {};',
    // For subcommands that are programs of their own.
    'node:child_process': 'export {};',
    // Optional parts of `ws`, in C++; it does without them when they cannot be loaded.
    bufferutil: "throw new Error('not there');",
    'utf-8-validate': "throw new Error('not there');",
  };
  // Of zod's languages, one. Of Hono's routers, the one that a start has anyway: it takes every path.
  const smaller = {
    'locales/index.js': "export { default as en } from './en.js';",
    'dist/hono.js': `
      import { HonoBase } from './hono-base.js';
      import { TrieRouter } from './router/trie-router/index.js';
      export class Hono extends HonoBase {
        constructor(options = {}) {
          super(options);
          this.router = options.router ?? new TrieRouter();
        }
      }`,
  };
  return {
    name: 'without-the-unused',
    resolveId: {
      filter: { id: [/^node:http2$/, /^node:child_process$/, /^bufferutil$/, /^utf-8-validate$/] },
      handler: (id, importer) =>
        /node_modules[\\/](commander|@hono|ws)[\\/]/.test(importer ?? '') ? `\0unused:${id}` : null,
    },
    load: {
      filter: {
        id: [/^\0unused:/, /zod[\\/]v4[\\/]locales[\\/]index\.js$/, /hono[\\/]dist[\\/]hono\.js$/],
      },
      handler: (id) =>
        unused[id.replace('\0unused:', '')] ??
        Object.entries(smaller).find(([end]) => id.replaceAll('\\', '/').endsWith(end))?.[1],
    },
  };
}

/** The modules that an entry imports, directly or not: at once, and including what it loads later. */
function modulesOf(entry: string) {
  const atOnce = new Set<string>();
  const ever = new Set<string>();
  const plugin: Plugin = {
    name: 'modules-of-an-entry',
    buildEnd() {
      const add = (ids: Set<string>, id: string): void => {
        if (ids.has(id)) return;
        ids.add(id);
        const { importedIds = [], dynamicallyImportedIds = [] } = this.getModuleInfo(id) ?? {};
        const later = ids === ever ? dynamicallyImportedIds : [];
        for (const imported of [...importedIds, ...later]) add(ids, imported);
      };
      add(atOnce, entry);
      add(ever, entry);
    },
  };
  return { plugin, atOnce, ever };
}
