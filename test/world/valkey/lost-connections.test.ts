/** Replies, connections and the server itself are lost, and come back. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { createClock } from '../../../src/world/ports/clock.ts';
import { StoreUnavailable } from '../../../src/world/ports/store.ts';
import { parseAddress } from '../../../src/world/valkey/address.ts';
import { openValkeyStore, type ValkeyStore } from '../../../src/world/valkey/open.ts';
import { startLossyProxy } from '../../helpers/lossy-proxy.ts';
import { hasRedis, type Redis, startRedis } from '../../helpers/redis-server.ts';
import {
  contentsOf,
  count,
  emit,
  make,
  nameOf,
  needsServer,
  put,
  services,
  sharedPlace,
  until,
  upTo,
} from '../../helpers/several-stores.ts';
import { testServer } from '../../helpers/shared-store.ts';
import { NOON, WS } from '../../helpers/world.ts';

/** A server of its own, which the test may stop, and two stores over one world. */
async function ownServer(appendOnly = true) {
  const redis = await startRedis({ appendOnly });
  const place = await sharedPlace({}, redis.url);
  const a = await place.open();
  await make(a, WS);
  const b = await place.open();
  return { redis, place, a, b };
}

/** Beats and commits; not what a connection says when it begins. */
const isScript = (command: string): boolean => command.includes('EVALSHA');

/** Milliseconds until a call rejects with `StoreUnavailable`. */
async function refusedIn(work: () => unknown): Promise<number> {
  const before = performance.now();
  await expect((async () => work())()).rejects.toBeInstanceOf(StoreUnavailable);
  return performance.now() - before;
}

describe.skipIf(!hasRedis)(needsServer('a shared store'), () => {
  it('commits once and returns the result when the reply is lost', async () => {
    const proxy = await startLossyProxy((await testServer()).url);
    onTestFinished(() => proxy.stop());
    const place = await sharedPlace({}, proxy.url);
    const store = await place.open();
    await make(store, WS);
    const heard: number[] = [];
    store.events.listen(({ id }) => heard.push(id));
    for (const number of upTo(10)) {
      proxy.dropReplies(1, isScript);
      expect(await count(store)).toBe(number);
      proxy.dropReplies(1, isScript);
      await emit(store, String(number));
    }
    expect(proxy.dropped).toBeGreaterThanOrEqual(19);
    expect(await nameOf(store, 'n')).toBe('10');
    expect(heard).toEqual(upTo(10));
    expect(place.lines).toEqual([]);
  });

  it('goes on when its connections are killed again and again', async () => {
    const redis = await startRedis();
    const place = await sharedPlace({}, redis.url);
    const a = await place.open();
    await make(a, WS);
    const b = await place.open();
    let done = false;
    const counts = Promise.all(
      [a, b].map(async (store) => {
        for (const _ of upTo(100)) await count(store);
      }),
    ).finally(() => {
      done = true;
    });
    while (!done) {
      await redis.command('CLIENT', 'KILL', 'TYPE', 'normal');
      await redis.command('CLIENT', 'KILL', 'TYPE', 'pubsub');
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    await counts;
    expect(await nameOf(a, 'n')).toBe('200');
  });

  it('refuses at once while its server is down, and is back by itself with everything', async () => {
    const { redis, a, b, place } = await ownServer();
    await put(a, 's', 'kept');
    await redis.kill();
    expect(await refusedIn(() => put(a, 's'))).toBeLessThan(1_500);
    await until(() => a.state().status === 'unavailable' && b.state().status === 'unavailable');
    for (const work of [() => put(a, 's'), () => nameOf(b, 's'), () => a.workspaces()]) {
      expect(await refusedIn(work)).toBeLessThan(100);
    }
    await redis.restart();
    await until(() => a.state().status === 'ok' && b.state().status === 'ok');
    for (const store of [a, b]) expect(await nameOf(store, 's')).toBe('kept');
    expect(await count(a)).toBe(1);
    expect(await count(b)).toBe(2);
    expect(place.lines.filter((line) => line.includes('cannot be used'))).toHaveLength(2);
    expect(place.lines.filter((line) => line.includes('is back'))).toHaveLength(2);
  });

  it('refuses while its server takes no writes, says why, and is back by itself', async () => {
    const { redis, a, place } = await ownServer();
    await redis.command('REPLICAOF', '127.0.0.1', '1');
    expect(await refusedIn(() => put(a, 's', 'kept'))).toBeLessThan(1_500);
    expect(place.lines[0]).toBe(
      "The store cannot be used: the server replied: READONLY You can't write against a read only replica. Requests get 503 until it can.",
    );
    await redis.command('REPLICAOF', 'NO', 'ONE');
    await until(() => a.state().status === 'ok');
    await put(a, 's', 'kept');
    expect(await nameOf(a, 's')).toBe('kept');
  });

  it('refuses after a second while its server is stopped, and goes on afterwards', async () => {
    const { redis, a, b } = await ownServer();
    await make(a, WS, contentsOf(WS, { service: services(10) }));
    await a.read(WS, {});
    await b.workspaces();
    redis.pause();
    const [decided, loaded] = await Promise.all([
      refusedIn(() => count(a)),
      refusedIn(() => b.list(WS, 'service')),
    ]);
    redis.resume();
    expect(decided).toBeLessThan(1_500);
    expect(loaded).toBeLessThan(1_500);
    await until(() => a.state().status === 'ok' && b.state().status === 'ok');
    // The decision that was refused may have been made, once.
    const before = Number((await nameOf(b, 'n')) ?? 0);
    expect(before).toBeLessThanOrEqual(1);
    expect(await count(b)).toBe(before + 1);
  });

  it('says that the world is lost when the server was emptied, and never shows an empty one', async () => {
    const { redis, a, b, place } = await ownServer(false);
    await redis.command('FLUSHALL');
    for (const store of [a, b]) {
      await expect(store.workspaces()).rejects.toThrow('lost the world');
      await expect(put(store, 's')).rejects.toThrow('lost the world');
      expect(store.state().status).toBe('lost');
    }
    expect(place.lines.join('\n')).toMatch(/lost the world/);
    // Another world under the same prefix is another one, also when the old stores are closed.
    const c = await place.open();
    await make(c, WS);
    await expect(b.workspaces()).rejects.toThrow('lost the world');
    await a.close();
    await b.close();
    expect(await redis.command('HLEN', `{${place.prefix}}:processes`)).toBe(1);
    expect(await count(c)).toBe(1);
  });

  it('says that changes are lost when the server has an older state, and goes on with that', async () => {
    const { redis, a, b, place } = await ownServer();
    await put(a, 's', 'old');
    expect(await nameOf(b, 's')).toBe('old');
    const restore = await copyOf(redis);
    await put(a, 's', 'new');
    await put(b, 'other');
    await redis.kill();
    restore();
    await redis.restart();
    await until(() => a.state().status === 'ok' && b.state().status === 'ok');
    const found = async (store: ValkeyStore) => {
      try {
        return await nameOf(store, 's');
      } catch (error) {
        expect(error).toBeInstanceOf(StoreUnavailable);
        return nameOf(store, 's');
      }
    };
    for (const store of [a, b]) expect(await found(store)).toBe('old');
    expect(place.lines.filter((line) => line.includes('lost the last changes'))).toHaveLength(2);
    for (const number of upTo(5)) expect(await count(number % 2 ? a : b)).toBe(number);
    for (const store of [a, b]) {
      const { records } = await store.list(WS, 'service');
      expect(records.map(({ serviceId }) => serviceId)).toEqual(['s', 'n']);
    }
  });

  it('notices that changes are lost also when others have made as many new ones before it asks', async () => {
    const { redis, a, place } = await ownServer();
    await put(a, 's', 'old');
    const proxy = await startLossyProxy(redis.url);
    onTestFinished(() => proxy.stop());
    const far = await openValkeyStore({
      address: parseAddress(proxy.url, place.prefix),
      clock: createClock({ frozenAt: NOON }),
    });
    onTestFinished(() => far.close());
    await far.list(WS, 'service');
    const restore = await copyOf(redis);
    await put(a, 's', 'new');
    expect(await nameOf(far, 's')).toBe('new');
    proxy.refuse();
    await redis.kill();
    restore();
    await redis.restart();
    await until(() => a.state().status === 'ok');
    const write = async () => put(a, 's', 'other');
    await write().catch(write);
    for (const number of upTo(3)) await put(a, `s${number}`);
    proxy.accept();
    const isBack = async () => (await nameOf(far, 's')) === 'other';
    await until(() => isBack().catch(() => false));
    expect((await far.list(WS, 'service')).records).toEqual((await a.list(WS, 'service')).records);
  });

  it('that is closed sends, logs and keeps nothing more', async () => {
    const place = await sharedPlace();
    const a = await place.open();
    await make(a, WS);
    const last = put(a, 's', 'last');
    await a.close();
    await last;
    expect(await refusedIn(() => put(a, 's'))).toBeLessThan(100);
    expect(await refusedIn(() => a.workspaces())).toBeLessThan(100);
    await a.close();
    expect(place.lines).toEqual([]);
    expect(await nameOf(await place.open(), 's')).toBe('last');
  });
});

/** Copies the append-only files of a server that runs. Returns a function that puts them back. */
async function copyOf(redis: Redis): Promise<() => void> {
  const { cpSync, mkdtempSync, rmSync } = await import('node:fs');
  const { tmpdir } = await import('node:os');
  const { join } = await import('node:path');
  const [, dir = ''] = (await redis.command('CONFIG', 'GET', 'dir')) as readonly string[];
  const copy = mkdtempSync(join(tmpdir(), 'redis-copy-'));
  onTestFinished(() => rmSync(copy, { recursive: true, force: true }));
  const files = join(dir, 'appendonlydir');
  cpSync(files, copy, { recursive: true });
  return () => {
    rmSync(files, { recursive: true });
    cpSync(copy, files, { recursive: true });
  };
}
