/** The commands of the reference pages, run as a user pastes them: in a shell, with a real curl. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { operationsOf } from '../../src/pages/openapi.ts';
import type { Fixture } from '../../src/world/seeding/fixture-types.ts';
import { emulate } from '../helpers/http.ts';

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const unescaped = (html: string) =>
  html.replace(/&(#?\w+);/g, (_, name: string) => ENTITIES[name] ?? '');

/** The commands of a page, by the method and the path of their operation. */
function commandsOf(html: string): Map<string, string> {
  const articles = html.matchAll(
    /<article .*?class="path">(.*?)<\/p>.*?<pre>(.*?)<\/pre>.*?<\/article>/gs,
  );
  return new Map(
    [...articles].map(([, path = '', pre = '']) => [
      path.replace(/<[^>]*>/g, (tag) => (tag === '</span>' ? ' ' : '')),
      unescaped(pre),
    ]),
  );
}

/** Runs a command in a shell. Resolves with the status of its last response, which is known before a stream ends. */
async function statusOf(command: string, env: Record<string, string> = {}): Promise<number> {
  const home = mkdtempSync(join(tmpdir(), 'curl-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  // Other settings of this machine are not read then. A stream that is only read has no end.
  const seconds = command.startsWith('curl -N ') && !command.includes(' -X ') ? 2 : 20;
  const settings = `silent\nwrite-out = "%{stderr}%{http_code}\\n"\nmax-time = ${seconds}\n`;
  writeFileSync(join(home, '.curlrc'), settings);
  const shell = spawn('sh', ['-c', command], {
    env: { PATH: process.env.PATH, CURL_HOME: home, HOME: home, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const statuses = (await text(shell.stderr)).trim().split('\n');
  return Number(statuses.at(-1));
}

/** Those that do not succeed, with the reason. */
const otherStatus: Record<string, number> = {
  // The agent of the demo world has no script.
  'GET /_emulator/workspaces/{ws}/script': 404,
};

const START = 'POST /v1/{workspace_id}/sessions/start';
const WS_C = '33333333-3333-4333-8333-333333333333';
const oneWorkspace: Fixture = {
  workspaces: [
    {
      workspace_id: WS_C,
      services: [{ service_id: 'cccccccc-cccc-4ccc-8ccc-ccccccccccc1' }],
      entities: [{ entity_id: 'cccccccc-cccc-4ccc-8ccc-ccccccccccc2' }],
      api_keys: [{ api_key: 's3cret-key' }],
    },
  ],
};

const pages = [
  ['/docs', '/openapi.json', ''],
  ['/docs/companions', '/openapi.companions.json', ''],
  ['/docs/neighbours', '/openapi.neighbours.json', ''],
  ['/_emulator/docs', '/_emulator/openapi.json', '/_emulator'],
] as const;

describe('each command of a reference page', () => {
  it.each(pages)(
    '%s gets a response with a status of success from the demo world, also if keys are checked',
    async (page, json, base) => {
      const { http } = await emulate({ auth: 'keys' });
      const { body: document } = await http.get(json);
      const expected = operationsOf(document).map(
        ({ method, path }) => `${method.toUpperCase()} ${base}${path}`,
      );
      const shown = commandsOf((await http.get(page)).text);
      expect([...shown.keys()].sort()).toEqual(expected.toSorted());

      const failed: string[] = [];
      const run = async (name: string): Promise<void> => {
        const command = shown.get(name) ?? '';
        const status = await statusOf(command);
        const isAsExpected =
          name in otherStatus ? status === otherStatus[name] : status >= 200 && status < 300;
        if (!isAsExpected) failed.push(`${status} ${name}\n${command}`);
      };
      const reads = expected.filter((name) => name.startsWith('GET '));
      await Promise.all(reads.map(run));
      const { body: before } = await http.get('/_emulator/snapshot?secrets=true');
      for (const name of expected.filter((one) => !reads.includes(one))) {
        await run(name);
        // The next one finds the world as it was: some remove what others need.
        const { status: loaded } = await http.put('/_emulator/snapshot').send(before);
        expect(loaded).toBe(200);
      }
      expect(failed.join('\n\n')).toBe('');
    },
  );
  it('has the ids of the first workspace, and a variable for a key that is a secret', async () => {
    const { http } = await emulate({ auth: 'keys', fixture: oneWorkspace });
    const command = commandsOf((await http.get('/docs')).text).get(START) ?? '';
    expect(command).toContain(`/v1/${WS_C}/sessions/start'`);
    expect(command).not.toContain('s3cret');
    expect(await statusOf(command)).toBe(401);
    expect(await statusOf(command, { AMIGO_API_KEY: 's3cret-key' })).toBe(201);
  });

  it('sends the token of the control plane from a variable, only if one is required', async () => {
    const { http } = await emulate({ safety: { allowHosts: [], token: 't0ken' } });
    const { text: html } = await http.get('/_emulator/docs').set('authorization', 'Bearer t0ken');
    const command = commandsOf(html).get('GET /_emulator/workspaces') ?? '';
    expect(command).not.toContain('t0ken');
    expect(await statusOf(command)).toBe(401);
    expect(await statusOf(command, { SESSIONS_EMULATOR_CONTROL_TOKEN: 't0ken' })).toBe(200);
    const open = await emulate();
    const { text: other } = await open.http.get('/_emulator/docs');
    expect(commandsOf(other).get('GET /_emulator/workspaces')).not.toContain('Authorization');
  });

  it('says which id to set where the world has none, and works once it is set', async () => {
    const { http } = await emulate({ fixture: { workspaces: [{ workspace_id: WS_C }] } });
    const { text: html } = await http.get('/_emulator/docs');
    expect(html).toContain('This world has none to use as <code>$CALL_SID</code>: set it first.');
    await http.post(`/_emulator/workspaces/${WS_C}/calls`).send({ call_sid: "it's $HOME" });
    const { text: after } = await http.get('/_emulator/docs');
    const read = 'GET /_emulator/workspaces/{ws}/calls/{call_sid}';
    expect(await statusOf(commandsOf(after).get(read) ?? '')).toBe(200);
    expect(await statusOf(commandsOf(html).get(read) ?? '', { CALL_SID: 'none' })).toBe(404);
  });
});
