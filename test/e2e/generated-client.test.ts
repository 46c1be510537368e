import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';
import { describe, expect, it, onTestFinished } from 'vitest';
import { root, startEmulator } from '../helpers/command.ts';

/** A program as a user would write it; nothing in it is known to the emulator. */
const program = `
import createClient from 'openapi-fetch';
import type { components, paths } from './sessions-api.ts';

type Session = components['schemas']['ActiveSession'];
const [baseUrl] = process.argv.slice(2);
const client = createClient<paths>({ baseUrl, headers: { Authorization: 'Bearer demo-key' } });
const workspace_id = '11111111-1111-4111-8111-111111111111';

const active = await client.GET('/v1/{workspace_id}/sessions/active', { params: { path: { workspace_id } } });
const sessions: Session[] = active.data ?? [];

const inject = (call_sid: string, message: string) =>
  client.POST('/v1/{workspace_id}/sessions/{call_sid}/inject', {
    params: { path: { workspace_id, call_sid } },
    body: { message, sender: 'System', event_type: 'guidance' },
  });
const delivered = await inject(sessions[0]!.call_sid, 'hi');
const queued = await inject(sessions[1]!.call_sid, 'hi');
const missing = await inject('nobody', 'hi');
const invalid = await inject(sessions[0]!.call_sid, '');
const issues: components['schemas']['ValidationError'][] = (invalid.error as components['schemas']['HTTPValidationError'])?.detail ?? [];

const start = () =>
  client.POST('/v1/{workspace_id}/sessions/start', {
    params: { path: { workspace_id } },
    body: {
      service_id: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa1',
      canonical_id: 'charmhealth:Patient:67890',
      channel_kind: 'web',
    },
  });
const created = await start();
const again = await start();

console.log(JSON.stringify({
  calls: sessions.map((one) => one.call_sid),
  delivered: delivered.data?.status,
  queued: queued.data?.status,
  missing: missing.response.status,
  invalid: [invalid.response.status, issues[0]?.type, issues[0]?.loc],
  created: created.data?.session_status,
  again: again.data?.session_status,
  same: created.data?.conversation_id === again.data?.conversation_id,
}));
`;

describe('a client that others generated from openapi.json', () => {
  it('compiles in a strict project and gets the right answers', async () => {
    mkdirSync(join(root, 'node_modules/.cache'), { recursive: true });
    const folder = mkdtempSync(join(root, 'node_modules/.cache/client-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const types = await openapiTS(pathToFileURL(join(root, 'openapi.json')));
    writeFileSync(join(folder, 'sessions-api.ts'), astToString(types));
    writeFileSync(join(folder, 'program.ts'), program);
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          strict: true,
          noEmit: true,
          target: 'ES2022',
          module: 'NodeNext',
          allowImportingTsExtensions: true,
          types: ['node'],
          skipLibCheck: true,
        },
        files: ['program.ts'],
      }),
    );
    const tool = (name: string) => join(root, 'node_modules/.bin', name);
    execFileSync(tool('tsc'), ['-p', folder], { stdio: 'pipe' });

    const { url } = await startEmulator();
    const printed = execFileSync(tool('tsx'), [join(folder, 'program.ts'), url]).toString();
    expect(JSON.parse(printed)).toEqual({
      calls: ['1', '2', '3'].map((n) => `CA${n.padStart(32, '0')}`),
      delivered: 'delivered',
      queued: 'queued_no_subscriber',
      missing: 404,
      invalid: [422, 'string_too_short', ['body', 'message']],
      created: 'created',
      again: 'already_active',
      same: true,
    });
  });
});
