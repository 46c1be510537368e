import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import demo from '../../fixtures/demo.json' with { type: 'json' };
import { checkFixture } from '../../src/fixtures/fixture-check.ts';
import { fixtureJsonSchema } from '../../src/fixtures/fixture-schema.ts';
import { activeCalls, demoWorld, OTHER, seededWorld, WS } from '../helpers/world.ts';

const base = { workspace_id: WS };
const workspace = (more: object) => ({ workspaces: [{ ...base, ...more }] });
const SERVICE = { service_id: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa1' };
const call = { caller_id: '+15550100009' };

async function problem(data: unknown): Promise<string> {
  try {
    await seededWorld(await checkFixture(data));
  } catch (error) {
    return (error as Error).message;
  }
  return 'none';
}

describe('the demo fixture', () => {
  it('is a fixture', async () => {
    expect((await checkFixture(demo)).workspaces).toHaveLength(2);
  });

  it('holds exactly what documentation and scripts rely on', async () => {
    const world = await demoWorld();
    const ids = async (ws: string) => ({
      services: (await world.listServices(ws)).map((one) => one.serviceId),
      entities: (await world.listEntities(ws)).map((one) => [one.entityId, one.canonicalId]),
      calls: (await world.listCalls(ws)).map((one) => [
        one.callSid,
        one.direction,
        one.serviceId === null,
        one.subscribers.map((subscriber) => subscriber.kind),
        one.timeline.length > 0,
      ]),
      keys: (await world.listKeys(ws)).map((one) => one.token),
    });
    expect(await world.workspaces()).toEqual([WS, OTHER]);
    expect(await ids(WS)).toEqual({
      services: ['aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa1', 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa2'],
      entities: [
        ['eeeeeeee-eeee-4eee-8eee-eeeeeeeeeee1', 'charmhealth:Patient:67890'],
        ['eeeeeeee-eeee-4eee-8eee-eeeeeeeeeee2', 'charmhealth:Patient:67891'],
      ],
      calls: [
        ['CA00000000000000000000000000000001', 'inbound', false, ['simulated'], true],
        ['CA00000000000000000000000000000002', 'inbound', false, [], true],
        ['CA00000000000000000000000000000003', 'outbound', true, ['simulated'], false],
      ],
      keys: ['demo-key'],
    });
    expect(await ids(OTHER)).toEqual({
      services: ['aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa3'],
      entities: [['eeeeeeee-eeee-4eee-8eee-eeeeeeeeeee3', 'charmhealth:Patient:70001']],
      calls: [['CA00000000000000000000000000000004', 'inbound', false, ['simulated'], false]],
      keys: ['other-key'],
    });
  });

  it('has calls that do not end', async () => {
    const world = await demoWorld();
    world.clock.advance(365 * 86_400_000);
    expect(await activeCalls(world, WS)).toHaveLength(3);
    expect(await activeCalls(world, OTHER)).toHaveLength(1);
  });
});

describe('the JSON Schema of fixtures', () => {
  it('is the one that the zod schema makes (npm run generate)', () => {
    const file = readFileSync(new URL('../../fixtures/world.schema.json', import.meta.url), 'utf8');
    expect(file).toBe(`${JSON.stringify(fixtureJsonSchema(), null, 2)}\n`);
  });
});

describe('a bad fixture is refused with place, expectation and finding', () => {
  it.each([
    ['not an object', [], '$: expected an object, found []'],
    ['an empty object', {}, '$.workspaces: expected a list, found nothing'],
    [
      'a misspelt field',
      workspace({ servcies: [] }),
      '$.workspaces[0].servcies: expected one of the fields workspace_id, name, text_session_idle_seconds, services, agents, skills, entities, calls, api_keys, agent_script, found the unknown field "servcies"',
    ],
    [
      'a misspelt field whose name is not a word',
      workspace({ 'a.b': 1 }),
      '$.workspaces[0]["a.b"]: expected one of the fields workspace_id, name, text_session_idle_seconds, services, agents, skills, entities, calls, api_keys, agent_script, found the unknown field "a.b"',
    ],
    [
      'an object where a list belongs',
      workspace({ services: {} }),
      '$.workspaces[0].services: expected a list, found {}',
    ],
    [
      'a number where a text belongs',
      workspace({ calls: [{ caller_id: 15550100009 }] }),
      '$.workspaces[0].calls[0].caller_id: expected a string, found 15550100009',
    ],
    [
      'a field that is missing',
      workspace({ calls: [{}] }),
      '$.workspaces[0].calls[0].caller_id: expected a string, found nothing',
    ],
    [
      'a service whose id is not a UUID',
      workspace({ services: [{ service_id: 'front-desk' }] }),
      '$.workspaces[0].services[0].service_id: expected a UUID, found "front-desk"',
    ],
    [
      'a call whose service is not a UUID',
      workspace({ calls: [{ ...call, service_id: 'front-desk' }] }),
      '$.workspaces[0].calls[0].service_id: expected a UUID, found "front-desk"',
    ],
    [
      'an id that is not a UUID',
      { workspaces: [{ workspace_id: 'ws-1' }] },
      '$.workspaces[0].workspace_id: expected a UUID, found "ws-1"',
    ],
    [
      'a canonical id of two parts',
      workspace({ entities: [{ entity_id: WS, canonical_id: 'a:b' }] }),
      '$.workspaces[0].entities[0].canonical_id: expected a text that matches /^[A-Za-z0-9._-]+:[A-Za-z0-9._-]+:[A-Za-z0-9._-]+$/, found "a:b"',
    ],
    [
      'a start in the future',
      workspace({ calls: [{ ...call, started_seconds_ago: -1 }] }),
      '$.workspaces[0].calls[0].started_seconds_ago: expected at least 0, found -1',
    ],
    [
      'a step before the call',
      workspace({ calls: [{ ...call, timeline: [{ at_seconds: -0.5, state: 'x' }] }] }),
      '$.workspaces[0].calls[0].timeline[0].at_seconds: expected at least 0, found -0.5',
    ],
    [
      'a negative projection lag',
      workspace({ entities: [{ entity_id: WS, projection_lag_seconds: -1 }] }),
      '$.workspaces[0].entities[0].projection_lag_seconds: expected at least 0, found -1',
    ],
    [
      'an idle time of 0',
      workspace({ text_session_idle_seconds: 0 }),
      '$.workspaces[0].text_session_idle_seconds: expected more than 0, found 0',
    ],
    [
      'a negative number of subscribers',
      workspace({ calls: [{ ...call, subscribers: -1 }] }),
      '$.workspaces[0].calls[0].subscribers: expected at least 0, found -1',
    ],
    [
      'an unknown direction',
      workspace({ calls: [{ ...call, direction: 'up' }] }),
      '$.workspaces[0].calls[0].direction: expected "inbound" or "outbound", found "up"',
    ],
    [
      'subscribers that are neither a number nor a list',
      workspace({ calls: [{ ...call, subscribers: 'two' }] }),
      '$.workspaces[0].calls[0].subscribers: expected a whole number, or a list, found "two"',
    ],
    [
      'a subscriber with a mistake of its own',
      workspace({ calls: [{ ...call, subscribers: [{ response_delay_seconds: 'soon' }] }] }),
      '$.workspaces[0].calls[0].subscribers[0].response_delay_seconds: expected a number, found "soon"',
    ],
    [
      'a service that does not exist',
      workspace({ calls: [{ ...call, service_id: SERVICE.service_id }] }),
      '$.workspaces[0].calls[0].service_id: expected a service of this workspace, found "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa1"',
    ],
    [
      'a service twice',
      workspace({ services: [SERVICE, SERVICE] }),
      '$.workspaces[0].services[1].service_id: expected an id not used before, found "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa1", which is taken',
    ],
    [
      'a service twice, once in capitals',
      workspace({
        services: [SERVICE, { service_id: 'AAAAAAAA-AAAA-4AAA-8AAA-AAAAAAAAAAA1' }],
      }),
      '$.workspaces[0].services[1].service_id: expected an id not used before, found "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa1", which is taken',
    ],
    [
      'an entity twice',
      workspace({ entities: [{ entity_id: WS }, { entity_id: WS }] }),
      `$.workspaces[0].entities[1].entity_id: expected an id not used before, found "${WS}", which is taken`,
    ],
    [
      'a canonical id twice',
      workspace({
        entities: [
          { entity_id: WS, canonical_id: 'a:b:c' },
          { entity_id: OTHER, canonical_id: 'a:b:c' },
        ],
      }),
      '$.workspaces[0].entities[1].canonical_id: expected an id not used before, found "a:b:c", which is taken',
    ],
    [
      'a call twice',
      workspace({
        calls: [
          { ...call, call_sid: 'A' },
          { ...call, call_sid: 'A' },
        ],
      }),
      '$.workspaces[0].calls[1].call_sid: expected an id not used before, found "A", which is taken',
    ],
    [
      'a subscriber twice',
      workspace({
        calls: [{ ...call, subscribers: [{ subscriber_id: 's' }, { subscriber_id: 's' }] }],
      }),
      '$.workspaces[0].calls[0].subscribers[1].subscriber_id: expected an id not used before, found "s", which is taken',
    ],
    [
      'a workspace twice',
      { workspaces: [base, base] },
      `$.workspaces[1].workspace_id: expected an id not used before, found "${WS}", which is taken`,
    ],
    [
      'a key twice, without repeating the key',
      workspace({ api_keys: [{ api_key: 'secret' }, { api_key: 'secret' }] }),
      '$.workspaces[0].api_keys[1].api_key: expected an id not used before, found one that is taken',
    ],
  ])('%s', async (_, data, message) => {
    expect(await problem(data)).toBe(message);
  });

  it.each([
    [
      'is in the place of its record',
      workspace({ api_keys: ['secret'] }),
      '$.workspaces[0].api_keys[0]: expected an object, found a string',
    ],
    [
      'is in the place of the list',
      workspace({ api_keys: 'secret' }),
      '$.workspaces[0].api_keys: expected a list, found a string',
    ],
    [
      'is in the place of a field name',
      workspace({ api_keys: [{ api_key: 'k', secret: 1 }] }),
      '$.workspaces[0].api_keys[0]: expected one of the fields api_key, name, role, permissions, expires_in_seconds, found an unknown field',
    ],
    [
      'has a field with another name',
      workspace({ name: { token: 'secret' } }),
      '$.workspaces[0].name: expected a string, found an object',
    ],
    [
      'is in a record where the list belongs',
      workspace({ api_keys: { api_key: 'secret' } }),
      '$.workspaces[0].api_keys: expected a list, found an object',
    ],
    [
      'is wrapped in a list',
      workspace({ api_keys: [{ api_key: ['secret'] }] }),
      '$.workspaces[0].api_keys[0].api_key: expected a string, found a list',
    ],
    [
      'is deep in something else that is wrong',
      { workspaces: { api_keys: [{ api_key: 'secret' }] } },
      '$.workspaces: expected a list, found an object',
    ],
    [
      'is in a record at a wrong place',
      workspace({ name: { api_key: 'secret' } }),
      '$.workspaces[0].name: expected a string, found an object',
    ],
  ])('without showing a key that %s', async (_, data, message) => {
    expect(await problem(data)).toBe(message);
  });

  it('every problem of its form at once', async () => {
    const message = await problem(workspace({ calls: [{}, { caller_id: 5 }] }));
    expect(message.split('\n')).toEqual([
      '$.workspaces[0].calls[0].caller_id: expected a string, found nothing',
      '$.workspaces[0].calls[1].caller_id: expected a string, found 5',
    ]);
  });
});
