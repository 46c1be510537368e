import { describe, expect, it } from 'vitest';
import { limits } from '../../src/world/limits.ts';
import {
  demoWorld,
  ENTITY,
  emptyWorld,
  event,
  SERVICE,
  seededWorld,
  WS,
} from '../helpers/world.ts';

const uuidOf = (n: number): string =>
  `${n.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
const full = (of: keyof typeof limits) => ({ status: 'full', of, limit: limits[of] });
const fault = { status: 503 };

/** Does something so many times. */
async function times(count: number, act: (n: number) => Promise<unknown>): Promise<void> {
  for (let n = 0; n < count; n++) await act(n);
}

describe('a world that is full', () => {
  it('refuses new services, and existing ones can still be replaced', async () => {
    const world = await emptyWorld();
    await times(limits.services, (n) => world.addService(WS, { serviceId: uuidOf(n), name: '' }));
    const more = { serviceId: uuidOf(limits.services), name: '' };
    expect(await world.addService(WS, more)).toEqual(full('services'));
    expect(await world.putService(WS, more)).toEqual(full('services'));
    expect((await world.putService(WS, { ...more, serviceId: uuidOf(0) })).status).toBe('put');
  });

  it('refuses new entities', async () => {
    const world = await emptyWorld();
    const entity = { canonicalId: null, name: '', projectionLagSeconds: 0 };
    await times(limits.entities, (n) => world.addEntity(WS, { ...entity, entityId: uuidOf(n) }));
    const more = { ...entity, entityId: uuidOf(limits.entities) };
    expect(await world.addEntity(WS, more)).toEqual(full('entities'));
    expect(await world.putEntity(WS, more)).toEqual(full('entities'));
    expect((await world.putEntity(WS, { ...entity, entityId: uuidOf(0) })).status).toBe('put');
  });

  it('refuses new calls, keys and fault rules', async () => {
    const world = await emptyWorld();
    await times(limits.calls, (n) => world.placeCall(WS, { callSid: `c${n}` }));
    expect(await world.placeCall(WS, {})).toEqual(full('calls'));
    expect(await world.placeCalls(WS, { count: 2 })).toEqual(full('calls'));
    await times(limits.apiKeys, (n) => world.addKey(WS, { token: `k${n}` }));
    expect(await world.addKey(WS, {})).toEqual(full('apiKeys'));
    await times(limits.faults, () => world.addFault(WS, fault));
    expect(await world.addFault(WS, fault)).toEqual(full('faults'));
  });

  it('refuses new subscribers and states of a call, and new events in its queue', async () => {
    const world = await emptyWorld();
    await world.placeCall(WS, { callSid: 'quiet' });
    await times(limits.queuedEvents, async () => world.inject(WS, 'quiet', event('x')));
    expect(await world.inject(WS, 'quiet', event('x'))).toEqual(full('queuedEvents'));
    expect(await world.attachSubscriber(WS, 'quiet')).toMatchObject({
      drained: limits.queuedEvents,
    });
    expect(await world.inject(WS, 'quiet', event('x'))).toMatchObject({ status: 'delivered' });

    await world.placeCall(WS, { callSid: 'busy' });
    await times(limits.subscribers, () => world.attachSubscriber(WS, 'busy'));
    expect(await world.attachSubscriber(WS, 'busy')).toEqual(full('subscribers'));
    expect(await world.subscribe(WS, 'busy', () => {})).toEqual(full('subscribers'));
    await times(limits.timelineSteps, (n) => world.changeCallState(WS, 'busy', `s${n}`));
    expect(await world.changeCallState(WS, 'busy', 'one more')).toEqual(full('timelineSteps'));
  });

  it('refuses new conversations', async () => {
    const world = await demoWorld();
    const request = {
      serviceId: SERVICE,
      entity: { by: 'entity_id', entityId: ENTITY },
      channelKind: 'web',
      greeting: null,
    } as const;
    await times(limits.conversations, async () => {
      const started = await world.startSession(WS, request);
      if ('session' in started) await world.closeConversation(WS, started.session.conversationId);
    });
    expect(await world.startSession(WS, request)).toEqual(full('conversations'));
    const wanted = {
      serviceId: SERVICE,
      entityId: null,
      channelKind: 'web',
      outbound: null,
    } as const;
    expect(await world.createConversation(WS, wanted)).toEqual(full('conversations'));
  });

  it('refuses new workspaces', async () => {
    const ids = Array.from({ length: limits.workspaces }, (_, n) => uuidOf(n));
    const world = await seededWorld({ workspaces: ids.map((id) => ({ workspace_id: id })) });
    const more = { workspace_id: uuidOf(limits.workspaces) };
    expect(await world.freshWorkspace(more)).toEqual(full('workspaces'));
    await world.removeWorkspace(uuidOf(0));
    expect((await world.freshWorkspace(more)).status).toBe('made');
  });
});
