/** The proxy between an emulator and its store. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { type LossyProxy, startLossyProxy } from './lossy-proxy.ts';
import { redisCommand } from './redis-command.ts';
import { hasRedis, startRedis } from './redis-server.ts';

async function start() {
  const redis = await startRedis();
  const proxy = await startLossyProxy(redis.url);
  onTestFinished(() => proxy.stop());
  return { redis, proxy, via: (...parts: string[]) => redisCommand(proxy, ...parts) };
}

/** Whether a command is still without a reply after the event loop has turned, and the server has replied to another. */
async function waits(reply: Promise<unknown>, redis: { command(name: string): Promise<unknown> }) {
  let settled = false;
  const done = () => {
    settled = true;
  };
  reply.then(done, done);
  await redis.command('PING');
  return !settled;
}

describe.skipIf(!hasRedis)('a lossy proxy (it needs redis-server or valkey-server)', () => {
  it('loses the reply of a command that the server has executed', async () => {
    const { redis, proxy, via } = await start();
    proxy.dropReplies(1, (command) => command.includes('INCR'));
    expect(await via('PING')).toBe('PONG');
    await expect(via('INCR', 'n')).rejects.toThrow();
    expect(await redis.command('GET', 'n')).toBe('1');
    expect(await via('INCR', 'n')).toBe(2);
    expect(proxy.dropped).toBe(1);
  });

  it('stalls, and passes on what waited', async () => {
    const { redis, proxy, via } = await start();
    proxy.stall();
    const reply = via('INCR', 'n');
    expect(await waits(reply, redis)).toBe(true);
    expect(await redis.command('GET', 'n')).toBe(null);
    proxy.flow();
    expect(await reply).toBe(1);
  });

  it.each<[string, (proxy: LossyProxy) => void]>([
    ['cut', (proxy) => proxy.cut()],
    ['refused', (proxy) => proxy.refuse()],
  ])('breaks connections when it is told: %s', async (_, act) => {
    const { redis, proxy, via } = await start();
    proxy.stall();
    const reply = via('PING');
    await expect.poll(() => proxy.connections).toBe(1);
    act(proxy);
    await expect(reply).rejects.toThrow();
    expect(await redis.command('PING')).toBe('PONG');
  });

  it('refuses connections until it accepts them again', async () => {
    const { proxy, via } = await start();
    proxy.refuse();
    await expect(via('PING')).rejects.toThrow();
    proxy.accept();
    expect(await via('PING')).toBe('PONG');
  });
});
