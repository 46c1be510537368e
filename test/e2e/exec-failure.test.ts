/** What `exec` tells when something went wrong. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { run } from '../helpers/command.ts';

const shell = (script: string, ...flags: string[]) =>
  run(['exec', ...flags, '--', 'sh', '-c', script]);
const CURL = 'curl -s -o /dev/null -H "authorization: Bearer $AMIGO_API_KEY"';
const inject = `${CURL} -H 'content-type: application/json' -d '{"message":"Hi"}' $AMIGO_BASE_URL/v1/$AMIGO_WORKSPACE_ID/sessions/CA1/inject`;

function file(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'exec-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, name);
}

describe('a command that fails', () => {
  it('is followed by its last requests, with the reason of a refusal', async () => {
    const control = `${CURL} $AMIGO_BASE_URL/_emulator/workspaces`;
    const { code, stderr } = await shell(`${inject}; ${control}; exit 7`).ended;
    expect(code).toBe(7);
    expect(stderr).toMatch(
      /^sessions-emulator: the last requests of the command:\n {2}[\d:.]+Z POST {3}\S+\/CA1\/inject 404 .* no call CA1 in this workspace; known: .*\n$/,
    );
  });

  it('is followed by the last ten at most', async () => {
    const { stderr } = await shell(
      `for i in 1 2 3 4 5 6 7 8 9 10 11 12; do ${inject}; done; exit 1`,
    ).ended;
    expect(stderr.match(/POST/g)).toHaveLength(10);
  });

  it('is followed by nothing when it sent no request, or did not fail', async () => {
    expect((await shell('exit 7').ended).stderr).toBe('');
    expect((await shell(inject).ended).stderr).toBe('');
  });

  it('leaves the emulator open with --hold, until a signal', async () => {
    const held = shell('echo $AMIGO_BASE_URL; exit 7', '--hold');
    const [, url] = await held.says(/^(http\S+)$/m);
    await held.complains(
      /^sessions-emulator: the command ended with 7; the emulator stays open at http:\S+ until Ctrl\+C$/m,
    );
    expect((await fetch(`${url}/_emulator/ready`)).status).toBe(200);
    held.child.kill('SIGINT');
    expect((await held.ended).code).toBe(7);
    expect((await shell('exit 0', '--hold').ended).code).toBe(0);
  });
});

describe('the log of exec', () => {
  it('has only JSON with --log json, also of what exec itself has to say', async () => {
    const { stderr } = await shell(`${inject}; exit 3`, '--log', 'json', '--verify-on-exit').ended;
    const lines = stderr.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { event: 'request', status: 404 },
    ]);
    const failed = await shell('true', '--log', 'json', '-f', 'none.json').ended;
    expect(JSON.parse(failed.stderr)).toMatchObject({
      event: 'note',
      text: expect.stringContaining('none.json cannot be used:'),
    });
  });

  it('goes to a file with --log-file, and nothing of it to stderr', async () => {
    const log = file('run.log');
    const { stderr } = await shell(`${inject}; exit 3`, '--log-file', log).ended;
    expect(stderr).toBe('');
    expect(readFileSync(log, 'utf8')).toMatch(
      /^[\d:.]+Z POST {3}\S+\/CA1\/inject 404 [\x20-\x7e]+\n$/,
    );
    await shell(inject, '--log', 'json', '--log-file', log).ended;
    expect(JSON.parse(readFileSync(log, 'utf8'))).toMatchObject({ event: 'request', status: 404 });
  });

  it('is refused before the command runs when its file cannot be written', async () => {
    const { code, stderr, stdout } = await shell('echo ran', '--log-file', '/none/run.log').ended;
    expect([code, stdout]).toEqual([125, '']);
    expect(stderr).toMatch(
      /^sessions-emulator: --log-file \/none\/run\.log cannot be written: ENOENT/,
    );
  });

  it('names a snapshot that cannot be written before the command runs', async () => {
    const { code, stderr, stdout } = await shell('echo ran', '--export-on-exit', '/none/a.json')
      .ended;
    expect([code, stdout]).toEqual([125, '']);
    expect(stderr).toMatch(
      /^sessions-emulator: --export-on-exit \/none\/a\.json cannot be written: /,
    );
  });
});
