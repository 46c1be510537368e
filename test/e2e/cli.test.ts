import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { startOptions, variableOf } from '../../src/cli/options.ts';
import { cli, run, startEmulator } from '../helpers/command.ts';
import { CALL_1, demoKey, paths, startBody } from '../helpers/http.ts';
import { sendRaw } from '../helpers/raw.ts';
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
  it('prints the base URL, demo ids and a curl line that works', async () => {
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

  it('prints a first line for programs', async () => {
    const { stdout, url } = await startEmulator();
    expect(JSON.parse(stdout().split('\n')[0] as string)).toMatchObject({ event: 'ready', url });
    expect((await get(`${url}/_emulator/ready`)).status).toBe(200);
  });

  it('prints nothing with --log silent, and still serves', async () => {
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
      /^[\d:.]+Z GET {4}\/v1\/\S+\/sessions\/active 401 [\d.]+ ms req_\w+ {2}the key is of no workspace/m,
    );
    await get(`${url}${paths.active()}?token=hidden`);
    await says(/sessions\/active 200 /);
    expect(stdout()).not.toMatch(/stolen|hidden/);
    expect(stdout()).not.toContain('\u001b');
  });

  it('logs a request as one JSON object for a program, with the reason of a refusal', async () => {
    const { says, stdout, url } = await startEmulator(['--auth', 'keys']);
    const headers = { authorization: 'Bearer stolen', 'x-request-id': 'mine-1' };
    await get(`${url}${paths.active()}?token=hidden`, { headers });
    const [line] = await says(/^.*"request_id":"mine-1".*$/m);
    expect(JSON.parse(line)).toEqual({
      event: 'request',
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      method: 'GET',
      path: paths.active(),
      status: 401,
      ms: expect.any(Number),
      request_id: 'mine-1',
      why: 'the key is of no workspace (--auth keys)',
    });
    await get(`${url}${paths.active()}`);
    const [served] = await says(/^.*"status":200.*$/m);
    expect(JSON.parse(served)).not.toHaveProperty('why');
    expect(stdout()).not.toMatch(/stolen|hidden|demo-key/);
  });

  it('names the first workspaces of a large fixture, not all', async () => {
    const workspaces = Array.from({ length: 5 }, (_, n) => ({
      workspace_id: `${n}0000000-0000-4000-8000-000000000000`,
    }));
    const { says, stdout } = run(['--port', '0', '-f', fixtureFile('five.json', { workspaces })]);
    await says(/and 2 more workspaces/);
    expect(stdout().match(/workspace \d0000000-/g)).toHaveLength(3);
  });

  it('shares nothing with another that runs beside it', async () => {
    const [one, two] = await Promise.all([startEmulator(), startEmulator()]);
    expect((await start(one.url)).session_status).toBe('created');
    expect((await start(one.url)).session_status).toBe('already_active');
    expect((await start(two.url)).session_status).toBe('created');
  });
});

describe('the flags', () => {
  it('have an environment variable each, and the flag wins', async () => {
    const env = { SESSIONS_EMULATOR_AUTH: 'keys', SESSIONS_EMULATOR_CLOCK: '2026-03-01T09:30:00Z' };
    const { url } = await startEmulator(['--auth', 'off'], env);
    expect((await fetch(url + paths.active())).status).toBe(200);
    expect((await start(url)).created_at).toBe('2026-03-01T09:30:00+00:00');
  });

  it('can all be set by their variables alone', async () => {
    const mine = '99999999-9999-4999-8999-999999999999';
    const workspace = { workspace_id: WS, api_keys: [{ api_key: 'k' }] };
    const env: Record<string, string> = {
      SESSIONS_EMULATOR_PORT: '0',
      SESSIONS_EMULATOR_HOST: 'localhost',
      SESSIONS_EMULATOR_FIXTURES: fixtureFile('env.json', { workspaces: [workspace] }),
      SESSIONS_EMULATOR_WORKSPACE: mine,
      SESSIONS_EMULATOR_AUTH: 'keys',
      SESSIONS_EMULATOR_SEED: 'a',
      SESSIONS_EMULATOR_CLOCK: 'frozen',
      SESSIONS_EMULATOR_CORS: 'http://localhost:5173',
      SESSIONS_EMULATOR_LOG: 'json',
      SESSIONS_EMULATOR_PYDANTIC: '2.12',
      SESSIONS_EMULATOR_PYTHON: '3.13',
    };
    const known = startOptions().map((option) => option.envVar);
    expect(known).toEqual(expect.arrayContaining(Object.keys(env)));
    const { says } = run([], env);
    const { url } = JSON.parse((await says(/^\{"event":"ready".*\}$/m))[0]) as { url: string };

    const ask = (token: string, path: string, init: RequestInit = {}) =>
      fetch(url + path, {
        ...init,
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          origin: 'http://localhost:5173',
        },
      });
    const listed = await ask('k', paths.active(mine));
    expect([listed.status, await listed.json()]).toEqual([200, []]);
    expect(listed.headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
    expect((await ask('demo-key', paths.active(mine))).status).toBe(401);
    const comma = await ask('k', paths.start(mine), { method: 'POST', body: '{"a":1,}' });
    expect(comma.statusText).toBe('Unprocessable Content');
    expect(await comma.text()).toContain('Illegal trailing comma');
  });

  it('--auth keys requires a key of that workspace', async () => {
    const { url } = await startEmulator(['--auth', 'keys']);
    const status = async (headers: Record<string, string>) =>
      (await fetch(url + paths.active(), { headers })).status;
    expect(await status(demoKey)).toBe(200);
    expect(await status({ authorization: 'Bearer other-key' })).toBe(403);
    expect(await status({ authorization: 'Bearer no-key' })).toBe(401);
    expect(await status({})).toBe(401);
  });

  it.each([
    ['2026-03-01', '2026-03-01T00:00:00+00:00'],
    ['2026-03-01T09:30', '2026-03-01T09:30:00+00:00'],
    ['2026-03-01T09:30:00.125Z', '2026-03-01T09:30:00.125000+00:00'],
    ['2026-03-01T09:30:00+02:00', '2026-03-01T07:30:00+00:00'],
  ])('--clock %s freezes at %s in any time zone', async (time, created_at) => {
    const { url } = await startEmulator(['--clock', time], { TZ: 'Asia/Tokyo' });
    expect(await start(url)).toMatchObject({ created_at });
  });

  it.each(['2026-02-30T00:00:00Z', '2026-13-01', '2026-03-01T25:00Z', '2026-03-01 09:30'])(
    '--clock %s is refused',
    async (time) => {
      const { code, stderr } = await run(['--clock', time]).ended;
      expect(code).toBe(2);
      expect(stderr).toContain('an ISO time such as 2026-03-01T09:30:00Z');
    },
  );

  it('--clock is refused over the year 9000', async () => {
    const { code, stderr } = await run(['--clock', '9999-01-01T00:00:00Z']).ended;
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('from 1970 to the start of the year 9000'),
    ]);
  });

  it('explain a variable that Kubernetes has set', async () => {
    const env = { SESSIONS_EMULATOR_PORT: 'tcp://10.0.0.1:4010' };
    const { code, stderr } = await run([], env).ended;
    expect(code).toBe(2);
    expect(stderr).toContain('enableServiceLinks');
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
    '--allow-host': 'http://x',
    '--control-token': '',
    '--import': '',
    '--export-on-exit': '',
    '--platform-document': '',
    '--store': '',
    '--store-prefix': 'a{b}',
    '--tls-cert': '',
    '--tls-key': '',
    '--log': 'loud',
    '--pydantic': '1',
    '--python': '2',
    '--config': '',
  };

  it('are all tested below', () => {
    expect(Object.keys(bad)).toEqual(
      startOptions().flatMap(({ long, required }) => (required ? [long] : [])),
    );
  });

  it.each(Object.entries(bad))(
    'refuse a bad %s by its name, from both sources',
    async (flag, value) => {
      const byFlag = await run([flag, value]).ended;
      expect([byFlag.code, byFlag.stdout]).toEqual([2, '']);
      expect(byFlag.stderr).toContain(flag);
      const variable = variableOf(flag);
      const byVariable = await run([], { [variable]: value }).ended;
      expect(byVariable.code).toBe(2);
      expect(byVariable.stderr).toContain(variable);
    },
  );

  it('are suggested when mistyped', async () => {
    const { code, stderr } = await run(['--fixture', 'x']).ended;
    expect(code).toBe(2);
    expect(stderr).toContain('Did you mean --fixtures?');
  });

  it.each([
    ['strat', ['strat']],
    ['world.json', ['start', 'world.json']],
  ])('are not taken from an argument such as %s', async (word, args) => {
    const { code, stdout, stderr } = await run(args).ended;
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(
      `unexpected '${word}'; the commands are start, exec, health, check, drift`,
    );
  });

  it.each([[['--help']], [['start', '--help']]])(
    'are listed by %j, and --version is the package version',
    async (args) => {
      const help = await run(args).ended;
      expect([help.code, help.stderr]).toEqual([0, '']);
      for (const { long, envVar } of startOptions()) {
        expect(help.stdout).toContain(long);
        expect(help.stdout).toContain(envVar);
      }
      const version = await run(['--version']).ended;
      expect([version.code, version.stdout]).toEqual([0, `${manifest.version}\n`]);
    },
  );

  it('--workspace gives the first workspace that id', async () => {
    const mine = 'ABCDEFAB-0000-4000-8000-000000000000';
    const { url } = await startEmulator(['--workspace', mine]);
    expect(await (await get(url + paths.active(mine))).json()).toHaveLength(3);
    expect(await (await get(url + paths.active(WS))).json()).toEqual([]);
  });

  it('--workspace cannot take the id of another workspace', async () => {
    const { code, stderr } = await run(['--workspace', OTHER]).ended;
    expect(code).toBe(2);
    expect(stderr).toBe(
      `sessions-emulator: --workspace ${OTHER} cannot be used: the demo fixture uses that id for a workspace other than the first\n`,
    );
  });

  it('--workspace needs a fixture with a workspace', async () => {
    const file = fixtureFile('none.json', { workspaces: [] });
    const { code, stderr } = await run(['--workspace', WS, '--fixtures', file]).ended;
    expect(code).toBe(2);
    expect(stderr).toContain(`fixture ${file} has no workspace`);
    expect(stderr.split('\n')).toHaveLength(2);
  });

  it('--seed makes the same ids on every run', async () => {
    const [one, two] = await Promise.all([
      startEmulator(['--seed', 'a']),
      startEmulator(['--seed', 'a']),
    ]);
    expect((await start(one.url)).conversation_id).toBe((await start(two.url)).conversation_id);
  });

  it('--python and --pydantic change the error messages', async () => {
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
      'does not exist',
      join(folder, 'nowhere.json'),
      '$: expected a file that can be read, found ENOENT',
    ],
    ['is not JSON', fixtureFile('text.json', 'hello'), '$: expected JSON, found '],
    [
      'has an extra comma',
      fixtureFile('comma.json', '{\n  "workspaces": [],\n}\n'),
      '$: expected JSON, found a mistake in line 3, column 1 (',
    ],
    [
      'has a field of the wrong type',
      fixtureFile('type.json', { workspaces: [{ ...workspace, name: 7 }] }),
      '$.workspaces[0].name: expected a string, found 7',
    ],
    [
      'has an unknown field',
      fixtureFile('field.json', { workspaces: [{ ...workspace, call: [] }] }),
      '$.workspaces[0].call: expected one of the fields',
    ],
    [
      'names a service that does not exist',
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

  it.each([
    ['is not JSON', '{"openapi": "3.1.0",', 'expected JSON, found a mistake in line 1'],
    ['is not OpenAPI', '{"swagger": "2.0"}', 'expected an OpenAPI document of version 3'],
    ['has no paths', '{"openapi": "3.1.0"}', 'expected an OpenAPI document with an object "paths"'],
  ])('of the platform that %s is refused with the file and the mistake', async (_, text, why) => {
    const file = fixtureFile('platform.json', text);
    const { code, stdout, stderr } = await run(['--platform-document', file]).ended;
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(
      `sessions-emulator: the platform document ${file} cannot be used: ${why}`,
    );
  });

  it('is refused before the port is opened', async () => {
    const { url } = await startEmulator();
    const { port } = new URL(url);
    const file = fixtureFile('before.json', { workspaces: 1 });
    expect((await run(['--port', port, '--fixtures', file]).ended).code).toBe(2);
  });

  it('is not a valid one with a byte order mark', async () => {
    const file = fixtureFile(
      'good.json',
      `\ufeff${JSON.stringify({ workspaces: [{ ...workspace, calls: [{ caller_id: '+1', call_sid: 'mine' }] }] })}`,
    );
    const { url } = await startEmulator(['--fixtures', file]);
    expect(await (await get(url + paths.active())).json()).toMatchObject([{ call_sid: 'mine' }]);
  });
});

describe('the command, when it cannot listen', () => {
  it.each([
    ['start', ['start']],
    ['exec', ['exec', '--', 'true']],
  ])(
    'prints one line when the port is taken, and exits with 3: %s',
    async (_, [name = '', ...more]) => {
      const { url } = await startEmulator();
      const { port } = new URL(url);
      const { code, stdout, stderr } = await run([name, '--port', port, ...more]).ended;
      expect([code, stdout]).toEqual([3, '']);
      expect(stderr).toBe(
        `sessions-emulator: port ${port} on 127.0.0.1 is taken; choose another port, or --port 0 for a free one\n`,
      );
    },
  );

  it('prints the reason of another failure, and exits with 1', async () => {
    const { code, stderr } = await run([
      '--host',
      '203.0.113.1',
      '--port',
      '0',
      '--control-token',
      'none',
    ]).ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/^sessions-emulator: cannot listen on 203\.0\.113\.1:0: /);
  });
});

describe('the command, when it is stopped', () => {
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

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s exits with 0 within two seconds, also in the middle of a request',
    async (signal) => {
      const { child, ended, url } = await startEmulator();
      const socket = connect(Number(new URL(url).port), '127.0.0.1');
      socket.on('error', () => {});
      socket.write(`POST ${paths.start()} HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{`);
      await get(url + paths.active());
      const began = performance.now();
      child.kill(signal);
      expect(await ended).toMatchObject({ code: 0, signal: null });
      expect(performance.now() - began).toBeLessThan(2_000);
    },
  );

  it('finishes open requests first, and accepts no more', async () => {
    const { child, ended, url } = await startEmulator();
    const body = '{"message":"hi"}';
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    let answer = '';
    socket.on('data', (data) => {
      answer += data;
    });
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write(
      `POST ${paths.inject(CALL_1)} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer k\r\n` +
        `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n{`,
    );
    await get(url + paths.active());
    child.kill();
    const refused = () =>
      get(url).then(
        () => false,
        () => true,
      );
    while (!(await refused()));
    socket.write(body.slice(1));
    await closed;
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*"delivered"/);
    expect((await ended).code).toBe(0);
  });

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

describe('the control plane of the command', () => {
  it('needs a token, or the value none, if other machines can reach it', async () => {
    const { code, stderr } = await run(['--host', '0.0.0.0', '--port', '0']).ended;
    expect(code).toBe(2);
    expect(stderr).toContain('--control-token');
    const { url } = await startEmulator(['--host', '0.0.0.0', '--control-token', 'secret']);
    const reset = (headers = {}) => fetch(`${url}/_emulator/reset`, { method: 'POST', headers });
    expect((await reset()).status).toBe(401);
    expect((await reset({ authorization: 'Bearer secret' })).status).toBe(200);
    expect((await get(`${url}/_emulator/ready`)).status).toBe(200);
    const open = await startEmulator(['--host', '0.0.0.0', '--control-token', 'none']);
    expect((await fetch(`${open.url}/_emulator/reset`, { method: 'POST' })).status).toBe(200);
    open.child.kill();
    expect((await open.ended).stderr).toContain('anyone who can reach 0.0.0.0');
  });

  it('accepts the allowed host names', async () => {
    const { url } = await startEmulator(['--allow-host', 'sessions,other.test']);
    const { port } = new URL(url);
    const asked = (host: string) =>
      sendRaw(Number(port), {
        method: 'GET',
        target: '/_emulator/workspaces',
        headers: [['host', host]],
      });
    expect((await asked('other.test:80')).status).toBe(200);
    expect((await asked('evil.test')).status).toBe(403);
  });

  it('writes a snapshot when it stops, and loads it at the next start', async () => {
    const file = join(folder, 'world-snapshot.json');
    const first = await startEmulator(['--export-on-exit', file]);
    const { conversation_id } = await start(first.url);
    first.child.kill();
    expect((await first.ended).code).toBe(0);
    const second = await startEmulator(['--import', file, '--auth', 'keys']);
    expect(await start(second.url)).toMatchObject({
      session_status: 'already_active',
      conversation_id,
    });
    const newer = fixtureFile('newer.json', { version: 99 });
    const refused = await run(['--import', newer]).ended;
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('version 99');
    const both = await run(['--import', file, '--fixtures', file]).ended;
    expect([both.code, both.stderr]).toEqual([2, expect.stringContaining('--fixtures')]);
  });

  it.each([
    ['of events', '/_emulator/events'],
    ['of a subscriber', `/_emulator/workspaces/${WS}/calls/${CALL_1}/events`],
  ])('ends a stream %s when it stops, and does not cut it', async (_, path) => {
    const { child, ended, url } = await startEmulator();
    const stream = await fetch(url + path);
    child.kill();
    // A stream that is cut rejects.
    expect(await stream.text()).toMatch(/^: /);
    expect((await ended).code).toBe(0);
  });
});

describe('the command in a pipe', () => {
  it.each([
    ['--help', 0],
    ['--version', 0],
    ['--prt', 2],
  ])('ends %s as usual when its reader is gone', (args, code) => {
    const left = `{ "${process.execPath}" "${cli}" ${args} 2>&1; echo "code $?" >&2; } | true`;
    expect(execFileSync('sh', ['-c', `( ${left} ) 2>&1`]).toString()).toBe(`code ${code}\n`);
  });

  it('keeps serving when nobody reads its log', async () => {
    const { child, ended, url } = await startEmulator();
    child.stdout?.destroy();
    for (let i = 0; i < 3; i++) expect((await get(url + paths.active())).status).toBe(200);
    child.kill();
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('health', () => {
  it('exits with 0 if an emulator is ready, else with 1', async () => {
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

  it('refuses port 0, which is not an address', async () => {
    const { code, stderr } = await run(['health', '--port', '0']).ended;
    expect(code).toBe(2);
    expect(stderr).toContain('Expected the port of the emulator');
  });
});
