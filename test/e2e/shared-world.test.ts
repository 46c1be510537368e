/** Three processes of the built command and one world, on a real Redis or Valkey server. */
import { describe, expect, it } from 'vitest';
import { hasRedis } from '../helpers/redis-server.ts';
import { type SharedProcess, startSharedWorld } from '../helpers/shared-world.ts';
import { ENTITY, SERVICE } from '../helpers/world.ts';

const call = { call_sid: 'shared' };
const subscribersSeenBy = async (process: SharedProcess): Promise<unknown[]> =>
  (await process.control('GET', '/calls/shared')).body.subscribers;

describe.skipIf(!hasRedis)(
  'one world of three processes (it needs redis-server or valkey-server)',
  () => {
    it('creates one session when all of them start it at once', async () => {
      const { processes } = await startSharedWorld();
      const body = { service_id: SERVICE, entity_id: ENTITY, channel_kind: 'web' };
      const starts = [...processes, ...processes, ...processes];
      const responses = await Promise.all(starts.map((one) => one.api('start', body)));
      const created = responses.filter((one) => one.body.session_status === 'created');
      expect(created).toHaveLength(1);
      expect(new Set(responses.map((one) => one.body.conversation_id)).size).toBe(1);
    });

    it('delivers what is injected at one process to a subscriber at another, in order', async () => {
      const {
        processes: [one, two, three],
      } = await startSharedWorld();
      await one.control('POST', '/calls', call);
      expect((await two.api('shared/inject', { message: '1' })).body.status).toBe(
        'queued_no_subscriber',
      );
      const agent = three.subscribe('shared');
      await agent.opened();
      for (const [at, message] of ['2', '3', '4'].entries()) {
        const { body } = await (at % 2 === 0 ? one : two).api('shared/inject', { message });
        expect(body.status).toBe('delivered');
      }
      await agent.until(() => agent.messages().length === 4);
      expect(agent.messages()).toEqual(['1', '2', '3', '4']);
    });

    it('has one clock: an advance at one process is seen by all, and what is due happens once', async () => {
      const { processes } = await startSharedWorld(['--clock', '2026-03-01T09:30:00Z']);
      const [one] = processes;
      await one.control('POST', '/calls', { ...call, length_seconds: 60 });
      await one.control('POST', '/clock/advance', { seconds: 61 });
      const after = await Promise.all(
        processes.map(async (process) => ({
          now: (await process.control('GET', '/clock')).body.now,
          ...(await process.api('shared/inject', { message: 'Too late?' })),
        })),
      );
      for (const { now, status } of after) {
        expect({ now, status }).toEqual({ now: '2026-03-01T09:31:01+00:00', status: 404 });
      }
      const ends = await one.wait({ type: 'call.ended', call_sid: 'shared', timeout_ms: 0 });
      expect(ends.count).toBe(1);
    });

    it('numbers its events alike at every process', async () => {
      const { processes } = await startSharedWorld();
      await Promise.all(
        processes.map((process, at) =>
          process.control('POST', '/calls', { call_sid: `call ${at}` }),
        ),
      );
      const seen = await Promise.all(
        processes.map((process) => process.wait({ type: 'call.placed', count: 6 })),
      );
      expect(seen[0]?.events).toHaveLength(6);
      expect(seen[1]).toEqual(seen[0]);
      expect(seen[2]).toEqual(seen[0]);
    });

    it('misses no subscriber of a killed process for longer than 2 s, and queues what comes after', async () => {
      const {
        processes: [one, two, three],
      } = await startSharedWorld();
      await one.control('POST', '/calls', call);
      const agent = one.subscribe('shared');
      await agent.opened();
      expect(await subscribersSeenBy(two)).toHaveLength(1);
      one.signal('SIGKILL');
      await agent.closed;
      await expect.poll(() => subscribersSeenBy(two), { timeout: 2_000 }).toEqual([]);
      expect((await two.api('shared/inject', { message: 'meanwhile' })).body.status).toBe(
        'queued_no_subscriber',
      );
      const next = three.subscribe('shared');
      await next.until(() => next.messages().length === 1);
      expect(next.messages()).toEqual(['meanwhile']);
    });

    it('lets a client of a killed process go on at another, without loss or repetition', async () => {
      const {
        processes: [one, two, three],
      } = await startSharedWorld();
      await one.control('POST', '/calls', call);
      const agent = one.subscribe('shared');
      await agent.opened();
      await two.api('shared/inject', { message: 'before' });
      await agent.until(() => agent.messages().length === 1);
      one.signal('SIGKILL');
      await agent.closed;
      await three.api('shared/inject', { message: 'meanwhile' });
      const again = two.subscribe('shared', agent.seen().ids.at(-1));
      await again.opened();
      await three.api('shared/inject', { message: 'after' });
      await again.until(() => again.messages().length === 2);
      expect(again.messages()).toEqual(['meanwhile', 'after']);
    });
  },
);
