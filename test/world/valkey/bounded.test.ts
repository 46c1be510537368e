/** What a shared world leaves on its server. */
import { describe, expect, it } from 'vitest';
import type { Store } from '../../../src/world/ports/store.ts';
import { COMMITS_KEPT } from '../../../src/world/valkey/commit-script.ts';
import { hasRedis } from '../../helpers/redis-server.ts';
import {
  contentsOf,
  emit,
  make,
  needsServer,
  put,
  remove,
  services,
  sharedPlace,
  until,
  upTo,
} from '../../helpers/several-stores.ts';
import { testServer } from '../../helpers/shared-store.ts';
import { NOON, OTHER, WS } from '../../helpers/world.ts';

/** Fills a workspace with records, logs, tasks, keys and a journal. */
async function fill(store: Store): Promise<void> {
  const turn = { role: 'agent', text: '', at: NOON, turnIndex: null, toolCalls: [], content: [] };
  await store.decide(WS, {}, () => ({
    result: undefined,
    put: [['key', 't', { id: 't', token: 't' } as never]],
    append: [
      ['turns', 'c1', [turn as never]],
      ['queue', 'A', [{ eventId: 'e' } as never]],
    ],
    plan: [{ task: { kind: 'end', callSid: 'A' }, at: NOON + 1 }],
  }));
  await put(store, 's');
  await store.journal.write({ workspaceId: WS, requestId: 'r', query: '', headers: {} } as never);
  await store.clocks.change(WS, { advanceMs: 1 });
}

const ofWorkspaces = (keys: readonly string[]) => keys.filter((key) => /^[\da-f]{8}-/.test(key));

describe.skipIf(!hasRedis)(needsServer('on its server, a shared world'), () => {
  it('leaves nothing of a workspace that is removed, replaced or reset', async () => {
    const place = await sharedPlace();
    const a = await place.open();
    await make(a, WS);
    const before = (await place.keys()).length;
    for (const size of [3, 6_000]) {
      await fill(a);
      expect((await place.keys()).length).toBeGreaterThan(before + 4);
      await make(a, WS, contentsOf(WS, { service: services(size) }));
      expect(ofWorkspaces(await place.keys())).toHaveLength(2);
    }
    await fill(a);
    await remove(a, WS);
    expect(ofWorkspaces(await place.keys())).toEqual([]);
    await make(a, WS);
    await fill(a);
    await a.replaceAll(new Map([[OTHER, contentsOf(OTHER, { service: services(6_000) })]]), null);
    expect(ofWorkspaces(await place.keys())).toHaveLength(2);
    await a.replaceAll(new Map(), null);
    expect(ofWorkspaces(await place.keys())).toEqual([]);
    expect(await place.keys()).not.toContain('clocks:own');
  });

  it('lets contents expire that a process wrote and then did not commit, and no others', async () => {
    const redis = await testServer();
    const place = await sharedPlace();
    const a = await place.open();
    await make(a, WS);
    const b = await place.open();
    const large = contentsOf(WS, { service: services(6_000) });
    const ttl = async (key: string) =>
      Number(await redis.command('TTL', `{${place.prefix}}:${key}`));
    await make(a, WS, large);
    expect(await Promise.all(ofWorkspaces(await place.keys()).map(ttl))).toEqual([-1, -1]);
    // Each is decided on what the other replaces, so some are written for nothing.
    const replace = (store: Store) =>
      store.decide(WS, { one: ['workspace', WS] }, () => ({ result: undefined, replace: large }));
    await Promise.all([replace(a), replace(b), replace(a), replace(b)]);
    const keys = ofWorkspaces(await place.keys());
    const ttls = await Promise.all(keys.map(ttl));
    expect(ttls.filter((seconds) => seconds === -1)).toHaveLength(2);
    expect((await b.list(WS, 'service')).records).toHaveLength(6_000);
  });

  it('keeps a number of commits', async () => {
    const redis = await testServer();
    const place = await sharedPlace();
    const a = await place.open();
    await make(a, WS);
    // One commit for each: an announcement alone would share one.
    const key = `{${place.prefix}}:commits`;
    const size = async () => Number(await redis.command('XLEN', key));
    // In parts: while a script runs, the server replies to nobody.
    for (const _ of upTo(20)) {
      await redis.command('EVAL', FAST_COMMITS, '1', key, String(COMMITS_KEPT / 20));
    }
    await emit(a, 'last');
    expect(await size()).toBeLessThanOrEqual(COMMITS_KEPT + 2);
  });

  it('forgets a process that was closed at once, and one that is gone for long later', async () => {
    const redis = await testServer();
    const place = await sharedPlace();
    const a = await place.open();
    await make(a, WS);
    const fields = async (name: string) =>
      (await redis.command('HKEYS', `{${place.prefix}}:${name}`)) as readonly string[];
    for (const _ of upTo(5)) {
      const b = await place.open();
      await put(b, 's');
      await b.close();
    }
    expect(await fields('processes')).toEqual(['1']);
    expect(await fields('batches')).toEqual(['1']);
    await redis.command('HSET', `{${place.prefix}}:processes`, '77', '1000');
    await redis.command('HSET', `{${place.prefix}}:batches`, '77', '1 1');
    await until(async () => (await fields('processes')).length === 1);
    expect(await fields('batches')).toEqual(['1']);
  });
});

/** Adds commits as if other processes had made them. */
const FAST_COMMITS = `
local world = string.gsub(KEYS[1], 'commits$', 'world')
local seq = tonumber(redis.call('HGET', world, 'seq'))
for number = seq + 1, seq + tonumber(ARGV[1]) do
  redis.call('XADD', KEYS[1], number .. '-0', 'origin', '99.' .. number, 'event', '1', 'host', '0', 'items', '1', 'change', '[{}]')
end
redis.call('HSET', world, 'seq', string.format('%.0f', seq + tonumber(ARGV[1])), 'origin', '99.' .. string.format('%.0f', seq + tonumber(ARGV[1])))
`;
