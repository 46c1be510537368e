/**
 * Bundles: the command as CommonJS, since that starts sooner, with all that a plain start needs in one
 * file; the libraries as modules. What is rarely needed is in chunks beside either, and the large
 * packages that only such chunks use are there once, for both.
 */
import { basename, join } from 'node:path';
import { type InputOptions, type OutputOptions, type Plugin, rolldown } from 'rolldown';

const root = join(import.meta.dirname, '..');

/** The packages that are there once, and what of them is used: other names cannot be imported. */
export const shared: Readonly<Record<string, readonly string[]>> = {
  zod: ['z'],
  hono: ['Hono'],
  'hono/http-exception': ['HTTPException'],
  '@hono/zod-openapi': ['OpenAPIHono', 'createRoute', 'z'],
  re2js: ['RE2JS', 'RE2JSException'],
  ws: ['WebSocketServer'],
};

/** The file of a shared package, relative to `dist`. */
export const fileOf = (name: string): string =>
  `packages/${name.replace(/^@/, '').replace('/', '-')}.js`;

const input: InputOptions = {
  cwd: root,
  platform: 'node',
  plugins: [withoutTheUnused()],
  transform: { target: 'node20' },
};
const ours: InputOptions = {
  ...input,
  // Whoever uses Vitest's entry has Vitest, and whoever shares a world installs the client.
  external: ['vitest', '@redis/client', ...Object.keys(shared)],
};
const output: OutputOptions = {
  minify: true,
  comments: false,
  paths: (name) => (name in shared ? `../${fileOf(name)}` : name),
  // From the command's file `import()` would need a loader that vm scripts lack before Node 20.12.
  dynamicImportInCjs: false,
};

/** A bundle: the file of its entry, relative to `dist`, and every source that it holds a part of. */
export interface Bundled {
  readonly entries: readonly string[];
  readonly sources: readonly string[];
}

async function bundle(dist: string, what: InputOptions, how: OutputOptions): Promise<Bundled> {
  await using build = await rolldown(what);
  const { output: written } = await build.write({ ...output, ...how, dir: dist });
  const chunks = written.filter((one) => one.type === 'chunk');
  return {
    entries: chunks.filter((chunk) => chunk.isEntry).map((chunk) => chunk.fileName),
    sources: chunks.flatMap((chunk) => chunk.moduleIds),
  };
}

/**
 * The command, and the launcher that starts it. The first entry is the command's own file. `source` is
 * where it begins (default: `src/cli/main.ts`).
 */
export async function bundleCommand(dist: string, source = 'src/cli/main.ts'): Promise<Bundled> {
  const start = modulesOfTheStart();
  const command = await bundle(
    dist,
    {
      ...ours,
      input: { core: source },
      plugins: [
        start.plugin,
        documentsOfThePackage((path) => `join(__dirname, '${path}')`),
        input.plugins,
      ],
      preserveEntrySignatures: 'allow-extension',
    },
    {
      format: 'cjs',
      // Otherwise what is loaded later may share modules with the start in files of their own.
      codeSplitting: {
        groups: [{ name: 'core', test: start.has }],
        includeDependenciesRecursively: false,
      },
      // The hash makes its code cache one of this content alone.
      entryFileNames: 'command/[name]-[hash].js',
      chunkFileNames: 'command/[name]-[hash].js',
    },
  );
  const define = { COMMAND: JSON.stringify(command.entries[0]) };
  await bundle(
    dist,
    {
      ...ours,
      input: { cli: 'src/cli/launch/launch.ts' },
      transform: { ...input.transform, define },
    },
    { format: 'cjs', entryFileNames: '[name].js' },
  );
  return command;
}

/** What a program imports. */
export function bundleLibraries(dist: string, entries: Record<string, string>): Promise<Bundled> {
  return bundle(
    dist,
    {
      ...ours,
      input: entries,
      plugins: [
        documentsOfThePackage((path) => `new URL('${path}', import.meta.url)`),
        input.plugins,
      ],
    },
    {
      format: 'esm',
      entryFileNames: '[name].mjs',
      chunkFileNames: 'chunks/[name]-[hash].mjs',
    },
  );
}

/** The packages that are there once. CommonJS can be loaded by both. */
export function bundlePackages(dist: string): Promise<Bundled> {
  const names = Object.keys(shared);
  // Modules find the names of a CommonJS file by reading it, without running it (cjs-module-lexer). The
  // getter of a re-exported name cannot be read once it is minified; `exports.z=…` of a constant can.
  const entry = (name: string): string =>
    [
      `import * as all from '${name}';`,
      ...(shared[name] ?? []).map((one) => `export const ${one} = all.${one};`),
    ].join('\n');
  const prefix = '\0package:';
  const entries: Plugin = {
    name: 'entries-of-packages',
    resolveId: {
      filter: { id: new RegExp(`^${prefix}`) },
      handler: (id) => id,
    },
    load: {
      filter: { id: new RegExp(`^${prefix}`) },
      handler: (id) => entry(id.slice(prefix.length)),
    },
  };
  return bundle(
    dist,
    {
      ...input,
      input: Object.fromEntries(
        names.map((name) => [fileOf(name).replace(/\.js$/, ''), `${prefix}${name}`]),
      ),
      plugins: [entries, input.plugins],
    },
    {
      format: 'cjs',
      entryFileNames: '[name].js',
      chunkFileNames: 'packages/[name]-[hash].js',
    },
  );
}

/**
 * Documents that are published with the package are read from its root, not bundled: they would be in it three times.
 * `locate` makes the code that finds a file by its path from the chunk, which is two levels below the root.
 */
function documentsOfThePackage(locate: (path: string) => string): Plugin {
  return {
    name: 'documents-of-the-package',
    load: {
      filter: { id: /openapi\.(companions|neighbours)\.json$/ },
      handler: (id) => ({
        code: [
          "import { readFileSync } from 'node:fs';",
          "import { join } from 'node:path';",
          `export default JSON.parse(readFileSync(${locate(`../../${basename(id)}`)}, 'utf8'));`,
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
  return {
    name: 'without-the-unused',
    resolveId: {
      filter: { id: [/^node:http2$/, /^node:child_process$/, /^bufferutil$/, /^utf-8-validate$/] },
      handler: (id, importer) =>
        /node_modules[\\/](commander|@hono|ws)[\\/]/.test(importer ?? '') ? `\0unused:${id}` : null,
    },
    load: {
      filter: { id: [/^\0unused:/, /zod[\\/]v4[\\/]locales[\\/]index\.js$/] },
      handler: (id) =>
        unused[id.replace('\0unused:', '')] ?? "export { default as en } from './en.js';",
    },
  };
}

/** Every module that the entry imports, directly or not, without what it loads later. */
function modulesOfTheStart(): { plugin: Plugin; has(id: string): boolean } {
  const ids = new Set<string>();
  return {
    plugin: {
      name: 'modules-of-the-start',
      buildEnd() {
        const add = (id: string): void => {
          if (ids.has(id)) return;
          ids.add(id);
          for (const imported of this.getModuleInfo(id)?.importedIds ?? []) add(imported);
        };
        for (const id of this.getModuleIds()) if (this.getModuleInfo(id)?.isEntry) add(id);
      },
    },
    has: (id) => ids.has(id),
  };
}
