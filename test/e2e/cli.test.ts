import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { startOptions } from '../../src/options.ts';
import { run, startEmulator } from '../helpers/command.ts';
import { demoKey, paths, startBody } from '../helpers/http.ts';
import { OTHER, WS } from '../helpers/world.ts';

const folder = mkdtempSync(join(tmpdir(), 'sessions-emulator-'));
function fixtureFile(name: string, content: string | object): string {
  const file = join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}
const get = (url: string, init: RequestInit = {}) => fetch(url, { headers: demoKey, ...init });
const start = async (url: string, workspace = WS) =>
  (
    await fetch(url + paths.start(workspace), {
      method: 'POST',
      headers: { ...demoKey, 'content-type': 'application/json' },
      body: JSON.stringify(startBody),
    })
  ).json() as Promise<Record<string, string>>;

describe('the command, when it listens', () => {
  it('says so for a person: base URL, demo ids, and a curl line that works', async () => {
    const { says, stdout } = run(['--port', '0']);
    const [, url] = await says(/listens on (http:\/\/127\.0\.0\.1:\d+)/);
    const [, line] = await says(/^ {2}(curl .*)$/m);
    await says(/Stop: Ctrl\+C/);
    for (const id of [
      WS,
      startBody.service_id,
      startBody.entity_id,
      'CA00000000000000000000000000000001',
    ]) {
      expect(stdout()).toContain(id);
    }
    expect(stdout()).not.toContain('\u001b');
    const answer = execFileSync('sh', ['-c', `${line?.replace('curl', 'curl -s')}`]).toString();
    expect(JSON.parse(answer)).toHaveLength(3);
    expect(line).toContain(url);
  });

  it('says so for a program in its first line', async () => {
    const { stdout, url } = await startEmulator();
    expect(JSON.parse(stdout().split('\n')[0] as string)).toMatchObject({ event: 'ready', url });
    expect((await get(`${url}/_emulator/ready`)).status).toBe(200);
  });

  it('says nothing when silent, and still serves', async () => {
    const probe = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => probe.once('listening', resolve));
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    const { child, stdout, ended } = run(['--port', String(port), '--log', 'silent']);
    let up = false;
    while (!up)
      up = await get(`http://127.0.0.1:${port}/_emulator/ready`).then(
        (a) => a.ok,
        () => false,
      );
    child.kill();
    await ended;
    expect(stdout()).toBe('');
  });

  it('logs a line for each request, never a credential', async () => {
    const { says, stdout } = run(['--port', '0', '--auth', 'keys']);
    const [, url] = await says(/listens on (\S+)/);
    await get(url + paths.active(), { headers: { authorization: 'Bearer stolen' } });
    await says(
      /^GET {4}\/v1\/\S+\/sessions\/active 401 [\d.]+ ms req_\w+ {2}the key is of no workspace/m,
    );
    await get(`${url}${paths.active()}?token=hidden`);
    await says(/sessions\/active 200 /);
    expect(stdout()).not.toMatch(/stolen|hidden/);
  });
});

describe('the flags', () => {
  it('have an environment variable each, and the flag wins', async () => {
    const env = { SESSIONS_EMULATOR_AUTH: 'keys', SESSIONS_EMULATOR_CLOCK: '2026-03-01T09:30:00Z' };
    const { url } = await startEmulator(['--auth', 'off'], env);
    expect((await fetch(url + paths.active())).status).toBe(200);
    expect((await start(url)).created_at).toBe('2026-03-01T09:30:00+00:00');
  });

  const bad: Record<string, string> = {
    '--port': '99999',
    '--host': '',
    '--fixtures': '',
    '--workspace': 'ws-1',
    '--auth': 'maybe',
    '--seed': '',
    '--clock': 'noon',
    '--cors': 'localhost/',
    '--log': 'loud',
    '--pydantic': '1',
    '--python': '2',
  };

  it('are all tried below', () => {
    expect(Object.keys(bad)).toEqual(startOptions().map((option) => option.long));
  });

  it.each(Object.entries(bad))(
    'refuse a bad %s by its name, from both sources',
    async (flag, value) => {
      const byFlag = await run([flag, value]).ended;
      expect([byFlag.code, byFlag.stdout]).toEqual([2, '']);
      expect(byFlag.stderr).toContain(flag);
      const variable = `SESSIONS_EMULATOR_${flag.slice(2).toUpperCase()}`;
      const byVariable = await run([], {
        [variable]: value,
        SESSIONS_EMULATOR_LOG: 'silent',
        ...(flag === '--log' && { [variable]: value }),
      }).ended;
      expect(byVariable.code).toBe(2);
      expect(byVariable.stderr).toContain(variable);
    },
  );

  it('are suggested when mistyped', async () => {
    const { code, stderr } = await run(['--fixture', 'x']).ended;
    expect(code).toBe(2);
    expect(stderr).toContain('Did you mean --fixtures?');
  });

  it('are taught by --help, and --version is the package version', async () => {
    const help = await run(['start', '--help']).ended;
    expect([help.code, help.stderr]).toEqual([0, '']);
    for (const { long, envVar } of startOptions()) {
      expect(help.stdout).toContain(long);
      expect(help.stdout).toContain(envVar);
    }
    const version = await run(['--version']).ended;
    expect([version.code, version.stdout]).toEqual([0, `${manifest.version}\n`]);
  });

  it('--workspace gives the first workspace that id', async () => {
    const mine = 'ABCDEFAB-0000-4000-8000-000000000000';
    const { url } = await startEmulator(['--workspace', mine]);
    expect(await (await get(url + paths.active(mine))).json()).toHaveLength(3);
    expect(await (await get(url + paths.active(WS))).json()).toEqual([]);
  });

  it('--workspace cannot take the id of another workspace', async () => {
    const { code, stderr } = await run(['--workspace', OTHER]).ended;
    expect(code).toBe(2);
    expect(stderr).toContain('workspace_id');
  });

  it('--seed makes the same ids on every run', async () => {
    const [one, two] = await Promise.all([
      startEmulator(['--seed', 'a']),
      startEmulator(['--seed', 'a']),
    ]);
    expect((await start(one.url)).conversation_id).toBe((await start(two.url)).conversation_id);
  });

  it('--python and --pydantic change the wording', async () => {
    const { url } = await startEmulator(['--python', '3.13', '--pydantic', '2.12']);
    const headers = { ...demoKey, 'content-type': 'application/json' };
    const post = (body: string) => fetch(url + paths.start(), { method: 'POST', headers, body });
    const comma = await post('{"a":1,}');
    expect(comma.statusText).toBe('Unprocessable Content');
    expect(await comma.text()).toContain('Illegal trailing comma before end of object');
    expect(await (await post('{"service_id":"z"}')).text()).toContain(
      'expected an optional prefix of `urn:uuid:`',
    );
  });
});

describe('a fixture that cannot be used', () => {
  const workspace = { workspace_id: WS };
  it.each([
    [
      'is not there',
      join(folder, 'nowhere.json'),
      '$: expected a file that can be read, found ENOENT',
    ],
    ['is no JSON', fixtureFile('text.json', 'hello'), '$: expected JSON, found '],
    [
      'has an unknown field',
      fixtureFile('field.json', { workspaces: [{ ...workspace, call: [] }] }),
      '$.workspaces[0].call: expected one of the fields',
    ],
    [
      'names a service that is not there',
      fixtureFile('service.json', {
        workspaces: [{ ...workspace, calls: [{ caller_id: '+1', service_id: WS }] }],
      }),
      '$.workspaces[0].calls[0].service_id: expected a service of this workspace',
    ],
    [
      'has an id twice',
      fixtureFile('twice.json', { workspaces: [workspace, workspace] }),
      '$.workspaces[1].workspace_id: expected an id not used before',
    ],
  ])('because it %s is refused with the file and the place', async (_, file, message) => {
    const { code, stdout, stderr } = await run(['--fixtures', file]).ended;
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(file);
    expect(stderr).toContain(message);
  });

  it('is not one that is good, with a byte order mark and all', async () => {
    const file = fixtureFile(
      'good.json',
      `\ufeff${JSON.stringify({ workspaces: [{ ...workspace, calls: [{ caller_id: '+1', call_sid: 'mine' }] }] })}`,
    );
    const { url } = await startEmulator(['--fixtures', file]);
    expect(await (await get(url + paths.active())).json()).toMatchObject([{ call_sid: 'mine' }]);
  });
});

describe('the command, when it cannot listen', () => {
  it('says in one line that the port is taken, and exits with 3', async () => {
    const { url } = await startEmulator();
    const { port } = new URL(url);
    const { code, stdout, stderr } = await run(['--port', port]).ended;
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toBe(
      `sessions-emulator: port ${port} on 127.0.0.1 is taken; --port 0 picks a free one, --port N another\n`,
    );
  });

  it('says why when it is something else, and exits with 1', async () => {
    const { code, stderr } = await run(['--host', '203.0.113.1', '--port', '0']).ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/^sessions-emulator: cannot listen on 203\.0\.113\.1:0: /);
  });
});

describe('the command, when it is told to stop', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s exits with 0, also with a connection open',
    async (signal) => {
      const { child, ended, url } = await startEmulator();
      const socket = connect(Number(new URL(url).port), '127.0.0.1');
      socket.on('error', () => {});
      await new Promise((resolve) => socket.once('connect', resolve));
      await get(url + paths.active());
      child.kill(signal);
      expect(await ended).toMatchObject({ code: 0, signal: null, stderr: '' });
    },
  );

  it('twice exits at once', async () => {
    const { child, ended, url } = await startEmulator();
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.on('error', () => {});
    socket.write(`POST ${paths.start()} HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n`);
    await get(url + paths.active());
    child.kill('SIGTERM');
    while (
      await get(url + paths.active()).then(
        () => true,
        () => false,
      )
    );
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
  });
});

describe('the command in a pipe', () => {
  it('goes on serving when nobody reads its log any more', async () => {
    const { child, ended, url } = await startEmulator();
    child.stdout?.destroy();
    for (let i = 0; i < 3; i++) expect((await get(url + paths.active())).status).toBe(200);
    child.kill();
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('health', () => {
  it('exits with 0 where an emulator is ready and with 1 where none is', async () => {
    const { url, child, ended } = await startEmulator();
    const { port } = new URL(url);
    expect(await run(['health', '--port', port]).ended).toMatchObject({
      code: 0,
      stdout: 'ready\n',
    });
    child.kill();
    await ended;
    const gone = await run(['health'], { SESSIONS_EMULATOR_PORT: port }).ended;
    expect(gone.code).toBe(1);
    expect(gone.stderr).toContain(`not ready on 127.0.0.1:${port}: `);
  });
});
