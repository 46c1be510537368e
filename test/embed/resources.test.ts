import { describe, expect, it } from 'vitest';
import { createEmulator } from '../../src/emulator.ts';
import { callDescription, callFields } from '../../src/world/resources/calls.ts';
import { entityFields } from '../../src/world/resources/catalog.ts';
import { keyFields } from '../../src/world/resources/keys.ts';
import { toJson } from '../../src/world/to-json.ts';
import { NOON, SERVICE, WS } from '../helpers/world.ts';

/** A call with a value in every field. */
const call = {
  callSid: 'A',
  serviceId: SERVICE,
  callerId: '+1',
  direction: 'outbound',
  scenario: 'refill',
  lengthSeconds: 60,
  startedSecondsAgo: 5,
  timeline: [{ atSeconds: 1, state: 'greeting' }],
  subscribers: [{ subscriberId: 's', responseDelaySeconds: 3 }, {}],
  responseDelaySeconds: 2,
} as const;
const entity = {
  entityId: WS,
  canonicalId: 'a:b:c',
  name: 'Alex',
  phone: '+1',
  email: 'a@b.c',
  projectionLagSeconds: 5,
} as const;
const key = { token: 'k', name: 'K', role: 'admin', permissions: ['a.b'], lifeSeconds: 9 } as const;

/** An emulator with `WS`, its control plane and its snapshot. */
async function emulation(content: object = {}) {
  const services = [{ service_id: SERVICE }];
  const fixture = { workspaces: [{ workspace_id: WS, services, ...content }] };
  const emulator = await createEmulator({ fixture, clock: { frozenAt: NOON }, seed: 'same' });
  const ctl = async (method: string, path: string, body?: object) => {
    const response = await emulator.fetch(`http://emulator/_emulator/workspaces/${WS}${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: JSON.parse(await response.text()) };
  };
  const stored = async () => (await ctl('GET', '/snapshot?secrets=true')).body.workspaces[0];
  return { emulator, ctl, stored };
}

describe('a resource with a value in every field', () => {
  it('is the same call in a fixture, over HTTP and in the typed API', async () => {
    expect(Object.keys(call).sort()).toEqual(Object.keys(callFields).sort());
    const json = toJson(callFields, call);
    const seeded = await emulation({ calls: [json] });
    const placed = await emulation();
    const { status, body } = await placed.ctl('POST', '/calls', json);
    expect(status).toBe(201);
    expect((await seeded.ctl('GET', '/calls/A')).body).toMatchObject({
      ...toJson(callDescription, call),
      call_sid: 'A',
      timeline: json.timeline,
      subscribers: [
        { subscriber_id: 's', response_delay_seconds: 3 },
        { response_delay_seconds: 2 },
      ],
    });
    const ofAgents = ({ subscribers, ...rest }: { subscribers: object[] }) => [
      rest,
      subscribers.map((one) => ({ ...one, subscriber_id: '' })),
    ];
    expect(ofAgents((await seeded.ctl('GET', '/calls/A')).body)).toEqual(ofAgents(body));

    const { emulator } = await emulation();
    const workspace = await emulator.workspace();
    await workspace.addService({ serviceId: SERVICE });
    const info = await workspace.placeCall(call);
    const { callSid, serviceId, callerId, direction, scenario, lengthSeconds, timeline } = call;
    const same = { callSid, serviceId, callerId, direction, scenario, lengthSeconds, timeline };
    expect(info).toMatchObject(same);
    expect(info.subscribers.map((one) => one.responseDelaySeconds)).toEqual([3, 2]);
  });

  it('is the same entity and key in a fixture and over HTTP', async () => {
    const { entity_id, ...of } = toJson(entityFields, entity);
    const keyJson = toJson(keyFields, key);
    const seeded = await emulation({ entities: [{ entity_id, ...of }], api_keys: [keyJson] });
    const put = await emulation();
    expect((await put.ctl('PUT', `/entities/${entity_id}`, of)).status).toBe(201);
    expect((await put.ctl('PUT', '/api-keys', keyJson)).status).toBe(201);
    const [{ keys: given, entities }, { keys, entities: added }] = [
      await seeded.stored(),
      await put.stored(),
    ];
    expect(entities).toEqual(added);
    const ofKey = ({ token, name, role, permissions, expiresAt }: Record<string, unknown>) => ({
      token,
      name,
      role,
      permissions,
      expiresAt,
    });
    expect(given.map(ofKey)).toEqual([
      { token: 'k', name: 'K', role: 'admin', permissions: ['a.b'], expiresAt: NOON + 9000 },
    ]);
    expect(keys.map(ofKey)).toEqual(given.map(ofKey));
  });

  it('is the same fault over HTTP and in the typed API', async () => {
    const { emulator, ctl } = await emulation();
    const json = { delay_ms: { uniform: { from_ms: 1, to_ms: 2 } }, ttl: 5 };
    const { body } = await ctl('POST', '/faults', json);
    expect(body).toMatchObject({
      ...json,
      status: null,
      after: 0,
      probability: 1,
      phase: 'before',
    });
    const workspace = await emulator.workspace();
    await workspace.addFault({ delayMs: { uniform: { fromMs: 1, toMs: 2 } }, ttlSeconds: 5 });
    const path = `http://emulator/_emulator/workspaces/${workspace.workspaceId}/faults`;
    const [rule] = JSON.parse(await (await emulator.fetch(path)).text());
    expect({ ...rule, fault_id: '' }).toEqual({ ...body, fault_id: '' });
  });
});

describe('a snapshot that was taken before there was a field with a default', () => {
  it('loads, with the default', async () => {
    const { emulator, ctl } = await emulation({ calls: [{ caller_id: '+1', call_sid: 'A' }] });
    const { body } = await ctl('GET', '/snapshot');
    delete body.workspaces[0].calls[0].scenario;
    const load = { method: 'PUT', body: JSON.stringify(body) };
    expect((await emulator.fetch('http://emulator/_emulator/snapshot', load)).status).toBe(200);
    expect((await ctl('GET', '/calls/A')).body.scenario).toBe('');
  });
});
