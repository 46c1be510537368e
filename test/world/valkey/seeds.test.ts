/** The seed of a shared world. */
import { describe, expect, it } from 'vitest';
import type { Decision, Store } from '../../../src/world/ports/store.ts';
import { hasRedis } from '../../helpers/redis-server.ts';
import {
  contentsOf,
  make,
  needsServer,
  remove,
  service,
  services,
  threeStores,
  upTo,
} from '../../helpers/several-stores.ts';
import { OTHER, WS } from '../../helpers/world.ts';

/** Draws an id and keeps it. */
const draw = (store: Store, ws = WS) =>
  store.decide(ws, {}, (_, moment): Decision<string> => {
    const id = moment.uuid();
    return { result: id, put: [['service', id, service(id)]] };
  });
const drawKey = (store: Store, ws = WS) =>
  store.decide(ws, {}, (_, { keys }): Decision<string> => ({ result: keys.secret() }));

describe.skipIf(!hasRedis)(needsServer('the seed of a shared world'), () => {
  it('gives the same identifiers in the same order of decisions, whichever process decides', async () => {
    const run = async (order: readonly number[]) => {
      const stores = await threeStores({ seed: 'x' }, [WS, OTHER]);
      const drawn: string[] = [];
      for (const at of order) {
        const store = stores[at] as Store;
        drawn.push(await draw(store), await draw(store, OTHER), await drawKey(store));
      }
      return drawn;
    };
    const first = await run([0, 1, 2, 0]);
    expect(await run([2, 2, 1, 0])).toEqual(first);
    expect(new Set(first).size).toBe(12);
  });

  it('never gives two equal identifiers, however many processes draw at once', async () => {
    const stores = await threeStores({ seed: 'x' });
    const all = await Promise.all(upTo(90).map((number) => draw(stores[number % 3] as Store)));
    expect(new Set(all).size).toBe(90);
  });

  it('never gives an identifier again to a workspace that was removed and made again', async () => {
    const [a, b] = await threeStores({ seed: 'x' });
    const before = [await draw(a), await draw(b)];
    await remove(a, WS);
    await make(b, WS);
    const after = [await draw(b), await draw(a)];
    expect(new Set([...before, ...after]).size).toBe(4);
  });

  it('never gives an identifier to two decisions while a large workspace is written', async () => {
    const [a, b] = await threeStores({ seed: 'x' });
    const large = async () =>
      a.decide(
        WS,
        {},
        (_, moment): Decision<string> => ({
          result: moment.uuid(),
          replace: contentsOf(WS, { service: services(6_000) }),
        }),
      );
    const small: string[] = [];
    let done = false;
    const end = large().finally(() => {
      done = true;
    });
    while (!done) small.push(await draw(a), await draw(b));
    const all = [await end, ...small];
    expect(new Set(all).size).toBe(all.length);
  });

  it('is that of the process that made the world', async () => {
    const [, b] = await threeStores({ seed: 'x' });
    const [a] = await threeStores({ seed: 'x' });
    expect(await draw(b)).toBe(await draw(a));
  });

  it('is not used for draws outside of decisions twice: each process has its own', async () => {
    const stores = await threeStores({ seed: 'x' });
    const all = stores.flatMap((store) => upTo(20).map(() => store.draws(null).uuid()));
    expect(new Set(all).size).toBe(60);
  });
});
