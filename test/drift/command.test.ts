import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import companions from '../../openapi.companions.json' with { type: 'json' };
import openapi from '../../openapi.json' with { type: 'json' };
import neighbours from '../../openapi.neighbours.json' with { type: 'json' };
import { runDrift } from '../../src/cli/commands/drift.ts';

import { operations } from '../../src/contract/operations.ts';

const folder = mkdtempSync(join(tmpdir(), 'sessions-emulator-drift-'));

function written(name: string, content: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

/** All published documents in one, as the vendor has them among many others. */
function platform() {
  return structuredClone({
    ...openapi,
    paths: {
      ...neighbours.paths,
      ...companions.paths,
      ...openapi.paths,
      '/v1/{workspace_id}/billing': { get: {} },
    },
    components: {
      ...openapi.components,
      schemas: {
        ...neighbours.components.schemas,
        ...companions.components.schemas,
        ...openapi.components.schemas,
      },
    },
  });
}

afterEach(() => void vi.restoreAllMocks());

async function drift(file: string, flags: { json?: boolean } = {}) {
  let stdout = '';
  let stderr = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += String(text);
    return true;
  });
  const code = await runDrift(file, flags);
  vi.restoreAllMocks();
  return { code, stdout, stderr };
}

describe('drift', () => {
  it('reports that nothing changed, and exits with 0', async () => {
    const file = written('same.json', platform());
    expect(await drift(file)).toEqual({
      code: 0,
      stdout: `Nothing changed: our ${operations.length} operations are the same in ${file}.\n`,
      stderr: '',
    });
    const { stdout } = await drift(file, { json: true });
    expect(JSON.parse(stdout)).toEqual({ changes: [], breaking: false });
  });

  it('shows changes by operation and what they break, and exits with 1', async () => {
    const newer = platform();
    newer.components.schemas.InjectRequest.properties.message.maxLength = 4000;
    newer.components.schemas.StartSessionResponse.properties.session_status.enum = ['created'];
    newer.paths['/v1/{workspace_id}/sessions/active'].get.summary = 'List them';
    const file = written('newer.json', newer);
    expect(await drift(file)).toEqual({
      code: 1,
      stderr: '',
      stdout: `GET /v1/{workspace_id}/sessions/active
  changed  -              the operation                the summary changed

POST /v1/{workspace_id}/sessions/{call_sid}/inject
  changed  client         request body message         maxLength 5000 became 4000

POST /v1/{workspace_id}/sessions/start
  changed  server         response 201 session_status  lost the value "already_active"

3 changes in ${file}, 2 breaking:
  client  1 break a client of our version that talks to a newer server
  server  1 break a server of our version (the emulator) called by a newer client
`,
    });
    const { code, stdout } = await drift(file, { json: true });
    expect(code).toBe(1);
    const report = JSON.parse(stdout);
    expect(Object.keys(report)).toEqual(['changes', 'breaking']);
    expect(report.breaking).toBe(true);
    expect(report.changes[1]).toEqual({
      kind: 'changed',
      operation: 'POST /v1/{workspace_id}/sessions/{call_sid}/inject',
      where: 'request body message',
      what: 'maxLength 5000 became 4000',
      breaks: ['client'],
    });
  });

  it('exits with 0 when no change is breaking', async () => {
    const newer = platform();
    newer.paths['/v1/{workspace_id}/sessions/active'].get.summary = 'List them';
    const file = written('reworded.json', newer);
    const { code, stdout } = await drift(file);
    expect(code).toBe(0);
    expect(stdout).toContain(`1 change in ${file}, none of them breaking.`);
  });

  it('covers the operations around a session', async () => {
    const newer = platform();
    newer.components.schemas.AgentResponse.properties.name.type = 'integer';
    const { code, stdout } = await drift(written('agents.json', newer));
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /GET \/v1\/\{workspace_id\}\/agents\/\{agent_id\}\n {2}changed .* response 200 name .* type string became integer/,
    );
  });

  it('does not report what we left out or wrote in our own words', async () => {
    const newer = platform();
    const { schemas } = newer.components;
    const snapshot: Record<string, unknown> = schemas.TurnConversationSnapshot.properties;
    snapshot.context_graph_state = {
      anyOf: [{ $ref: '#/components/schemas/GraphState' }, { type: 'null' }],
      description: 'Where the conversation is.',
    };
    const graph = { properties: { node: { type: 'string' } }, required: ['node'], type: 'object' };
    Object.assign(schemas, { GraphState: graph });
    const paths: Record<string, { get?: object; post?: object; delete?: object }> = newer.paths;
    const list = paths['/v1/{workspace_id}/agents']?.get;
    const words = 'In the words of the vendor.';
    Object.assign(list ?? {}, { summary: words, description: words });
    Object.assign(schemas.AgentResponse.properties.name, { description: 'The name.' });
    expect((await drift(written('whole.json', newer))).stdout).toMatch(/^Nothing changed/);
  });

  it('says which operations a document without them leaves uncompared', async () => {
    const { stderr } = await drift(written('sessions.json', openapi));
    expect(stderr).toMatch(/no operations for conversations and API keys: these are not compared/);
    expect(stderr).toMatch(/no operations around a session: these are not compared/);
  });

  it('asks whether it is the right document when it has none of our operations', async () => {
    const { code, stdout } = await drift(written('other.json', { ...openapi, paths: {} }));
    expect(code).toBe(1);
    expect(stdout).toContain('It has none of our operations');
  });

  it.each<[string, unknown, RegExp]>([
    [
      'JSON with a mistake',
      '{"openapi": 3,\n oops}',
      /is not JSON: .*line 2, column 2.*; expected/,
    ],
    ['YAML', 'openapi: 3.1.0\n', /is not JSON: .*; expected an OpenAPI document as JSON, not YAML/],
    ['an empty file', '', /is not JSON/],
    ['a list', [], /holds a list; expected an OpenAPI 3 document/],
    ['null', 'null', /holds null; expected an OpenAPI 3 document/],
    ['other JSON', { name: 'x' }, /has no "openapi" with a version; expected/],
    ['a Swagger document', { swagger: '2.0', paths: {} }, /is of Swagger 2\.0; expected/],
    ['another version', { openapi: '4.0.0', paths: {} }, /says "openapi": "4\.0\.0"; expected/],
    ['no paths', { openapi: '3.1.0' }, /has no "paths" with operations; expected/],
    [
      'a reference to nowhere',
      { ...openapi, components: {} },
      /has the reference "#\/components\/schemas\/\w+", which leads nowhere; expected/,
    ],
  ])('refuses %s with 2, and says what would be right', async (_, content, words) => {
    const file = written('wrong.json', content);
    const { code, stdout, stderr } = await drift(file);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(words);
    expect(stderr.startsWith(`sessions-emulator: ${file} `)).toBe(true);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('refuses a file that is missing with 2', async () => {
    const { code, stderr } = await drift(join(folder, 'missing.json'));
    expect(code).toBe(2);
    expect(stderr).toMatch(/missing\.json cannot be read \(ENOENT.*expected an OpenAPI document/);
  });
});
