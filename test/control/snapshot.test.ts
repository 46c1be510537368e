import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { open } from '../../src/cli/commands/open.ts';
import type { StartFlags } from '../../src/cli/options.ts';
import { silentLog } from '../../src/http/log.ts';
import { control, type Json } from '../helpers/control.ts';
import { CALL_1, CALL_2, paths, startBody } from '../helpers/http.ts';
import { OTHER, WS } from '../helpers/world.ts';

async function busy(options = {}) {
  const emulation = await control(options);
  const { ctl, at, post } = emulation;
  await post(paths.inject(CALL_1), { message: 'heard' });
  await post(paths.inject(CALL_2), { message: 'waiting' });
  await post(paths.start(), startBody);
  await ctl.post(at('/faults'), { operation: 'inject', status: 503, after: 5 });
  await ctl.post(at('/calls'), { call_sid: 'short', length_seconds: 60 });
  await ctl.post(at('/clock/advance'), { seconds: 10 });
  return emulation;
}

describe('a snapshot', () => {
  it.each(['frozen', 'real'] as const)(
    'taken, loaded and taken again is the same (clock %s)',
    async (clock) => {
      const { ctl } = await busy(clock === 'real' ? { clock } : {});
      if (clock === 'real') await ctl.post('/clock/advance', { seconds: 100 });
      const first = (await ctl.get('/snapshot?secrets=true')).body;
      const other = await control(clock === 'real' ? { clock } : {});
      expect((await other.ctl.put('/snapshot', first)).body).toEqual({ workspaces: 2 });
      const second = (await other.ctl.get('/snapshot?secrets=true')).body;
      // How far a running clock is ahead of the host is measured, to the millisecond.
      if (clock === 'real')
        expect(Math.abs(second.clock.ahead_ms - first.clock.ahead_ms)).toBeLessThan(3);
      const settled = (one: { workspaces: object[] }) =>
        JSON.parse(
          JSON.stringify(one, (key, value) => (key === 'now' || key === 'ahead_ms' ? 0 : value)),
        );
      expect(settled(second)).toEqual(settled(first));
    },
  );

  it('restores queue, session, fault, clock and planned tasks', async () => {
    const { ctl, at, post } = await busy();
    const snapshot = (await ctl.get('/snapshot?secrets=true')).body;
    await ctl.post('/reset');
    await ctl.put('/snapshot', snapshot);
    expect((await ctl.get(at(`/calls/${CALL_2}`))).body.queue).toMatchObject([
      { message: 'waiting' },
    ]);
    expect((await ctl.get(at('/faults'))).body).toMatchObject([{ seen: 0, after: 5 }]);
    expect((await post(paths.start(), startBody)).body.session_status).toBe('already_active');
    expect((await ctl.get(at('/clock'))).body.now).toBe('2026-03-01T09:30:10+00:00');
    await ctl.post(at('/clock/advance'), { seconds: 60 });
    const ended = await ctl.post('/wait', { type: 'call.ended', call_sid: 'short', timeout_ms: 0 });
    expect(ended.body.events.at(-1).at).toBe('2026-03-01T09:31:00+00:00');
  });

  it('of one workspace replaces only that workspace', async () => {
    const { ctl, at, post, get } = await busy();
    const snapshot = (await ctl.get(at('/snapshot'))).body;
    expect(snapshot.workspaces).toHaveLength(1);
    await ctl.post(at('/calls', OTHER));
    await ctl.post(at(`/calls/${CALL_1}/end`));
    await post(paths.start(OTHER), startBody);
    await ctl.put('/snapshot', snapshot);
    expect((await get(paths.active())).body).toHaveLength(4);
    expect((await get(paths.active(OTHER))).body).toHaveLength(2);
  });

  it('has no credentials by default', async () => {
    const { ctl } = await busy();
    expect(JSON.stringify((await ctl.get('/snapshot')).body)).not.toMatch(/demo-key|other-key/);
    expect(JSON.stringify((await ctl.get('/snapshot?secrets=true')).body)).toMatch(/demo-key/);
  });

  it('of a newer version is refused by name, and nothing changes', async () => {
    const { ctl, get } = await busy();
    const { status, body } = await ctl.put('/snapshot', { version: 3, workspaces: [] });
    expect(status).toBe(422);
    expect(body.detail[0]).toMatchObject({
      loc: ['body', 'version'],
      msg: expect.stringContaining('version 3'),
    });
    expect((await ctl.put('/snapshot', { hello: 1 })).status).toBe(422);
    expect((await get(paths.active(WS))).body).toHaveLength(4);
  });
});

/** A snapshot that version 0.1.0 wrote. */
const golden = (): Json =>
  JSON.parse(readFileSync(new URL('../fixtures/snapshot-0.1.0.json', import.meta.url), 'utf8'));

/** What a snapshot tells of each workspace, in words that both versions have. */
function contentOf(snapshot: Json) {
  const textOf = ({ eventId, message }: Json) => `${eventId} ${message}`;
  return snapshot.workspaces.map((space: Json) => ({
    // The first version did not keep when a workspace was made.
    workspace: { ...space.workspace, createdAt: 0 },
    // The first version did not know the fields that are filled in here.
    services: space.services.map((one: Json) => ({ description: '', agentId: null, ...one })),
    entities: space.entities.map((one: Json) => ({ phone: null, email: null, ...one })),
    faults: space.faults.map((one: Json) => ({ socket: null, ...one })),
    script: space.script,
    keys: space.keys.map(({ lastUsedAt: _, ...key }: Json) => key),
    clock: space.clock && { ...space.clock, now: 0 },
    calls: space.calls.map((call: Json) => ({
      sid: call.callSid,
      times: [call.startedAt, call.endedAt, call.lengthSeconds, call.timeline],
      about: [call.serviceId, call.callerId, call.direction, call.scenario],
      subscribers: call.subscribers.map((one: Json) => [one.subscriberId, one.responseDelayMs]),
      queue: call.queue.map(textOf),
      received: call.received.map(textOf),
    })),
    conversations: space.conversations.map((one: Json) => ({
      id: one.conversationId,
      times: [one.createdAt, one.closedAt],
      turns: one.turns,
      background: one.background,
    })),
    sessions: space.sessions.map((one: Json) => one.conversationId),
  }));
}

describe('a snapshot of version 0.1.0', () => {
  it('loads completely', async () => {
    const { ctl, at, http } = await control({ auth: 'keys' });
    const given = golden();
    expect(await ctl.put('/snapshot', given)).toMatchObject({
      status: 200,
      body: { workspaces: 3 },
    });
    const taken = (await ctl.get('/snapshot?secrets=true')).body;
    expect(contentOf(taken)).toEqual(contentOf(given));
    expect((await ctl.get(at('/calls/ended'))).body.queue).toHaveLength(1);
    expect((await ctl.get(at('/script'))).body.rules).toHaveLength(3);
    const [session] = given.workspaces[0].sessions;
    const turn = await http
      .post(`/v1/${WS}/conversations/${session.conversationId}/turns`)
      .set('authorization', 'Bearer demo-key')
      .send({ message: 'renew' });
    expect(turn.body.output.at(-1).text).toBe('Which one?');
  });
});

/** The golden snapshot with one thing in it wrong. */
function spoiled(path: (string | number)[], value: unknown): Json {
  const data = golden();
  let at = data;
  for (const step of path.slice(0, -1)) at = at[step];
  const last = path.at(-1) as string;
  if (value === undefined) delete at[last];
  else at[last] = value;
  return data;
}
const inWorkspace = (...path: (string | number)[]) => ['workspaces', 0, ...path];

describe('a snapshot with something wrong in it', () => {
  it.each<[(string | number)[], unknown]>([
    [inWorkspace('calls', 0, 'queue'), undefined],
    [inWorkspace('calls', 0, 'timeline'), null],
    [inWorkspace('calls', 0, 'timeline', 0, 'atSeconds'), 1e300],
    [inWorkspace('calls', 0, 'startedAt'), 1e300],
    [inWorkspace('calls', 0, 'received', 0, 'deliveries'), {}],
    [inWorkspace('calls', 1, 'callSid'), 'CA00000000000000000000000000000001'],
    [inWorkspace('calls', 0, 'subscribers', 0, 'responseDelayMs'), -1],
    [inWorkspace('services', 0, 'serviceId'), 'x'],
    [inWorkspace('entities', 1, 'canonicalId'), 'charmhealth:Patient:67890'],
    [inWorkspace('entities', 0, 'projectionLagSeconds'), '1'],
    [inWorkspace('sessions', 0, 'lastActivityAt'), null],
    [inWorkspace('conversations', 0, 'turns'), null],
    [inWorkspace('conversations', 0, 'background', 0, 'dueAt'), -1e300],
    [inWorkspace('faults', 0, 'window'), undefined],
    [inWorkspace('faults', 1, 'delay', 'medianMs'), 1e300],
    [inWorkspace('keys', 0, 'expiresAt'), 1e300],
    [inWorkspace('keys', 1, 'token'), 'demo-key'],
    [inWorkspace('script', 'rules', 0, 'match', 'regex'), '(?=a)b'],
    [inWorkspace('workspace', 'origin'), undefined],
    [inWorkspace('workspace', 'origin', 'calls', 0, 'started_seconds_ago'), 1e300],
    [inWorkspace('workspace', 'origin', 'workspace_id'), OTHER],
    [inWorkspace('workspace', 'sessionIdleSeconds'), -1],
    [['workspaces', 1, 'workspace', 'workspaceId'], '__proto__'],
    [['workspaces', 1, 'clock', 'now'], 1e300],
    [['workspaces', 1, 'clock', 'speed'], 1e300],
    [['clock', 'ahead_ms'], 1e300],
  ])('(%j: %j) is a 422 that names the place, and nothing changes', async (path, value) => {
    const { ctl, get } = await busy();
    const before = (await ctl.get('/snapshot?secrets=true')).body;
    const { status, body } = await ctl.put('/snapshot', spoiled(path, value));
    expect(status).toBe(422);
    // Where a field is gone, the place is that of the field.
    expect(body.detail[0].loc).toEqual(['body', ...path]);
    expect((await ctl.get('/snapshot?secrets=true')).body).toEqual(before);
    expect((await ctl.post('/clock/advance', { seconds: 3600 })).status).toBe(200);
    expect((await get(paths.active(WS))).status).toBe(200);
  });

  it.each([
    ['two services of one id', { services: [{ service_id: OTHER }, { service_id: OTHER }] }],
    [
      'a call of a service that does not exist',
      { calls: [{ caller_id: '+1', service_id: OTHER }] },
    ],
  ])('could not be reset: %s', async (_, more) => {
    const { ctl } = await control();
    const origin = { workspace_id: WS, ...more };
    const refused = await ctl.put('/snapshot', spoiled(inWorkspace('workspace', 'origin'), origin));
    expect(refused.status).toBe(422);
    expect(refused.body.detail[0].loc.slice(0, 5)).toEqual([
      'body',
      ...inWorkspace('workspace', 'origin'),
    ]);
  });

  it('is nested too deep: 422', async () => {
    const { ctl } = await control();
    const detail = JSON.parse('['.repeat(5_000) + ']'.repeat(5_000));
    const data = spoiled(inWorkspace('faults', 0, 'answer', 'detail'), detail);
    expect((await ctl.put('/snapshot', data)).status).toBe(422);
  });

  it('may have unknown fields, which are ignored', async () => {
    const { ctl } = await control();
    const data = spoiled(inWorkspace('calls', 0, 'mood'), 'new');
    data.workspaces[0].workspace.origin.colour = 'blue';
    data.workspaces[0].workspace.origin.calls[0].mood = { new: 1 };
    expect((await ctl.put('/snapshot', data)).status).toBe(200);
    expect((await ctl.post('/reset')).status).toBe(200);
  });

  it('stops a start with --import: exit 2 with the path', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'snapshot-'));
    const file = join(folder, 'wrong.json');
    writeFileSync(file, JSON.stringify(spoiled(inWorkspace('calls', 0, 'queue'), undefined)));
    const lines: string[] = [];
    const flags: StartFlags = {
      port: 0,
      host: '127.0.0.1',
      auth: 'any',
      clock: 'frozen',
      log: 'json',
      pydantic: '2.13',
      python: '3.13',
      storePrefix: 'sessions-emulator',
      import: file,
    };
    const opened = await open(flags, (line) => lines.push(line), silentLog);
    rmSync(folder, { recursive: true });
    expect(opened).toEqual({ status: 'failed', exitCode: 2 });
    expect(lines.join()).toContain('$.workspaces[0].calls[0].queue');
  });
});

describe('two snapshots loaded at once', () => {
  it('leave one of them complete', async () => {
    const { ctl, at } = await busy();
    const one = (await ctl.get('/snapshot?secrets=true')).body;
    await ctl.post('/reset');
    await ctl.delete(`/workspaces/${OTHER}`);
    const other = (await ctl.get('/snapshot?secrets=true')).body;
    const loads = await Promise.all([ctl.put('/snapshot', one), ctl.put('/snapshot', other)]);
    expect(loads.map(({ status }) => status)).toEqual([200, 200]);
    const ids = (await ctl.get('/workspaces')).body.length;
    const short = (await ctl.get(at('/calls/short'))).status;
    expect([
      [2, 200],
      [1, 404],
    ]).toContainEqual([ids, short]);
  });
});
