/** Live subscribers of a shared world: their process may die at any time. */
import { describe, expect, it } from 'vitest';
import type { LiveClient, ReceivedEvent } from '../../../src/world/live-subscribers.ts';
import type { World } from '../../../src/world/world.ts';
import { startLossyProxy } from '../../helpers/lossy-proxy.ts';
import { hasRedis } from '../../helpers/redis-server.ts';
import {
  make,
  needsServer,
  sharedPlace,
  until,
  upTo,
  worldOver,
} from '../../helpers/several-stores.ts';
import { testServer } from '../../helpers/shared-store.ts';
import { event, WS } from '../../helpers/world.ts';

/** A client that notes the messages it receives. */
function client() {
  const messages: string[] = [];
  const received: ReceivedEvent[] = [];
  let over: string | undefined;
  const live: LiveClient = {
    receive(one) {
      received.push(one);
      messages.push(one.message);
    },
    stop: () => [],
    ended: (why) => {
      over = why;
    },
    failed: (error) => {
      throw error;
    },
  };
  return {
    live,
    messages,
    received,
    get over() {
      return over;
    },
  };
}

/** Two worlds with a call: `near`, and `far`, whose connection goes through a proxy. */
async function twoWorlds() {
  const { url } = await testServer();
  const place = await sharedPlace();
  const proxy = await startLossyProxy(url);
  const a = await place.open();
  await make(a, WS);
  const { parseAddress } = await import('../../../src/world/valkey/address.ts');
  const b = await place.open({ address: parseAddress(proxy.url, place.prefix) });
  const [near, far] = [worldOver(a), worldOver(b, () => undefined)];
  await near.placeCall(WS, { callSid: 'A', callerId: '+15550100009' });
  return { a, b, near, far, proxy, place };
}

const inject = (world: World, message: string) => world.inject(WS, 'A', event(message));
const subscribers = async (world: World) =>
  (await world.readCall(WS, 'A'))?.subscribers.map(({ subscriberId }) => subscriberId);

describe.skipIf(!hasRedis)(needsServer('a live subscriber of a shared world'), () => {
  it('receives what any process injects, once and in order', async () => {
    const { far, near, proxy } = await twoWorlds();
    const one = client();
    await far.subscribe(WS, 'A', one.live, 'sub');
    const results = await Promise.all(
      upTo(20).map((number) => inject(number % 2 === 0 ? near : far, String(number))),
    );
    expect(results.map(({ status }) => status)).toEqual(Array(20).fill('delivered'));
    await until(() => one.messages.length === 20);
    const call = await near.readCall(WS, 'A');
    expect(one.messages).toEqual(call?.received.map(({ message }) => message));
    await proxy.stop();
  });

  it('whose process is gone is removed within 2 s; what is injected meanwhile waits for the next', async () => {
    const { far, near, proxy, b } = await twoWorlds();
    const one = client();
    await far.subscribe(WS, 'A', one.live, 'sub');
    await inject(near, 'before');
    await until(() => one.messages.length === 1);
    far.stop();
    const before = performance.now();
    await proxy.stop();
    await until(async () => (await subscribers(near))?.length === 0);
    expect(performance.now() - before).toBeLessThan(2_500);
    expect((await inject(near, 'after')).status).toBe('queued_no_subscriber');
    const two = client();
    await near.subscribe(WS, 'A', two.live, 'sub2');
    expect(two.messages).toEqual(['after']);
    await b.close();
  });

  it('whose process is gone is removed by an injection, which is queued', async () => {
    const { far, near, proxy } = await twoWorlds();
    const one = client();
    await far.subscribe(WS, 'A', one.live, 'sub');
    await proxy.stop();
    let accepted = 0;
    await until(async () => {
      const { status } = await inject(near, String(++accepted));
      return status === 'queued_no_subscriber';
    });
    // What was delivered to the process before it counted as gone is known: the subscriber may resume.
    const call = await near.readCall(WS, 'A');
    expect(call?.subscribers).toEqual([]);
    expect((call?.received.length ?? 0) + (call?.queue.length ?? 0)).toBe(accepted);
  });

  it('resumes in another process and receives what it missed, once and in order', async () => {
    const { far, near, proxy } = await twoWorlds();
    const one = client();
    await far.subscribe(WS, 'A', one.live, 'sub');
    for (const number of [1, 2]) await inject(near, String(number));
    await until(() => one.messages.length === 2);
    proxy.stall();
    let accepted = 2;
    // Delivered to a process that can no longer pass it on, then queued.
    await until(async () => {
      const { status } = await inject(near, String(++accepted));
      if (accepted === 5) proxy.refuse();
      return status === 'queued_no_subscriber';
    });
    const seen = one.received.find(({ message }) => message === '2')?.eventId as string;
    const two = client();
    const point = { subscriberId: 'sub', eventId: seen };
    const result = await near.resumeSubscription(WS, 'A', two.live, point);
    expect(result.status).toBe('joined');
    await inject(near, 'last');
    expect(two.messages).toEqual([...upTo(accepted).slice(2).map(String), 'last']);
    await proxy.stop();
  });

  it('stays when the connection of its process breaks and is back at once', async () => {
    const { far, near, proxy } = await twoWorlds();
    const one = client();
    await far.subscribe(WS, 'A', one.live, 'sub');
    for (const number of upTo(5)) {
      proxy.cut();
      await inject(near, String(number));
    }
    await until(() => one.messages.length === 5);
    expect(one.messages).toEqual(upTo(5).map(String));
    expect(await subscribers(near)).toEqual(['sub']);
    expect(one.over).toBeUndefined();
    await proxy.stop();
  });

  it('of a process that was cut off for long is told that it was detached when the process is back', async () => {
    const { far, near, proxy } = await twoWorlds();
    const one = client();
    await far.subscribe(WS, 'A', one.live, 'sub');
    proxy.refuse();
    await until(async () => (await subscribers(near))?.length === 0);
    proxy.accept();
    await until(() => one.over !== undefined);
    expect(one.over).toBe('detached');
    await proxy.stop();
  });

  it('of a process that was closed is removed at once', async () => {
    const { b, far, near, proxy, place } = await twoWorlds();
    await far.subscribe(WS, 'A', client().live, 'sub');
    await b.close();
    await until(async () => (await subscribers(near))?.length === 0);
    await until(async () => !(await place.keys()).some((key) => key.startsWith('process:')));
    await proxy.stop();
  });

  it('of a workspace that is removed or reset leaves nothing on the server', async () => {
    const { far, near, proxy, place } = await twoWorlds();
    const held = async () => (await place.keys()).filter((key) => key.startsWith('process:'));
    await far.subscribe(WS, 'A', client().live, 'sub');
    expect(await held()).toHaveLength(1);
    await near.resetWorkspace(WS);
    expect(await held()).toEqual([]);
    await near.placeCall(WS, { callSid: 'A', callerId: '+15550100009' });
    await far.subscribe(WS, 'A', client().live, 'sub');
    await near.removeWorkspace(WS);
    expect(await held()).toEqual([]);
    await proxy.stop();
  });
});
