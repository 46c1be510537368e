import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { codeCacheOf, compile } from '../../src/cli/launch/compile.ts';
import { root } from '../helpers/command.ts';

let dist: string;
let file: string;

beforeEach(() => {
  dist = mkdtempSync(join(tmpdir(), 'launch-'));
  cpSync(join(root, 'dist'), dist, { recursive: true });
  const name = readdirSync(join(dist, 'code')).find((one) => /^core-.*\.js$/.test(one));
  file = join(dist, 'code', name as string);
});
afterEach(() => rmSync(dist, { recursive: true, force: true }));

const says = (...args: string[]) =>
  execFileSync(process.execPath, [join(dist, 'cli.js'), ...args], {
    encoding: 'utf8',
    // What Node itself keeps stays out of what is tested.
    env: { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' },
  }).trim();

describe('the code cache', () => {
  it('is there for each file of a start, and this Node accepts it', () => {
    const files = readdirSync(join(dist, 'code'))
      .filter((one) => /^(core|emulator|rolldown-runtime)-.*\.js$/.test(one))
      .map((one) => join(dist, 'code', one));
    expect(files).toHaveLength(3);
    for (const one of files) {
      const script = compile(one, readFileSync(codeCacheOf(one)));
      expect(script.cachedDataRejected, one).toBe(false);
    }
  });

  it('is named after the content of the file, the Node and the machine', () => {
    const { version, platform, arch } = process;
    expect(codeCacheOf('core-abc.js')).toBe(`core-abc.js.${version}-${platform}-${arch}.cache`);
    expect(file).toMatch(/core-[\w-]{8}\.js$/);
  });

  it('can be missing', () => {
    rmSync(codeCacheOf(file));
    expect(says('--version')).toBe(manifest.version);
  });

  it('can be empty, cut off, or of another program', () => {
    const good = readFileSync(codeCacheOf(file));
    const other = join(dist, 'other.js');
    writeFileSync(other, 'process.stdout.write("other")');
    for (const bad of [
      Buffer.alloc(0),
      good.subarray(0, good.length / 2),
      compile(other).createCachedData(),
    ]) {
      writeFileSync(codeCacheOf(file), bad);
      expect(says('--version')).toBe(manifest.version);
    }
  });
});

it('the command starts by another name and from another folder', () => {
  renameSync(join(dist, 'cli.js'), join(dist, 'sessions-emulator.js'));
  const options = { cwd: tmpdir(), encoding: 'utf8' } as const;
  const args = [join(dist, 'sessions-emulator.js'), 'exec', '--', process.execPath, '-p', '6 * 7'];
  expect(execFileSync(process.execPath, args, options).trim()).toBe('42');
});
