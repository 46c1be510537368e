/** An empty project with the tarball in it, as a user has it. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from './command.ts';

/** A package in our own `node_modules`, or what `.ci/run` has put into its cache. */
export const inRoot = (name: string): string => join(root, 'node_modules', name);

/** Node of a major version: ours, or one that `.ci/run` has installed; undefined when it is missing. */
export function nodeOf(major: number): string | undefined {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const installed = inRoot(`.cache/nodes/node_modules/node${major}/bin/node`);
  return existsSync(installed) ? installed : undefined;
}

/** A package of `npm install`ed Jest, which is no dependency; undefined when `.ci/run` has not installed it. */
export function ofJest(name: string): string | undefined {
  const installed = inRoot(`.cache/jest/node_modules/${name}`);
  return existsSync(installed) ? installed : undefined;
}

/** A project of a user, in a temporary folder. */
export interface PackedProject {
  readonly folder: string;
  /** The path of the tarball. */
  readonly tarball: string;
  /** Size of the tarball, in bytes. */
  readonly size: number;
  /** Size of the files in it, in bytes. */
  readonly unpackedSize: number;
  /** The paths of the files in it. */
  readonly files: readonly string[];
  /** Writes a file. Returns its path. */
  write(name: string, text: string): string;
  /** Links a folder as an installed package, if there is none. */
  link(name: string, folder?: string): void;
  /** Writes a file and runs it with a Node. Returns its output without the space around it. */
  run(node: string, name: string, source: string): string;
  remove(): void;
}

/**
 * Makes the project. Takes seconds.
 *
 * @param before what is written and installed before the package: a folder of a package by its name
 */
export function packedProject(before: Readonly<Record<string, object>> = {}): PackedProject {
  const folder = mkdtempSync(join(tmpdir(), 'tarball-'));
  const npm = (...args: string[]) =>
    execFileSync('npm', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] }).toString();
  const write = (name: string, text: string): string => {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  };
  const packed = npm('pack', root, '--json', '--ignore-scripts');
  const [about] = JSON.parse(packed.slice(packed.indexOf('['))) as [
    { filename: string; size: number; unpackedSize: number; files: { path: string }[] },
  ];
  const dependencies: Record<string, string> = {};
  for (const [name, manifest] of Object.entries(before)) {
    write(`packages/${name}/package.json`, JSON.stringify({ name, ...manifest }));
    dependencies[name] = `file:packages/${name}`;
  }
  write('package.json', JSON.stringify({ type: 'module', private: true, dependencies }));
  const tarball = join(folder, about.filename);
  npm('install', '--offline', '--no-audit', '--no-fund', tarball);
  return {
    folder,
    tarball,
    size: about.size,
    unpackedSize: about.unpackedSize,
    files: about.files.map(({ path }) => path),
    write,
    link(name, target = inRoot(name)) {
      const at = join(folder, 'node_modules', name);
      mkdirSync(dirname(at), { recursive: true });
      if (!existsSync(at)) symlinkSync(target, at);
    },
    run(node, name, source) {
      const file = write(name, source);
      return execFileSync(node, [file], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
        .toString()
        .trim();
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
