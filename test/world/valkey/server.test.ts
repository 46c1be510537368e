import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { parseAddress } from '../../../src/world/valkey/address.ts';
import { flushStore } from '../../../src/world/valkey/flush.ts';
import { connectServer } from '../../../src/world/valkey/server.ts';
import { StoreError } from '../../../src/world/valkey/store-error.ts';
import { startLossyProxy } from '../../helpers/lossy-proxy.ts';
import { hasRedis, type RedisOptions, startRedis } from '../../helpers/redis-server.ts';

/** Starts a server; it is stopped after the test. */
async function redisServer(options: RedisOptions = {}) {
  const redis = await startRedis(options);
  onTestFinished(() => redis.stop());
  return redis;
}

/** Connects; the connection is closed after the test. */
async function connected(url: string) {
  const server = await connectServer(parseAddress(url));
  onTestFinished(() => server.close());
  return server;
}

/** The error of a connection that fails. */
async function failure(url: string): Promise<StoreError> {
  const error = await connectServer(parseAddress(url)).then(
    (server) => server.close(),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StoreError);
  return error as StoreError;
}

describe.skipIf(!hasRedis)('a server (it needs redis-server or valkey-server)', () => {
  it('is reached over TCP, over its socket file and with a password, and says what it is', async () => {
    const redis = await redisServer({ password: 'a/b c' });
    for (const url of [redis.url, `unix://:a%2Fb%20c@${redis.socketPath}`, `${redis.url}/1`]) {
      const { client, product, version, warnings } = await connected(url);
      expect(await client.ping()).toBe('PONG');
      expect(`${product} ${version}`).toMatch(/^(Redis|Valkey) \d+\.\d+\.\d+$/);
      expect(warnings).toEqual([]);
    }
    const names = (await redis.command('CLIENT', 'LIST')) as string;
    expect(names.match(/name=sessions-emulator /g)).toHaveLength(3);
  });

  it('that may remove keys when it is full is named in a warning', async () => {
    const args = ['--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru'];
    const { url } = await redisServer({ args });
    expect((await connected(url)).warnings).toEqual([
      'when the server is full it removes parts of the world (maxmemory-policy allkeys-lru): set the policy to noeviction',
    ]);
  });

  it('whose user may not ask for its settings can be used', async () => {
    const redis = await redisServer();
    await redis.command('ACL', 'SETUSER', 'ann', 'on', '>pw', '~*', '&*', '+@all', '-info');
    const { product, version } = await connected(redis.url.replace('//', '//ann:pw@'));
    expect(`${product} ${version}`).toMatch(/^Redis \d/);
  });

  it.each([
    ['is of a wrong password', 'refused_credentials', { password: 'right' }, '//:s3cret@', []],
    ['is without a password', 'refused_credentials', { password: 'right' }, '//', []],
    [
      'is of a user who may only read',
      'no_permission',
      {},
      '//ann:s3cret@',
      ['ACL', 'SETUSER', 'ann', 'on', '>s3cret', '~*', '+@read', '+eval', '+info'],
    ],
    [
      'is of a user who may not use its keys',
      'no_permission',
      {},
      '//ann:s3cret@',
      ['ACL', 'SETUSER', 'ann', 'on', '>s3cret', '~other:*', '+@all'],
    ],
    ['is to a replica', 'read_only', {}, '//:s3cret@', ['REPLICAOF', '127.0.0.1', '1']],
    ['is to a full server', 'full', {}, '//:s3cret@', ['CONFIG', 'SET', 'maxmemory', '1']],
  ] as const)('refuses a connection that %s: %s', async (_, code, options, credentials, setUp) => {
    const redis = await redisServer(options);
    if (setUp.length > 0) await redis.command(...setUp);
    const address = `redis:${credentials}127.0.0.1:${redis.port}`;
    const error = await failure(address);
    expect(error).toMatchObject({
      code,
      message: expect.stringMatching(`127.0.0.1:${redis.port}/0 `),
    });
    expect(String(error.stack)).not.toContain('s3cret');
  });

  it('refuses a connection to a server that cannot write to its disk: full', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'redis-gone-'));
    const redis = await redisServer({ dir });
    await redis.command('CONFIG', 'SET', 'save', '3600 1');
    rmSync(dir, { recursive: true });
    await redis.command('BGSAVE');
    await vi.waitFor(async () =>
      expect(await redis.command('INFO', 'persistence')).toMatch(/rdb_last_bgsave_status:err/),
    );
    expect(await failure(redis.url)).toMatchObject({
      code: 'full',
      message: expect.stringMatching(/cannot write to its disk/),
    });
  });

  it('that speaks no TLS is refused with a hint', async () => {
    const redis = await redisServer();
    const error = await failure(redis.url.replace('redis:', 'rediss:'));
    expect(error).toMatchObject({ code: 'unreachable', message: expect.stringMatching(/TLS/) });
  });

  it('is connected again by itself when it was killed and comes back', async () => {
    const redis = await redisServer({ appendOnly: true });
    const { client } = await connected(redis.url);
    await client.set('kept', '1');
    await redis.kill();
    await expect(client.get('kept')).rejects.toThrow();
    await redis.restart();
    await vi.waitFor(async () => expect(await client.get('kept')).toBe('1'), 5_000);
  });

  it('stays closed when it is closed while it connects again', async () => {
    const redis = await redisServer();
    const proxy = await startLossyProxy(redis.url);
    onTestFinished(() => proxy.stop());
    const { client, close } = await connected(proxy.url);
    const ready = new Promise<void>((resolve) => client.once('ready', resolve));
    client.once('reconnecting', close);
    proxy.cut();
    await ready;
    expect(client.isReady).toBe(false);
    await vi.waitFor(() => expect(proxy.connections).toBe(0));
  });

  it('takes more connections with the same settings, which end with the first', async () => {
    const redis = await redisServer({ password: 'pw' });
    const server = await connected(redis.url);
    const more = await server.connect();
    expect(await more.ping()).toBe('PONG');
    server.close();
    await expect(more.ping()).rejects.toThrow();
    await vi.waitFor(async () => {
      const list = (await redis.command('CLIENT', 'LIST')) as string;
      expect(list).not.toContain('name=sessions-emulator');
    });
  });
});

describe.skipIf(!hasRedis)('a flush (it needs redis-server or valkey-server)', () => {
  it('removes every key of its prefix and no other', async () => {
    const { url } = await redisServer();
    const server = await connected(url);
    const { client } = server;
    const others = ['{mine2}:a', 'mine:a', '{other}:{mine}:a', '{mine}'];
    await Promise.all(others.map((key) => client.set(key, '1')));
    for (let i = 0; i < 2_500; i++) void client.set(`{mine}:${i}`, '1');
    await client.hSet('{mine}:hash', 'a', '1');
    expect(await flushStore(server, 'mine')).toBe(2_501);
    expect((await client.keys('*')).sort()).toEqual([...others].sort());
    expect(await flushStore(server, 'mine')).toBe(0);
  });
});

describe('a server that is not there', () => {
  /** Listens and does what `serve` says. */
  async function port(serve: Parameters<typeof createServer>[1]): Promise<number> {
    const server = createServer(serve);
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  it.each([
    ['a port where nothing listens', 'redis://:s3cret@127.0.0.1:1', /nothing listens there/],
    [
      'a file that is not there',
      'unix://:s3cret@/nowhere/db.sock',
      /\/nowhere\/db\.sock does not exist/,
    ],
  ])('is unreachable: %s', async (_, url, why) => {
    const error = await failure(url);
    expect(error).toMatchObject({ code: 'unreachable', message: expect.stringMatching(why) });
    expect(error.message).not.toContain('s3cret');
  });

  it('is too old when it does not know the greeting', async () => {
    const at = await port((socket) => {
      socket.on('error', () => {});
      socket.on('data', () => socket.write("-ERR unknown command 'HELLO'\r\n"));
    });
    expect(await failure(`redis://127.0.0.1:${at}`)).toMatchObject({ code: 'wrong_version' });
  });

  it('is lost when it closes each connection', async () => {
    const at = await port((socket) => socket.destroy());
    expect(['lost', 'unreachable']).toContain((await failure(`redis://127.0.0.1:${at}`)).code);
  });
});
