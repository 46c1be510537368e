import { describe, expect, it } from 'vitest';
import { demoWorld, ENTITY, emptyWorld, OTHER, SERVICE, WS } from '../helpers/world.ts';

const byEntity = {
  serviceId: SERVICE,
  entity: { entityId: ENTITY },
  channelKind: 'web',
  greeting: null,
} as const;
const byName = { ...byEntity, entity: { canonicalId: 'charmhealth:Patient:67890' } } as const;

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

  it('creates a new one after the idle time of the workspace', async () => {
    const world = await demoWorld();
    await world.putWorkspace({ workspaceId: WS, name: '', sessionIdleSeconds: 30 });
    await world.startSession(WS, byEntity);
    world.clock.advance(29_999);
    expect((await world.startSession(WS, byEntity)).status).toBe('already_active');
    world.clock.advance(1);
    expect((await world.startSession(WS, byEntity)).status).toBe('created');
  });

  it('keeps services apart', async () => {
    const world = await demoWorld();
    await world.startSession(WS, byEntity);
    const other = { ...byEntity, serviceId: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa2' };
    expect((await world.startSession(WS, other)).status).toBe('created');
  });

  it('finds no unknown service or entity, nor those of another workspace', async () => {
    const world = await demoWorld();
    const unknown = '99999999-9999-4999-8999-999999999999';
    for (const request of [
      { ...byEntity, serviceId: unknown },
      { ...byEntity, entity: { entityId: unknown } },
      { ...byEntity, entity: { canonicalId: 'no:such:one' } },
    ]) {
      expect(await world.startSession(WS, request)).toEqual({ status: 'not_found' });
    }
    expect(await world.startSession(OTHER, byEntity)).toEqual({ status: 'not_found' });
  });

  it('does not find a canonical id until its projection has caught up; the id it finds at once', async () => {
    const world = emptyWorld();
    await world.addService(WS, { serviceId: SERVICE, name: '' });
    await world.addEntity(WS, {
      entityId: ENTITY,
      canonicalId: 'charmhealth:Patient:67890',
      name: '',
      projectionLagSeconds: 5,
    });
    expect(await world.startSession(WS, byName)).toEqual({ status: 'not_found' });
    expect((await world.startSession(WS, byEntity)).status).toBe('created');
    world.clock.advance(5000);
    expect((await world.startSession(WS, byName)).status).toBe('already_active');
  });
});

describe('a key', () => {
  it('opens its own workspace and is foreign to the other', async () => {
    const world = await demoWorld();
    expect(await world.checkKey(WS, 'demo-key')).toBe('valid');
    expect(await world.checkKey(OTHER, 'demo-key')).toBe('foreign');
    expect(await world.checkKey(null, 'demo-key')).toBe('foreign');
    expect(await world.checkKey(WS, 'nobody')).toBe('unknown');
  });
});
