import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { parseAddress } from '../../../src/world/valkey/address.ts';
import { connectServer } from '../../../src/world/valkey/server.ts';
import { hasRedis, startRedis } from '../../helpers/redis-server.ts';

describe('a server that accepts connections and does not respond', () => {
  it('is unreachable at the start, within five seconds', async () => {
    const server = createServer((socket) => void socket.on('error', () => {}));
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const began = performance.now();
    const connecting = connectServer(parseAddress(`redis://127.0.0.1:${port}`));
    await expect(connecting).rejects.toMatchObject({ code: 'unreachable' });
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  it.skipIf(!hasRedis)(
    'is lost within five seconds, also while commands are sent, and is back when it responds (it needs redis-server or valkey-server)',
    async () => {
      const redis = await startRedis();
      onTestFinished(() => redis.stop());
      const server = await connectServer(parseAddress(redis.url));
      onTestFinished(() => server.close());
      const { client } = server;

      redis.pause();
      const began = performance.now();
      const busy = setInterval(() => void client.set('a', '1').catch(() => undefined), 100);
      onTestFinished(() => clearInterval(busy));
      await expect(client.get('a')).rejects.toThrow();
      expect(performance.now() - began).toBeLessThan(5_000);
      // Long enough that attempts to connect again come to nothing.
      await vi.waitFor(() => expect(performance.now() - began).toBeGreaterThan(10_000), 15_000);
      await expect(client.get('a')).rejects.toThrow();
      redis.resume();
      await vi.waitFor(async () => expect(await client.ping()).toBe('PONG'), 8_000);
    },
  );
});
