import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReceivedEvent } from '../../src/world/outlets.ts';
import { demoWorld, ENTITY, emptyWorld, event, SERVICE, WS } from '../helpers/world.ts';

describe('starts at once', () => {
  it('create one session, however many there are', async () => {
    const world = await demoWorld();
    const request = {
      serviceId: SERVICE,
      entity: { entityId: ENTITY },
      channelKind: 'web',
      greeting: null,
    } as const;
    const all = await Promise.all(
      Array.from({ length: 1000 }, () => world.startSession(WS, request)),
    );
    expect(all.filter((one) => one.status === 'created')).toHaveLength(1);
    const sessions = all.map((one) => (one.status === 'not_found' ? null : one.session));
    expect(new Set(sessions.map((one) => `${one?.conversationId} ${one?.createdAt}`)).size).toBe(1);
  });
});

describe('injections racing with subscribers who join and leave', () => {
  /** What one of many clients does next: speak, join, or have the oldest subscriber leave. */
  const step = fc.constantFrom('inject', 'inject', 'join', 'leave');

  it('are received exactly once, in order, and what nobody received still waits', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 120 }), fc.scheduler(), async (steps, s) => {
        const world = emptyWorld();
        await world.placeCall(WS, { callSid: 'A', callerId: '+15550100009' });
        const inboxes: { id: string; events: ReceivedEvent[] }[] = [];
        const accepted = new Map<string, string>();
        let spoken = 0;

        const act = async (what: string): Promise<void> => {
          if (what === 'inject') {
            const answer = await world.inject(WS, 'A', event(String(spoken++)));
            if (answer.status !== 'not_found') accepted.set(answer.eventId, answer.status);
          } else if (what === 'join') {
            const events: ReceivedEvent[] = [];
            const joined = await world.subscribe(WS, 'A', (one) => events.push(one));
            if (joined.status === 'joined') inboxes.push({ id: joined.subscriberId, events });
          } else {
            const leaving = inboxes[Math.floor(inboxes.length / 2)];
            if (leaving) await world.detachSubscriber(WS, 'A', leaving.id);
          }
        };
        await Promise.all(
          steps
            .map((what) => s.schedule(Promise.resolve(), what).then(() => act(what)))
            .concat(s.waitAll()),
        );

        const call = await world.readCall(WS, 'A');
        const times = new Map<string, number>();
        for (const { events } of inboxes) {
          const numbers = events.map((one) => Number(one.message));
          expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
          expect(new Set(numbers).size).toBe(numbers.length);
          for (const { eventId, queued } of events) {
            if (queued) times.set(eventId, (times.get(eventId) ?? 0) + 1);
          }
        }
        for (const [eventId, status] of accepted) {
          const inboxesWithIt = inboxes.filter(({ events }) =>
            events.some((one) => one.eventId === eventId),
          );
          const waits = call?.queue.some((one) => one.eventId === eventId) ?? false;
          if (status === 'delivered') {
            const record = call?.received.find((one) => one.eventId === eventId);
            const listened = record?.deliveries.map((one) => one.subscriberId).sort();
            expect(inboxesWithIt.map((one) => one.id).sort()).toEqual(listened);
            expect(waits).toBe(false);
          } else {
            expect((times.get(eventId) ?? 0) + (waits ? 1 : 0)).toBe(1);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
