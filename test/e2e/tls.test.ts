import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root, run } from '../helpers/command.ts';

const cert = join(root, 'test/fixtures/tls/cert.pem');
const key = join(root, 'test/fixtures/tls/key.pem');
const tls = ['--tls-cert', cert, '--tls-key', key];

describe('the command with a certificate', () => {
  it('prints a curl line that works, and health finds it', async () => {
    const { says } = run(['--port', '0', ...tls]);
    const [, port] = await says(/listens on https:\/\/127\.0\.0\.1:(\d+)/);
    const [, line = ''] = await says(/^ {2}(curl .*)$/m);
    const health = await run(['health', '--port', String(port), '--tls-cert', cert]).ended;
    expect([health.stdout, health.code]).toEqual(['ready\n', 0]);
    const curl = run(['exec', '--', 'sh', '-c', line.replace('curl', 'curl -s')]);
    expect(JSON.parse((await curl.ended).stdout)).toHaveLength(3);
  });

  it('gives the command of exec an https URL that Node trusts, and a wss origin', async () => {
    const script = `
      const { AMIGO_BASE_URL: url, AMIGO_WORKSPACE_ID: id, AMIGO_AGENT_BASE_URL: agent } = process.env;
      fetch(url + '/v1/' + id + '/sessions/active', { headers: { authorization: 'Bearer k' } })
        .then(({ status }) => console.log(status, url.slice(0, 8), agent.slice(0, 6)));`;
    const { stdout, stderr } = await run(['exec', ...tls, '--', process.execPath, '-e', script])
      .ended;
    expect([stdout, stderr]).toEqual(['200 https:// wss://\n', '']);
  });

  it.each([
    ['one of the two', ['--tls-key', key], '--tls-cert and --tls-key go together'],
    [
      'no such file',
      ['--tls-cert', 'none.pem', '--tls-key', key],
      '--tls-cert none.pem cannot be read: ENOENT',
    ],
    [
      'no PEM',
      ['--tls-cert', 'package.json', '--tls-key', key],
      '--tls-cert package.json: expected a certificate in PEM form',
    ],
    [
      'no key',
      ['--tls-cert', cert, '--tls-key', cert],
      `--tls-key ${cert}: expected a private key in PEM form`,
    ],
  ])('says in one line what is wrong: %s', async (_, flags, message) => {
    const { code, stderr } = await run(['--port', '0', ...flags]).ended;
    expect(code).toBe(2);
    expect(stderr).toMatch(/^sessions-emulator: [^\n]*\n$/);
    expect(stderr).toContain(message);
    expect((await run(['exec', ...flags, '--', 'true']).ended).code).toBe(125);
  });
});
