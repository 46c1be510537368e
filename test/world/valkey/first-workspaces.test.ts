/** The first workspaces of a shared world are made once. */
import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../../src/world/valkey/address.ts';
import { startLossyProxy } from '../../helpers/lossy-proxy.ts';
import { hasRedis } from '../../helpers/redis-server.ts';
import { make, needsServer, put, sharedPlace } from '../../helpers/several-stores.ts';
import { testServer } from '../../helpers/shared-store.ts';
import { OTHER, WS } from '../../helpers/world.ts';

describe.skipIf(!hasRedis)(needsServer('the first workspaces of a shared world'), () => {
  it('are made once when three processes begin at once', async () => {
    const place = await sharedPlace();
    const stores = await Promise.all([place.open(), place.open(), place.open()]);
    let times = 0;
    const all = await Promise.all(
      stores.map((store) =>
        store.begin(async () => {
          times++;
          await make(store, WS);
          await put(store, 's');
        }),
      ),
    );
    expect(times).toBe(1);
    expect([...all].sort()).toEqual(['joined', 'joined', 'new']);
    for (const store of stores) {
      expect(await store.workspaces()).toEqual([WS]);
      expect((await store.list(WS, 'service')).records).toHaveLength(1);
    }
  });

  it('are not made again for a process that comes later, also when all were removed', async () => {
    const place = await sharedPlace();
    const a = await place.open();
    await a.begin(async () => void (await make(a, WS)));
    await a.decide(WS, {}, () => ({ result: undefined, replace: null }));
    await a.close();
    const b = await place.open();
    expect(await b.begin(async () => void (await make(b, WS)))).toBe('joined');
    expect(await b.workspaces()).toEqual([]);
  });

  it('are made by another process when the one that makes them dies half-way', async () => {
    const { url } = await testServer();
    const proxy = await startLossyProxy(url);
    const place = await sharedPlace();
    const a = await place.open({ address: parseAddress(proxy.url, place.prefix) });
    const b = await place.open();
    let isHalf = () => {};
    const half = new Promise<void>((resolve) => {
      isHalf = resolve;
    });
    const dying = a
      .begin(async () => {
        await make(a, OTHER);
        isHalf();
        await proxy.stop();
        await make(a, WS);
      })
      .catch((error: Error) => error.name);
    await half;
    const result = await b.begin(async () => {
      await make(b, WS);
      await make(b, OTHER);
    });
    expect(result).toBe('new');
    expect(await dying).toBe('StoreUnavailable');
    // In the order of the second attempt, without the rest of the first.
    expect(await b.workspaces()).toEqual([WS, OTHER]);
  });

  it('are made by another process at once when the one that makes them fails and closes', async () => {
    const place = await sharedPlace();
    const [a, b] = [await place.open(), await place.open()];
    const failing = a.begin(() => Promise.reject(new Error('a mistake')));
    await expect(failing).rejects.toThrow('a mistake');
    const waiting = b.begin(async () => void (await make(b, WS)));
    await a.close();
    expect(await waiting).toBe('new');
  });
});
