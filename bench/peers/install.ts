/** Other emulators, installed for a while outside the tree, each in a folder of its own. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Asked, asks, smallInject } from '../client.ts';
import type { Startable } from '../figures/start.ts';
import { root } from '../process.ts';

/** One that is installed. */
export interface Peer extends Startable {
  readonly name: string;
  /** With the version that was installed. */
  readonly title: string;
  readonly cwd: string;
  readonly inject: Asked;
  readonly injectStatus: number;
}

interface Recipe {
  readonly name: string;
  /** What is installed; the first gives the version. */
  readonly packages: readonly [string, ...string[]];
  /** The program in `folder`, and what it is told besides `port`. */
  readonly args: (folder: string, port: number) => readonly string[];
  /** A file of this folder that is copied there. */
  readonly script?: string;
  /** Files that it wants. */
  readonly files?: Readonly<Record<string, string>>;
  /** Where its list is, when it cannot be where the contract has it. */
  readonly path?: string;
  readonly inject?: Asked;
  readonly injectStatus?: number;
}

const document = join(root, 'openapi.json');
const inPackage = (folder: string, ...path: string[]) => join(folder, 'node_modules', ...path);

const recipes: readonly Recipe[] = [
  {
    name: 'Fastify + Ajv, by hand',
    packages: ['fastify'],
    script: 'fastify.mjs',
    args: (folder, port) => [join(folder, 'fastify.mjs'), String(port)],
  },
  {
    name: 'Prism',
    packages: ['@stoplight/prism-cli'],
    args: (folder, port) => [
      inPackage(folder, '@stoplight/prism-cli/dist/index.js'),
      ...['mock', '-p', String(port), '-v', 'silent', document],
    ],
  },
  {
    name: 'Mockoon',
    packages: ['@mockoon/cli'],
    args: (folder, port) => [
      inPackage(folder, '@mockoon/cli/bin/run.js'),
      ...['start', '--data', document, '--port', String(port), '--disable-log-to-file'],
    ],
  },
  {
    name: 'MSW',
    packages: ['msw', '@mswjs/http-middleware'],
    script: 'msw.mjs',
    args: (folder, port) => [join(folder, 'msw.mjs'), String(port)],
  },
  {
    name: 'json-server',
    packages: ['json-server@0.17'],
    files: { 'db.json': '{"active":[{"id":1},{"id":2},{"id":3}],"inject":[]}' },
    args: (folder, port) => [
      inPackage(folder, 'json-server/lib/cli/bin.js'),
      ...['--port', String(port), '--host', '127.0.0.1', '--quiet', join(folder, 'db.json')],
    ],
    // It knows collections only; an injection is one more in a collection.
    path: '/active',
    inject: asks('POST', '/inject', JSON.parse(smallInject.body as string) as object),
    injectStatus: 201,
  },
];

function install(recipe: Recipe, home: string): Peer {
  const { name, packages, args, script, files = {} } = recipe;
  const folder = join(home, name.replaceAll(/\W+/g, '-'));
  mkdirSync(folder, { recursive: true });
  const [first] = packages;
  const manifest = inPackage(folder, first.replace(/(.)@.*/, '$1'), 'package.json');
  process.stderr.write(`installing ${name} into ${folder} …\n`);
  writeFileSync(join(folder, 'package.json'), '{"private":true}\n');
  const npm = ['install', '--no-audit', '--no-fund', '--loglevel', 'error', ...packages];
  execFileSync('npm', npm, {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: 300_000,
  });
  if (script !== undefined) copyFileSync(join(import.meta.dirname, script), join(folder, script));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  return {
    name,
    title: `${name} (${first.replace(/(.)@.*/, '$1')} ${version})`,
    cwd: folder,
    args: (port) => args(folder, port),
    inject: recipe.inject ?? smallInject,
    injectStatus: recipe.injectStatus ?? 200,
    ...(recipe.path !== undefined && { path: recipe.path }),
  };
}

/** Installs all that can be, and says of the others why not. */
export function installPeers(): { peers: Peer[]; missing: string[] } {
  // A new one each time: what lay in a folder of a known name could be anybody's.
  const home = mkdtempSync(join(tmpdir(), 'sessions-emulator-peers-'));
  process.once('exit', () => rmSync(home, { recursive: true, force: true }));
  const peers: Peer[] = [];
  const missing: string[] = [];
  for (const recipe of recipes) {
    try {
      peers.push(install(recipe, home));
    } catch (error) {
      const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
      missing.push(`${recipe.name} was not installed: ${why}`);
    }
  }
  return { peers, missing };
}
