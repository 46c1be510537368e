/** The built command when it is stopped, and what it leaves behind. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { limits } from '../../src/world/limits.ts';
import { run, startEmulator } from '../helpers/command.ts';
import { demoKey, paths } from '../helpers/http.ts';
import { WS } from '../helpers/world.ts';

const folder = mkdtempSync(join(tmpdir(), 'sessions-emulator-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let count = 0;
/** A new empty folder. */
const newFolder = () => {
  const made = join(folder, String(count++));
  mkdirSync(made);
  return made;
};
const write = (name: string, text: string) => {
  const file = join(newFolder(), name);
  writeFileSync(file, text);
  return file;
};

describe('a signal', () => {
  it.each([
    ['SIGTERM', 20],
    ['SIGINT', 4],
    ['SIGHUP', 4],
  ] as const)(
    '%s right after the ready line ends it with its snapshot, on each of %d tries',
    async (signal, tries) => {
      const codes = new Set<unknown>();
      for (let i = 0; i < tries; i++) {
        const file = join(newFolder(), 'world.json');
        const { child, says, ended } = run([
          ...['--port', '0', '--log', 'json', '--export-on-exit', file],
        ]);
        await says(/"ready"/);
        child.kill(signal);
        const { code, signal: by, stderr } = await ended;
        codes.add(JSON.stringify([code, by, stderr, existsSync(file)]));
      }
      expect([...codes]).toEqual([JSON.stringify([0, null, '', true])]);
    },
    60_000,
  );

  it('during the start ends it cleanly, with a snapshot and without a ready line', async () => {
    const fifo = join(newFolder(), 'fixture');
    execFileSync('mkfifo', [fifo]);
    const file = join(newFolder(), 'world.json');
    const { child, ended } = run([
      ...['--port', '0', '--log', 'json', '--fixtures', fifo, '--export-on-exit', file],
    ]);
    // A pipe opens once it has a reader: the command is in the middle of its start.
    const writer = await open(fifo, 'w');
    child.kill('SIGTERM');
    await writer.writeFile(JSON.stringify({ workspaces: [{ workspace_id: WS }] }));
    await writer.close();
    expect(await ended).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
    expect(JSON.parse(readFileSync(file, 'utf8')).workspaces).toHaveLength(1);
  });

  it('ends it during long work', async () => {
    const { child, ended, url } = await startEmulator();
    const body = JSON.stringify({ count: 20_000 });
    const headers = { 'content-type': 'application/json' };
    const placed = fetch(`${url}/_emulator/workspaces/${WS}/calls`, {
      method: 'POST',
      headers,
      body,
    }).then(
      () => 'placed',
      () => 'gone',
    );
    // It has come when another, sent after it, is answered or waits behind it.
    await fetch(url + paths.active(), { headers: demoKey });
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 0, signal: null });
    await placed;
  });
});

describe('--export-on-exit', () => {
  const refused = async (file: string, why: RegExp) => {
    const { code, stdout, stderr } = await run(['--port', '0', '--export-on-exit', file]).ended;
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(why);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  };

  it('is refused at the start where nothing can be written', async () => {
    await refused(
      join(folder, 'missing/world.json'),
      /ENOENT.*; expected a file in a writable folder/,
    );
    await refused(newFolder(), /it is a folder; expected the name of a regular file/);
    await refused('/dev/null', /it is a device, a pipe or a socket; expected/);
    await refused(join(write('a-file', ''), 'world.json'), /ENOTDIR.*; expected/);
  });

  it('is refused for a symbolic link, whose target stays as it was', async () => {
    const target = write('target', 'mine');
    const link = join(newFolder(), 'link');
    symlinkSync(target, link);
    await refused(link, /it is a symbolic link; expected/);
    expect(readFileSync(target, 'utf8')).toBe('mine');
  });

  it('does not write through a link that is put there while it runs', async () => {
    const target = write('target', 'mine');
    const file = join(newFolder(), 'world.json');
    const { child, ended } = await startEmulator(['--export-on-exit', file]);
    symlinkSync(target, file);
    child.kill();
    const { code, stderr } = await ended;
    expect([code, stderr]).toEqual([1, expect.stringContaining('it is a symbolic link')]);
    expect(readFileSync(target, 'utf8')).toBe('mine');
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
  });

  it('replaces a file whole, for its owner alone, and leaves nothing beside it', async () => {
    const file = write('world.json', 'before');
    chmodSync(file, 0o644);
    const { child, ended } = await startEmulator(['--export-on-exit', file]);
    expect(readFileSync(file, 'utf8')).toBe('before');
    child.kill();
    expect((await ended).code).toBe(0);
    expect(JSON.parse(readFileSync(file, 'utf8')).version).toBe(2);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(file, '..'))).toEqual(['world.json']);
  });
});

describe('a stdout that nobody reads', () => {
  it('blocks nothing, keeps a bounded backlog, and reports later what is missing', async () => {
    const { child, says, url, ended } = await startEmulator();
    child.stdout?.pause();
    const target = `${url}/${'x'.repeat(8000)}`;
    const requests = Math.ceil((3 * limits.logBacklogBytes) / 8000);
    for (let i = 0; i < requests; i++) expect((await fetch(target)).status).toBe(404);
    child.stdout?.resume();
    const [, lines] = await says(/^\{"event":"dropped","at":"[^"]+","lines":(\d+)\}$/m);
    expect(Number(lines)).toBeGreaterThan(requests / 3);
    expect(Number(lines)).toBeLessThan(requests);
    child.kill();
    expect((await ended).code).toBe(0);
  });

  it('does not keep the process from ending', async () => {
    const { child, url } = await startEmulator();
    child.stdout?.pause();
    const target = `${url}/${'x'.repeat(8000)}`;
    for (let i = 0; i < 60; i++) await fetch(target);
    const exited = new Promise((resolve) => child.once('exit', (...end) => resolve(end)));
    child.kill();
    expect(await exited).toEqual([0, null]);
  });
});

describe('a mistake in a file', () => {
  const secret = 'key_live_0123456789';
  const broken = `{\n  "workspaces": [{ "api_keys": [{ "api_key": "${secret}" "name": 1 }] }]\n}`;

  it.each([
    ['a fixture', (file: string) => ['--fixtures', file]],
    ['a snapshot', (file: string) => ['--import', file]],
    ['a document', (file: string) => ['drift', file]],
  ])('of %s is named by its place, without the text around it', async (_, args) => {
    for (const text of [broken, `"${secret}" x`, `[${secret}]`, `["${secret}`, `{"${secret}"}`]) {
      const { code, stdout, stderr } = await run(args(write('broken.json', text))).ended;
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).not.toContain('key_live');
      expect(stderr).toMatch(/a mistake in line \d+, column \d+ \(\w+/);
    }
  });

  it('may be a device without an end', async () => {
    const { code, stderr } = await run(['--fixtures', '/dev/zero']).ended;
    expect([code, stderr]).toEqual([2, expect.stringContaining('more than ')]);
  });
});

describe('--control-token', () => {
  it.each(['hush\u0001b', 'tökén-€', ' hush', 'hush ', 'hush\nb'])(
    '%j is refused, since no header can carry it, and not printed',
    async (token) => {
      const { code, stdout, stderr } = await run(['--port', '0', '--control-token', token]).ended;
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toContain('--control-token: expected a valid header value');
      expect(stderr).not.toContain(token.trim());
    },
  );
});
