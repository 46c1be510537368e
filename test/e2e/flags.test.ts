import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { run } from '../helpers/command.ts';
import { paths } from '../helpers/http.ts';

function fileOf(content: object): string {
  const folder = mkdtempSync(join(tmpdir(), 'flags-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'file.json');
  writeFileSync(file, JSON.stringify(content));
  return file;
}

describe('the command', () => {
  it('prints its version for -v', async () => {
    expect(await run(['-v']).ended).toMatchObject({ code: 0, stdout: `${manifest.version}\n` });
  });

  it('colours its log in a pipe with FORCE_COLOR', async () => {
    const { says } = run(['--port', '0'], { FORCE_COLOR: '1' });
    const [, url] = await says(/listens on (\S+)/);
    await fetch(`${url}${paths.active()}`);
    const [line] = await says(/^.*401.*$/m);
    expect(line).toContain('\u001b[33m401\u001b[0m');
  });

  it('takes flags from a file, in exec and by its variable, too', async () => {
    const config = fileOf({ port: 0, log: 'json', auth: 'off' });
    const { says } = run(['--config', config]);
    const [, url] = await says(/"url":"(\S+?)"/);
    expect((await fetch(`${url}${paths.active()}`)).status).toBe(200);
    const curl = `curl -s -o /dev/null -w '%{http_code}' $AMIGO_BASE_URL${paths.active()}`;
    const env = { SESSIONS_EMULATOR_CONFIG: config, SESSIONS_EMULATOR_LOG: 'silent' };
    const { stdout, stderr } = await run(['exec', '--', 'sh', '-c', curl], env).ended;
    expect([stdout, stderr]).toEqual(['200', '']);
  });

  it('loads a fixture again that changes while it runs', async () => {
    const file = fileOf({ workspaces: [] });
    const { says } = run(['--port', '0', '--watch', '-f', file]);
    await says(/Stop: Ctrl\+C/);
    const workspace_id = '99999999-9999-4999-8999-999999999999';
    writeFileSync(file, JSON.stringify({ workspaces: [{ workspace_id }] }));
    await says(/loaded \S+file\.json again: 1 workspace, 0 calls/);
  });

  it.each([
    [['--watch'], '--watch needs the file of --fixtures or --import'],
    [
      ['--watch', '-f', 'fixtures/demo.json', '--store', 'redis://127.0.0.1:1'],
      "option '--watch' cannot be used with option '--store <url>'",
    ],
  ])('refuses %j', async (flags, message) => {
    const { code, stderr } = await run(['--port', '0', ...flags]).ended;
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});
