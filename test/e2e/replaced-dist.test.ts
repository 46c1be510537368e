/** The built command when its files go away while it runs, as by an update of the package. */
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { root, run } from '../helpers/command.ts';
import { demoKey, paths } from '../helpers/http.ts';

const dist = join(mkdtempSync(join(tmpdir(), 'sessions-emulator-')), 'dist');
afterAll(() => rmSync(join(dist, '..'), { recursive: true, force: true }));

describe('a dist that is replaced while it runs', () => {
  it('makes a part that is missing a logged 500, serves the contract, and stops with 0', async () => {
    cpSync(join(root, 'dist'), dist, { recursive: true });
    const { child, says, ended } = run(['--port', '0', '--log', 'json'], {}, join(dist, 'cli.js'));
    const [, url] = await says(/"url":"([^"]+)"/);
    const chunks = readdirSync(join(dist, 'code')).filter((name) => /^(app|control)-/.test(name));
    for (const name of chunks) rmSync(join(dist, 'code', name));
    for (let i = 0; i < 2; i++) {
      expect((await fetch(`${url}/_emulator/workspaces`)).status).toBe(500);
    }
    await says(/"event":"fault".*"stack":".*Cannot find module/);
    const contract = await fetch(url + paths.active(), { headers: demoKey });
    expect(contract.status).toBe(200);
    // It tries again.
    for (const name of chunks) {
      cpSync(join(root, 'dist/code', name), join(dist, 'code', name));
    }
    expect((await fetch(`${url}/_emulator/workspaces`)).status).toBe(200);
    child.kill();
    expect(await ended).toMatchObject({ code: 0, signal: null, stderr: '' });
  });
});
