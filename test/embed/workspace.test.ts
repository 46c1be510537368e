import { describe, expect, it } from 'vitest';
import { createEmulator, type Workspace } from '../../src/index.ts';
import { ways } from '../helpers/embedded.ts';
import { NOON } from '../helpers/world.ts';

/** A client of a workspace, as a user would write one. */
function clientOf({ fetch, workspaceId, apiKey }: Workspace) {
  const send = async (method: string, path: string, body?: object) => {
    const answer = await fetch(`http://sessions/v1/${workspaceId}${path}`, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
  };
  return {
    active: () => send('GET', '/sessions/active'),
    inject: (callSid: string, message: string) =>
      send('POST', `/sessions/${callSid}/inject`, { message }),
    start: (service_id: string, entity_id: string) =>
      send('POST', '/sessions/start', { service_id, entity_id, channel_kind: 'web' }),
    turn: (id: string, message: string) => send('POST', `/conversations/${id}/turns`, { message }),
  };
}

describe.each(ways)('a workspace, %s', (_, open) => {
  const embedded = () => open({ clock: { frozenAt: NOON }, auth: 'keys' });

  it('has an id, a key and what its template has, and works without a socket', async () => {
    const emulator = await embedded();
    const workspace = await emulator.workspace('demo');
    expect(workspace.calls.length).toBeGreaterThan(0);
    expect(workspace.services[0]?.serviceId).toMatch(/^[0-9a-f-]{36}$/);
    const listed = await clientOf(workspace).active();
    expect(listed.body.map((call: { call_sid: string }) => call.call_sid)).toEqual(
      workspace.calls.map((call) => call.callSid),
    );
  });

  it('is fresh each time: its key opens no other, and nothing is shared', async () => {
    const emulator = await embedded();
    const [one, other] = [await emulator.workspace('demo'), await emulator.workspace('demo')];
    const stranger = clientOf({ ...one, workspaceId: other.workspaceId } as Workspace);
    expect((await stranger.active()).status).toBe(403);
    await clientOf(one).inject(one.calls[0]?.callSid as string, 'hi');
    expect([await one.injections(), await other.injections()]).toMatchObject([
      [{ message: 'hi' }],
      [],
    ]);
  });

  it('places calls, agents and events, and shows the results', async () => {
    const workspace = await (await embedded()).workspace();
    const { inject } = clientOf(workspace);
    const { callSid } = await workspace.placeCall({ callSid: 'mine', startedSecondsAgo: 5 });
    expect((await inject(callSid, 'Anybody?')).body.status).toBe('queued_no_subscriber');
    expect(await workspace.attachSubscriber(callSid, { subscriberId: 'agent' })).toEqual({
      subscriberId: 'agent',
      drained: 1,
    });
    await workspace.clock.advance(1);
    const call = await workspace.readCall(callSid);
    expect(call).toMatchObject({ active: true, durationSeconds: 6, callerId: '+15550100000' });
    expect(call.injections).toMatchObject([
      { message: 'Anybody?', queued: true, status: 'delivered', deliveredTo: ['agent'] },
    ]);
    expect(call.transcript).toHaveLength(1);
    await workspace.setCallState(callSid, 'talking');
    expect((await workspace.endCall(callSid)).currentState).toBe('talking');
    expect((await inject(callSid, 'Too late')).status).toBe(404);
  });

  it('lets the test act as the agent', async () => {
    const workspace = await (await embedded()).workspace();
    const { callSid } = await workspace.placeCall();
    const heard: string[] = [];
    const leave = await workspace.subscribe(callSid, (event) => heard.push(event.message));
    const { inject } = clientOf(workspace);
    await inject(callSid, 'one');
    await leave();
    expect((await inject(callSid, 'two')).body.status).toBe('queued_no_subscriber');
    expect(heard).toEqual(['one']);
  });

  it('adds services and entities, starts sessions, scripts the agent', async () => {
    const workspace = await (await embedded()).workspace();
    const { start, turn } = clientOf(workspace);
    const serviceId = await workspace.addService({ name: 'Front desk' });
    const entityId = await workspace.addEntity({ canonicalId: 'a:b:c' });
    await workspace.scriptAgent({
      rules: [{ match: { contains: 'hours' }, reply: { text: 'Nine to five.' } }],
    });
    const { body } = await start(serviceId, entityId);
    await turn(body.conversation_id, 'Your hours?');
    const { turns } = await workspace.readConversation(body.conversation_id);
    expect(turns.map(({ role, text }) => [role, text])).toEqual([
      ['agent', 'Hello! How can I help you today?'],
      ['user', 'Your hours?'],
      ['agent', 'Nine to five.'],
    ]);
    await workspace.closeConversation(body.conversation_id);
    expect(await workspace.sessions()).toMatchObject([{ entityId, active: false }]);
  });

  it('makes requests fail, and verifies what was sent', async () => {
    const workspace = await (await embedded()).workspace('demo');
    const { inject } = clientOf(workspace);
    const callSid = workspace.calls[0]?.callSid as string;
    await workspace.addFault({ operation: 'inject', status: 503, times: 1 });
    expect((await inject(callSid, 'one')).status).toBe(503);
    expect((await inject(callSid, 'two')).status).toBe(200);
    expect(await workspace.faults()).toMatchObject([{ hits: 1, seen: 1 }]);
    expect(await workspace.requests({ status: 200 })).toMatchObject([{ body: { message: 'two' } }]);
    expect((await workspace.verify({ body: { message: 'two' }, exactly: 1 })).ok).toBe(true);
    const missed = await workspace.verify({ body: { message: 'three' } });
    expect(missed).toMatchObject({ ok: false, count: 0, expected: 'at least 1' });
    expect(missed.nearest[0]?.differences).toEqual([
      { path: 'body.message', expected: 'three', found: 'two' },
    ]);
  });

  it('waits for an event, and reports the events seen after a timeout', async () => {
    const workspace = await (await embedded()).workspace('demo');
    const callSid = workspace.calls[0]?.callSid as string;
    const waiting = workspace.waitFor({ type: 'injection.delivered', callSid });
    await clientOf(workspace).inject(callSid, 'hi');
    expect(await waiting).toMatchObject({ injection: { message: 'hi' } });
    await expect(workspace.waitFor({ type: 'call.ended' }, { timeoutMs: 1 })).rejects.toThrow(
      /did not happen within 1 ms; what did: .*injection.delivered/,
    );
  });

  it('has its own clock once it is changed', async () => {
    const emulator = await embedded();
    const [one, other] = [await emulator.workspace(), await emulator.workspace()];
    await one.clock.advance(3600);
    expect(one.clock.now().getTime() - other.clock.now().getTime()).toBe(3_600_000);
    await one.clock.freeze(new Date(NOON));
    expect(one.clock.now()).toEqual(new Date(NOON));
    await one.clock.run(1000);
    expect(one.clock.now().getTime()).toBeGreaterThanOrEqual(NOON);
  });

  it('can be reset to its template, and is removed when it is closed', async () => {
    const emulator = await embedded();
    const workspace = await emulator.workspace('demo');
    const { active } = clientOf(workspace);
    for (const { callSid } of workspace.calls) await workspace.endCall(callSid);
    expect((await active()).body).toEqual([]);
    await workspace.reset();
    expect((await active()).body).toHaveLength(workspace.calls.length);
    expect(await workspace.requests()).toHaveLength(1);
    await workspace.close();
    expect((await active()).status).toBe(401);
  });

  it('reports what is wrong with its arguments', async () => {
    const workspace = await (await embedded()).workspace();
    await expect(workspace.readCall('nobody')).rejects.toThrow(
      'call nobody not found in this workspace',
    );
    await workspace.placeCall({ callSid: 'a' });
    await expect(workspace.placeCall({ callSid: 'a' })).rejects.toThrow('callSid a is taken');
    const serviceId = '99999999-9999-4999-8999-999999999999';
    await expect(workspace.placeCall({ serviceId })).rejects.toThrow(
      `service ${serviceId} not found`,
    );
    await expect(workspace.addFault({ operation: 'inject' })).rejects.toThrow(
      'set at least one of status, delayMs, connection, rateLimit, socket',
    );
  });

  it('refuses an option that does not exist, as plain JavaScript may have', async () => {
    const workspace = await (await embedded()).workspace();
    const mistyped: object = { subscriber: 1 };
    await expect(workspace.placeCall(mistyped)).rejects.toThrow(
      /^subscriber: Unknown field\. The fields are: callSid, .*subscribers/,
    );
    expect(await workspace.listCalls()).toEqual([]);
  });

  it('is not made from a template that does not fit together', async () => {
    const emulator = await embedded();
    const template = { calls: [{ caller_id: '+1', service_id: crypto.randomUUID() }] };
    await expect(emulator.workspace(template)).rejects.toMatchObject({
      name: 'FixtureError',
      problems: [{ path: ['calls', 0, 'service_id'], expected: 'a service of this workspace' }],
    });
  });
});

describe('an emulator', () => {
  it('is not made for options with a value that does not exist, as plain JavaScript may have', async () => {
    const made = (options: object) => createEmulator(options);
    await expect(made({ auth: 'key' })).rejects.toThrow(
      'auth: expected "any" or "keys" or "off", found "key"',
    );
    await expect(made({ clock: '2026-03-01T09:30:00Z' })).rejects.toThrow(
      'clock: expected "real" or "frozen", found "2026-03-01T09:30:00Z"',
    );
  });
});
