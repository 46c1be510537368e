/** What takes time: a stopped process, a server that is away, and one that starts again. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { run, startEmulator } from '../helpers/command.ts';
import { startLossyProxy } from '../helpers/lossy-proxy.ts';
import { hasRedis, startRedis } from '../helpers/redis-server.ts';
import { type SharedProcess, startSharedWorld } from '../helpers/shared-world.ts';
import { ENTITY, SERVICE } from '../helpers/world.ts';

const call = { call_sid: 'shared' };
const readCall = async (process: SharedProcess) =>
  (await process.control('GET', '/calls/shared')).body;
const session = { service_id: SERVICE, entity_id: ENTITY, channel_kind: 'web' };

describe.skipIf(!hasRedis)('a shared world (it needs redis-server or valkey-server)', () => {
  it('misses no subscriber of a stopped process for longer than 12 s', async () => {
    const {
      processes: [one, two, three],
    } = await startSharedWorld();
    await one.control('POST', '/calls', call);
    const agent = one.subscribe('shared');
    await agent.opened();
    one.signal('SIGSTOP');
    await expect
      .poll(async () => (await readCall(two)).subscribers, { timeout: 12_000, interval: 100 })
      .toEqual([]);
    await two.api('shared/inject', { message: 'meanwhile' });
    const next = three.subscribe('shared');
    await next.until(() => next.messages().length === 1);
    one.signal('SIGCONT');
    await two.api('shared/inject', { message: 'after' });
    await next.until(() => next.messages().length === 2);
    expect(next.messages()).toEqual(['meanwhile', 'after']);
    // What one subscriber has received is not given to another.
    expect(agent.messages()).not.toContain('meanwhile');
  }, 60_000);

  it('keeps all that was accepted when its server is killed and reads its file again', async () => {
    const {
      processes: [one, two],
      redis,
    } = await startSharedWorld();
    await one.control('POST', '/calls', call);
    await one.api('shared/inject', { message: 'before' });
    const { body: started } = await two.api('start', session);
    await redis.kill();
    await redis.restart();
    await expect.poll(async () => (await two.api('active')).status, { timeout: 10_000 }).toBe(200);
    expect((await readCall(two)).injections).toMatchObject([
      { message: 'before', status: 'queued' },
    ]);
    expect((await one.api('start', session)).body).toMatchObject({
      session_status: 'already_active',
      conversation_id: started.conversation_id,
    });
  });

  it('does once what it was asked once, though the replies of its server are lost', async () => {
    const {
      processes: [one, two],
      proxy,
    } = await startSharedWorld();
    await one.control('POST', '/calls', call);
    for (let at = 0; at < 20; at++) {
      proxy.dropReplies(1);
      const { status } = await one.api('shared/inject', { message: String(at) });
      expect([200, 503]).toContain(status);
      if (status === 503) {
        await expect.poll(async () => (await one.api('active')).status).toBe(200);
      }
    }
    expect(proxy.dropped).toBeGreaterThan(0);
    const messages: string[] = (await readCall(two)).injections.map(
      ({ message }: { message: string }) => message,
    );
    expect(new Set(messages).size).toBe(messages.length);
  });

  it('knows what it has done, though it had to respond with 503 because the reply was lost', async () => {
    const {
      processes: [one, two],
      proxy,
    } = await startSharedWorld();
    await one.control('POST', '/calls', call);
    proxy.dropReplies(1, (command) => {
      const isIt = command.includes('"done"');
      // Refused at once, so that it cannot ask the server again before it responds.
      if (isIt) setImmediate(() => proxy.refuse());
      return isIt;
    });
    expect((await one.api('shared/inject', { message: 'done' })).status).toBe(503);
    proxy.accept();
    await expect.poll(async () => (await one.api('active')).status).toBe(200);
    await expect.poll(async () => (await two.api('active')).status).toBe(200);
    await two.api('shared/inject', { message: 'next' });
    const here = await readCall(one);
    expect(here.injections).toMatchObject([{ message: 'done' }, { message: 'next' }]);
    expect(here.injections).toEqual((await readCall(two)).injections);
    const queued = { type: 'injection.queued', count: 2, timeout_ms: 0 };
    expect(await one.wait(queued)).toEqual(await two.wait(queued));
  });

  it.each([
    ['is not there', 'refuse', 'accept'],
    ['does not respond', 'stall', 'flow'],
  ] as const)(
    'responds within 5 s when its server %s, and is back by itself',
    async (_, away, back) => {
      const {
        processes: [one],
        proxy,
      } = await startSharedWorld();
      await one.control('POST', '/calls', call);
      proxy[away]();
      const began = performance.now();
      const responses = await Promise.all([
        one.api('shared/inject', { message: 'x' }),
        one.api('start', session),
        one.api('active'),
      ]);
      expect(performance.now() - began).toBeLessThan(5_000);
      expect(responses).toEqual([
        { status: 503, body: { detail: 'Voice agent service unavailable.' } },
        { status: 503, body: { detail: 'Agent service unavailable.' } },
        { status: 503, body: { detail: 'Service Unavailable' } },
      ]);
      proxy[back]();
      await expect
        .poll(async () => (await one.api('active')).status, { timeout: 10_000 })
        .toBe(200);
    },
  );

  it('starts, or says in one line why it cannot, whichever reply of its server is lost', async () => {
    const redis = await startRedis();
    onTestFinished(() => redis.stop());
    const proxy = await startLossyProxy(redis.url);
    onTestFinished(() => proxy.stop());
    await startEmulator(['--store', redis.url]);
    for (let lost = 1; lost <= 15; lost++) {
      let sent = 0;
      proxy.dropReplies(1, () => ++sent === lost);
      const { child, ended, says } = run(['--port', '0', '--store', proxy.url]);
      const start = await Promise.race([says(/listens on/).catch(() => ended), ended]);
      if ('code' in start) {
        expect(start.code, `reply ${lost}`).toBe(4);
        expect(start.stderr).toMatch(/^sessions-emulator: --store: .+\n$/);
      }
      child.kill('SIGKILL');
    }
  }, 60_000);
});
