/**
 * `npm run bench:guard`: holds what does not vary from run to run to the limits in `limits.json`: what
 * is loaded at a start, and how large the build is. Exits with 1 when one is passed. `--verbose` lists
 * what is loaded; `--limits FILE` reads other limits.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { loadedByEmulator } from './guard/loaded.ts';
import { promisesPerInjection } from './guard/promises.ts';
import { root } from './process.ts';

const { values: flags } = parseArgs({
  options: {
    limits: { type: 'string', default: join(root, 'bench/limits.json') },
    verbose: { type: 'boolean', default: false },
  },
});
const limits = JSON.parse(readFileSync(flags.limits, 'utf8')) as Record<string, number>;
const dist = join(root, 'dist');

/**
 * Texts by which a package is known in a minified bundle. Each must be in `dist` somewhere, so that
 * one that went out of use is noticed instead of finding nothing for ever.
 */
const marks = {
  zod: 'ZodError',
  '@hono/zod-openapi': 'getOpenAPI31Document',
};

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name));
const bytesOf = (files: readonly string[]) =>
  files.reduce((sum, file) => sum + statSync(file).size, 0);

const complaints: string[] = [];
// The code cache is not a part of the package, and the page has a limit of its own (`test/package/tarball.test.ts`).
const built = filesOf(dist).filter(
  (file) => !file.endsWith('.cache') && !file.startsWith(join(dist, 'page')),
);
const { ready, injected } = await loadedByEmulator();

const counts: Readonly<Record<string, number>> = {
  filesAtStart: ready.files.length,
  nodeModulesAtStart: ready.builtins.length,
  bytesAtStart: bytesOf(ready.files),
  bytesOfCode: bytesOf(built.filter((file) => /\.[cm]?js$/.test(file))),
  promisesPerInjection: await promisesPerInjection(),
  bytesOfDist: bytesOf(built),
};
for (const [name, count] of Object.entries(counts)) {
  const limit = limits[name];
  if (limit === undefined) throw new Error(`${flags.limits} sets no limit to ${name}`);
  const passed = count > limit;
  process.stdout.write(`${passed ? 'over' : 'ok  '} ${name}: ${count} (limit ${limit})\n`);
  if (passed) complaints.push(`${name} is ${count}, over its limit of ${limit}`);
}

for (const [name, mark] of Object.entries(marks)) {
  const holds = (file: string) => readFileSync(file, 'utf8').includes(mark);
  if (!built.some(holds))
    complaints.push(`nothing in dist holds the mark of ${name}: choose another`);
  const found = injected.files.find(holds);
  if (found !== undefined)
    complaints.push(`an injection loads ${name}, in ${relative(root, found)}`);
}
if (injected.undici) complaints.push('an injection loads undici, as fetch, Request or Response do');
// They take milliseconds to load, and nothing of the contract needs them.
const costly = ['crypto', 'perf_hooks'].filter((name) => injected.builtins.includes(name));
if (costly.length > 0) complaints.push(`start and injection load ${costly.join(' and ')}`);
const foreign = injected.files.find((file) => relative(dist, file).startsWith('..'));
if (foreign !== undefined) complaints.push(`an injection loads ${foreign}, which is not in dist`);
if (injected.files.length > ready.files.length) {
  const late = injected.files.filter((file) => !ready.files.includes(file));
  complaints.push(
    `health, ready or the first injection loads more: ${late.map((file) => relative(root, file))}`,
  );
}

if (flags.verbose) {
  const { files, builtins } = injected;
  process.stdout.write(`${files.map((file) => relative(root, file)).join('\n')}\n${builtins}\n`);
}
for (const complaint of complaints) process.stderr.write(`bench:guard: ${complaint}\n`);
process.exitCode = complaints.length === 0 ? 0 : 1;
