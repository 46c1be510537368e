import { describe, expect, it } from 'vitest';
import { AUTO_GREETING } from '../../src/world/model/conversations.ts';
import {
  demoWorld,
  ENTITY,
  emptyWorld,
  idlingWorld,
  NOON,
  OTHER,
  SERVICE,
  WS,
} from '../helpers/world.ts';

const byEntity = {
  serviceId: SERVICE,
  entity: { by: 'entity_id', entityId: ENTITY },
  channelKind: 'web',
  greeting: null,
} as const;
const byName = {
  ...byEntity,
  entity: { by: 'canonical_id', canonicalId: 'charmhealth:Patient:67890' },
} as const;

async function idOf(started: Promise<object>): Promise<string> {
  const { session } = (await started) as { session: { conversationId: string } };
  return session.conversationId;
}

describe('start', () => {
  it('creates a session, and then finds it by either name of the entity', async () => {
    const world = await demoWorld();
    const first = await world.startSession(WS, byEntity);
    expect(first.status).toBe('created');
    const second = await world.startSession(WS, byName);
    expect(second).toEqual({ ...first, status: 'already_active' });
  });

  it('creates a new one once the conversation is closed', async () => {
    const world = await demoWorld();
    const first = await idOf(world.startSession(WS, byEntity));
    expect(await world.closeConversation(WS, first)).toEqual({ status: 'closed' });
    expect(await world.closeConversation(WS, first)).toEqual({ status: 'not_found' });
    const second = await world.startSession(WS, byEntity);
    expect(second.status).toBe('created');
    expect(await idOf(Promise.resolve(second))).not.toBe(first);
  });

  it('leaves the new session alone when the old conversation is closed again', async () => {
    const world = await demoWorld();
    const first = await idOf(world.startSession(WS, byEntity));
    await world.closeConversation(WS, first);
    const second = await idOf(world.startSession(WS, byEntity));
    await world.closeConversation(WS, first);
    expect(await world.startSession(WS, byEntity)).toMatchObject({
      status: 'already_active',
      session: { conversationId: second },
    });
  });

  it('keeps the time of the first start', async () => {
    const world = await demoWorld();
    await world.startSession(WS, byEntity);
    world.clock.advance(60_000);
    expect(await world.startSession(WS, byEntity)).toMatchObject({
      status: 'already_active',
      session: { createdAt: NOON },
    });
  });

  it('opens with the greeting of the first start, or the agent greets by itself', async () => {
    const world = await demoWorld();
    const firstTurns = async (id: string) => (await world.readConversation(WS, id))?.turns;
    const id = await idOf(world.startSession(WS, { ...byEntity, greeting: 'Hi Alex' }));
    await world.startSession(WS, { ...byEntity, greeting: 'Ignored' });
    expect(await firstTurns(id)).toMatchObject([{ role: 'agent', text: 'Hi Alex', at: NOON }]);
    await world.closeConversation(WS, id);
    const next = await idOf(world.startSession(WS, byEntity));
    expect(await firstTurns(next)).toMatchObject([
      { role: 'agent', text: AUTO_GREETING, at: NOON },
    ]);
  });

  it('creates a new one after the idle time of the workspace', async () => {
    const world = await idlingWorld();
    await world.startSession(WS, byEntity);
    world.clock.advance(29_999);
    expect((await world.startSession(WS, byEntity)).status).toBe('already_active');
    world.clock.advance(1);
    expect((await world.startSession(WS, byEntity)).status).toBe('created');
  });

  it.each([
    ['that nobody replaced', false],
    ['that a new start replaced first', true],
  ])('closes an idle conversation at its time, also one %s', async (_, replaced) => {
    const world = await idlingWorld();
    const id = await idOf(world.startSession(WS, byEntity));
    // The clock alone: what is due has not been heard of yet, as between two ticks of a real one.
    world.clock.advance(31_000);
    if (replaced) expect((await world.startSession(WS, byEntity)).status).toBe('created');
    await world.advanceClock(null, 0);
    const conversation = await world.readConversation(WS, id);
    expect(conversation?.closedAt).toBe(NOON + 30_000);
    expect(world.events.after(0).map((one) => one.event)).toContainEqual({
      type: 'session.closed',
      at: NOON + 30_000,
      workspaceId: WS,
      conversationId: id,
    });
    const next = await world.startSession(WS, byEntity);
    expect(next.status).toBe(replaced ? 'already_active' : 'created');
  });

  it('keeps services and entities apart', async () => {
    const world = await demoWorld();
    await world.startSession(WS, byEntity);
    for (const other of [
      { ...byEntity, serviceId: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa2' },
      {
        ...byEntity,
        entity: { by: 'entity_id', entityId: 'eeeeeeee-eeee-4eee-8eee-eeeeeeeeeee2' },
      },
    ] as const) {
      expect((await world.startSession(WS, other)).status).toBe('created');
    }
  });

  it('does not close a conversation of another workspace', async () => {
    const world = await demoWorld();
    const id = await idOf(world.startSession(WS, byEntity));
    expect(await world.closeConversation(OTHER, id)).toEqual({ status: 'not_found' });
    expect((await world.startSession(WS, byEntity)).status).toBe('already_active');
  });

  it('finds no unknown service or entity, nor those of another workspace', async () => {
    const world = await demoWorld();
    const unknown = '99999999-9999-4999-8999-999999999999';
    for (const request of [
      { ...byEntity, serviceId: unknown },
      { ...byEntity, entity: { by: 'entity_id', entityId: unknown } },
      { ...byEntity, entity: { by: 'canonical_id', canonicalId: 'no:such:one' } },
    ] as const) {
      expect(await world.startSession(WS, request)).toEqual({ status: 'not_found' });
    }
    expect(await world.startSession(OTHER, byEntity)).toEqual({ status: 'not_found' });
  });

  it('does not find a canonical id until its projection has caught up; the id it finds at once', async () => {
    const world = await emptyWorld();
    await world.addService(WS, { serviceId: SERVICE, name: '' });
    await world.addEntity(WS, {
      entityId: ENTITY,
      canonicalId: 'charmhealth:Patient:67890',
      name: '',
      projectionLagSeconds: 5,
    });
    expect(await world.startSession(WS, byName)).toEqual({ status: 'not_found' });
    expect((await world.startSession(WS, byEntity)).status).toBe('created');
    world.clock.advance(4999);
    expect(await world.startSession(WS, byName)).toEqual({ status: 'not_found' });
    world.clock.advance(1);
    expect((await world.startSession(WS, byName)).status).toBe('already_active');
  });
});
