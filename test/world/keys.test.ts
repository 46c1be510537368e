import { describe, expect, it } from 'vitest';
import { demoWorld, emptyWorld, NOON, OTHER, WS } from '../helpers/world.ts';

describe('a key', () => {
  it('is valid for its workspace and foreign to another', async () => {
    const world = await demoWorld();
    expect((await world.checkKey(WS, 'demo-key')).status).toBe('valid');
    expect((await world.checkKey(OTHER, 'demo-key')).status).toBe('foreign');
    expect((await world.checkKey(OTHER, 'other-key')).status).toBe('valid');
  });

  it('is foreign where there is no workspace', async () => {
    const world = await demoWorld();
    expect((await world.checkKey(null, 'demo-key')).status).toBe('foreign');
    expect((await world.checkKey('33333333-3333-4333-8333-333333333333', 'demo-key')).status).toBe(
      'foreign',
    );
  });

  it.each(['nobody', '', 'demo-ke', 'demo-key ', 'DEMO-KEY'])('%j is unknown', async (token) => {
    expect((await (await demoWorld()).checkKey(WS, token)).status).toBe('unknown');
  });

  it('cannot be added twice, and opens nothing once it is removed', async () => {
    const world = await emptyWorld();
    const added = await world.addKey(WS, { token: 'k', name: '' });
    if (added.status !== 'added') throw new Error(added.status);
    expect(await world.addKey(WS, { token: 'k', name: '' })).toEqual({ status: 'duplicate' });
    expect(await world.removeKey(OTHER, added.key.keyId)).toEqual({ status: 'not_found' });
    expect((await world.checkKey(WS, 'k')).status).toBe('valid');
    expect(await world.removeKey(WS, added.key.keyId)).toEqual({ status: 'removed' });
    expect((await world.checkKey(WS, 'k')).status).toBe('unknown');
  });

  it('expires on the clock of its workspace, and differs from an unknown one', async () => {
    const world = await demoWorld();
    await world.addKey(WS, { token: 'short', lifeSeconds: 60 });
    await world.advanceClock(WS, 59);
    expect((await world.checkKey(WS, 'short')).status).toBe('valid');
    await world.advanceClock(WS, 1);
    expect((await world.checkKey(WS, 'short')).status).toBe('expired');
    expect((await world.checkKey(WS, 'demo-key')).status).toBe('valid');
  });

  it('knows which key it was issued with, and when it was last used', async () => {
    const world = await demoWorld();
    const added = await world.addKey(WS, { name: 'ci', askedWith: 'demo-key' });
    if (added.status !== 'added') throw new Error(added.status);
    await world.addKey(WS, { name: 'other', askedWith: 'nobody' });
    expect((await world.listKeys(WS, 'demo-key')).map((key) => key.name)).toEqual(['ci']);
    expect(await world.listKeys(WS, 'nobody')).toEqual([]);
    await world.checkKey(WS, added.key.token);
    const [, key] = await world.listKeys(WS);
    expect([key?.name, key?.lastUsedAt]).toEqual(['ci', NOON]);
  });
});
