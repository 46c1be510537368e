import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReceivedEvent } from '../../src/world/live-subscribers.ts';
import { FixtureError } from '../../src/world/seeding/seed.ts';
import { farStore } from '../helpers/far-store.ts';
import { runs } from '../helpers/runs.ts';
import { makeStore } from '../helpers/stores.ts';
import {
  demoWorld,
  ENTITY,
  emptyWorld,
  event,
  OTHER,
  SERVICE,
  seededWorld,
  WS,
} from '../helpers/world.ts';

const request = {
  serviceId: SERVICE,
  entity: { by: 'entity_id', entityId: ENTITY },
  channelKind: 'web',
  greeting: null,
} as const;

/** An empty world over a far store. */
async function farWorld(s: fc.Scheduler) {
  const making = emptyWorld(async (parts) => farStore(s, await makeStore(parts)));
  return s.waitFor(making);
}

/** Does things in a far world one after the other. */
async function alone(s: fc.Scheduler, what: () => Promise<unknown>): Promise<void> {
  await s.waitFor(what());
}

describe('starts at once', () => {
  it('create a single session', async () => {
    const world = await demoWorld();
    const all = await Promise.all(
      Array.from({ length: 1000 }, () => world.startSession(WS, request)),
    );
    expect(all.filter((one) => one.status === 'created')).toHaveLength(1);
    expect(all.filter((one) => one.status === 'already_active')).toHaveLength(999);
    const sessions = all.map((one) => ('session' in one ? one.session : null));
    expect(new Set(sessions.map((one) => `${one?.conversationId} ${one?.createdAt}`)).size).toBe(1);
  });

  it('create one session in whatever order a remote store responds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (s) => {
        const world = await farWorld(s);
        await alone(s, async () => {
          await world.addService(WS, { serviceId: SERVICE, name: '' });
          await world.addEntity(WS, {
            entityId: ENTITY,
            canonicalId: null,
            name: '',
            projectionLagSeconds: 0,
          });
        });
        const all = await s.waitFor(
          Promise.all(Array.from({ length: 8 }, () => world.startSession(WS, request))),
        );
        expect(all.filter((one) => one.status === 'created')).toHaveLength(1);
        const ids = all.map((one) => 'session' in one && one.session.conversationId);
        expect(new Set(ids).size).toBe(1);
      }),
      runs(200),
    );
  });
});

describe('an entity added twice at once', () => {
  it('is found by the accepted canonical id, and the other stays free', async () => {
    const world = await emptyWorld();
    const entity = { entityId: ENTITY, name: '', projectionLagSeconds: 0 };
    const [first, second] = await Promise.all([
      world.addEntity(WS, { ...entity, canonicalId: 'a:b:1' }),
      world.addEntity(WS, { ...entity, canonicalId: 'a:b:2' }),
    ]);
    expect([first.status, second.status]).toEqual(['put', 'duplicate']);
    expect(await world.findEntity(WS, { by: 'canonical_id', canonicalId: 'a:b:1' })).toMatchObject(
      entity,
    );
    expect(
      await world.findEntity(WS, { by: 'canonical_id', canonicalId: 'a:b:2' }),
    ).toBeUndefined();
    const other = { ...entity, entityId: SERVICE, canonicalId: 'a:b:2' };
    expect(await world.addEntity(WS, other)).toMatchObject({ status: 'put' });
  });

  it('is found by its canonical id when both were the same', async () => {
    const world = await emptyWorld();
    const entity = { entityId: ENTITY, canonicalId: 'a:b:1', name: '', projectionLagSeconds: 0 };
    const both = await Promise.all([world.addEntity(WS, entity), world.addEntity(WS, entity)]);
    expect(both.map((one) => one.status)).toEqual(['put', 'duplicate']);
    expect(await world.findEntity(WS, { by: 'canonical_id', canonicalId: 'a:b:1' })).toMatchObject(
      entity,
    );
  });
});

describe('entities added, put and removed at once', () => {
  const ids = [ENTITY, SERVICE];
  const canonicalIds = ['a:b:1', 'a:b:2', null];
  const change = fc.record({
    how: fc.constantFrom('addEntity', 'putEntity', 'removeEntity'),
    entityId: fc.constantFrom(...ids),
    canonicalId: fc.constantFrom(...canonicalIds),
  });

  it('are each found by the canonical id that they show, and by no other', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(change, { minLength: 2, maxLength: 6 }),
        async (s, changes) => {
          const world = await farWorld(s);
          const all = changes.map(({ how, ...names }) =>
            how === 'removeEntity'
              ? world.removeEntity(WS, names.entityId)
              : world[how](WS, { ...names, name: '', projectionLagSeconds: 0 }),
          );
          await alone(s, () => Promise.all(all));
          await alone(s, async () => {
            const entities = await world.listEntities(WS);
            for (const canonicalId of ['a:b:1', 'a:b:2']) {
              const shown = entities.filter((one) => one.canonicalId === canonicalId);
              const found = await world.findEntity(WS, { by: 'canonical_id', canonicalId });
              expect(found === undefined ? [] : [found]).toEqual(shown);
              // One that nobody shows is free.
              if (shown.length > 0) continue;
              const entity = { entityId: OTHER, canonicalId, name: '', projectionLagSeconds: 0 };
              expect((await world.putEntity(WS, entity)).status).toBe('put');
            }
          });
        },
      ),
      runs(300),
    );
  });
});

describe('a workspace made, reset and removed at once', () => {
  const template = {
    workspace_id: WS,
    services: [{ service_id: SERVICE }],
    entities: [{ entity_id: ENTITY, canonical_id: 'a:b:1' }],
    calls: [{ call_sid: 'CA1', caller_id: '+15550100009', service_id: SERVICE }],
  };

  const wrong = { ...template, services: [...template.services, ...template.services] };

  const refused = (error: unknown) => expect(error).toBeInstanceOf(FixtureError);

  it('is complete or removed in the end, and is made only once at a time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.constantFrom('make', 'make wrongly', 'reset', 'remove'), {
          minLength: 2,
          maxLength: 5,
        }),
        async (s, steps) => {
          const world = await s.waitFor(
            seededWorld({ workspaces: [] }, async (parts) => farStore(s, await makeStore(parts))),
          );
          const made: string[] = [];
          const all = steps.map(async (step) => {
            if (step === 'reset') await world.resetWorkspace(WS);
            else if (step === 'remove') await world.removeWorkspace(WS);
            else if (step === 'make') made.push((await world.freshWorkspace(template)).status);
            else await world.freshWorkspace(wrong).catch(refused);
          });
          await alone(s, () => Promise.all(all));
          const removals = steps.filter((step) => step === 'remove').length;
          expect(made.filter((status) => status === 'made').length).toBeLessThanOrEqual(
            1 + removals,
          );
          await alone(s, async () => {
            const count = (await world.readWorkspace(WS)) === undefined ? 0 : 1;
            for (const list of ['listServices', 'listEntities', 'listKeys', 'listCalls'] as const) {
              expect([list, (await world[list](WS)).length]).toEqual([list, count]);
            }
          });
        },
      ),
      runs(300),
    );
  });
});

describe('injections racing with subscribers who join and leave', () => {
  /** When something was asked for and when it was answered, by one count of all that happens. */
  interface Span {
    from: number;
    to: number;
  }
  interface Accepted extends Span {
    readonly eventId: string;
    readonly status: 'delivered' | 'queued_no_subscriber';
  }
  interface Listening {
    readonly id: string;
    readonly events: ReceivedEvent[];
    readonly join: Span;
    leave: Span;
  }
  const NEVER = Number.POSITIVE_INFINITY;

  /** What one of many clients does next: speak, join, have some subscriber leave, hang up. */
  const step = fc.oneof(
    { weight: 40, arbitrary: fc.constant({ what: 'inject' as const }) },
    { weight: 20, arbitrary: fc.constant({ what: 'join' as const }) },
    { weight: 20, arbitrary: fc.record({ what: fc.constant('leave' as const), who: fc.nat(99) }) },
    { weight: 1, arbitrary: fc.constant({ what: 'end' as const }) },
  );

  it('are received exactly once by all subscribers, in one order, or are still queued', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 120 }), fc.scheduler(), async (steps, s) => {
        const world = await farWorld(s);
        await alone(s, () => world.placeCall(WS, { callSid: 'A', callerId: '+15550100009' }));
        const accepted: Accepted[] = [];
        const listeners: Listening[] = [];
        let count = 0;

        async function act(one: (typeof steps)[number], number: number): Promise<void> {
          await s.schedule(Promise.resolve(), one.what);
          const from = count++;
          if (one.what === 'inject') {
            const answer = await world.inject(WS, 'A', event(String(number)));
            if ('eventId' in answer) accepted.push({ ...answer, from, to: count++ });
          } else if (one.what === 'join') {
            const events: ReceivedEvent[] = [];
            const joined = await world.subscribe(WS, 'A', (event) => events.push(event));
            if (joined.status !== 'joined') {
              expect(events).toEqual([]);
              return;
            }
            const join = { from, to: count++ };
            const leave = { from: NEVER, to: NEVER };
            listeners.push({ id: joined.subscriberId, events, join, leave });
          } else if (one.what === 'leave') {
            const leaving = listeners[one.who % listeners.length];
            if (leaving === undefined || leaving.leave.from !== NEVER) return;
            leaving.leave.from = from;
            const left = await world.detachSubscriber(WS, 'A', leaving.id);
            expect(left).toEqual({ status: 'left' });
            leaving.leave.to = count++;
          } else await world.endCall(WS, 'A');
        }
        await s.waitFor(Promise.all(steps.map(act)));

        let waiting: string[] = [];
        await alone(s, async () => {
          const call = await world.readCall(WS, 'A');
          waiting = call?.queue.map((one) => one.eventId) ?? [];
        });

        // Nothing is received that was not accepted, and by nobody twice.
        const known = new Set(accepted.map((one) => one.eventId));
        for (const { events } of listeners) {
          const ids = events.map((one) => one.eventId);
          expect(new Set(ids).size).toBe(ids.length);
          for (const id of ids) expect(known).toContain(id);
          // What waited comes before anything newer.
          const firstNew = events.findIndex((one) => !one.queued);
          if (firstNew !== -1) expect(events.slice(firstNew).some((one) => one.queued)).toBe(false);
        }

        for (const { eventId, status, from, to } of accepted) {
          const holders = listeners.filter(({ events }) =>
            events.some((one) => one.eventId === eventId),
          );
          const held = holders.flatMap(({ events }) =>
            events.filter((one) => one.eventId === eventId),
          );
          const waits = waiting.filter((id) => id === eventId).length;
          if (status === 'queued_no_subscriber') {
            expect(held.length + waits).toBe(1);
            expect(held.every((one) => one.queued)).toBe(true);
            for (const { join, leave } of holders) {
              expect(join.to > from && leave.to > from).toBe(true);
            }
            // Nobody may be left out: whoever surely listened would have received it.
            const sure = listeners.filter(({ join, leave }) => join.to < from && to < leave.from);
            expect(sure).toEqual([]);
          } else {
            expect(held.length).toBeGreaterThan(0);
            expect(held.some((one) => one.queued)).toBe(false);
            expect(waits).toBe(0);
            for (const listener of listeners) {
              const { join, leave } = listener;
              const surely = join.to < from && to < leave.from;
              const possibly = join.from < to && from < leave.to;
              const has = holders.includes(listener);
              if (surely) expect(has).toBe(true);
              if (has) expect(possibly).toBe(true);
            }
          }
        }

        // What was answered before another was asked for comes first, in every inbox and the queue.
        const spans = new Map(accepted.map((one) => [one.eventId, one]));
        const ids = ({ events }: Listening) => events.map((one) => one.eventId);
        for (const inbox of [...listeners.map(ids), waiting]) {
          let latestStart = -1;
          for (const id of inbox) {
            const span = spans.get(id) as Accepted;
            expect(span.to).toBeGreaterThan(latestStart);
            latestStart = Math.max(latestStart, span.from);
          }
        }
        // Two who received the same events received them in the same order.
        for (const [index, one] of listeners.entries()) {
          for (const other of listeners.slice(index + 1)) {
            const [mine, theirs] = [ids(one), ids(other)];
            expect(mine.filter((id) => theirs.includes(id))).toEqual(
              theirs.filter((id) => mine.includes(id)),
            );
          }
        }
      }),
      runs(300),
    );
  });

  it('all reach a client that joins and leaves with one id, once each and in order', async () => {
    const act = fc.constantFrom('inject', 'come', 'go');
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 200 }), fc.scheduler(), async (steps, s) => {
        const world = await emptyWorld();
        await world.placeCall(WS, { callSid: 'A', callerId: '+15550100009' });
        const accepted: string[] = [];
        const received: string[] = [];
        const doing = steps.map(async (what) => {
          await s.schedule(Promise.resolve(), what);
          if (what === 'inject') {
            const answer = await world.inject(WS, 'A', event('x'));
            if ('eventId' in answer) accepted.push(answer.eventId);
          } else if (what === 'come') {
            await world.subscribe(WS, 'A', (one) => received.push(one.eventId), 'agent');
          } else await world.detachSubscriber(WS, 'A', 'agent');
        });
        // Several at a time, so that one is still under way when the next begins.
        while (s.count() > 0) await Promise.all([s.waitNext(1), s.count() > 1 && s.waitNext(1)]);
        await Promise.all(doing);
        const waiting = (await world.readCall(WS, 'A'))?.queue.map((one) => one.eventId) ?? [];
        // The order in which they were accepted is the order in which they were announced.
        const announced = world.events
          .after(0)
          .flatMap(({ event: one }) =>
            /delivered|queued/.test(one.type) && 'injection' in one ? one.injection.eventId : [],
          );
        expect([...announced].sort()).toEqual([...accepted].sort());
        expect([...received, ...waiting]).toEqual(announced);
      }),
      runs(300),
    );
  });

  it('are not lost when hundreds of everything happen at once', async () => {
    const world = await emptyWorld();
    await world.placeCall(WS, { callSid: 'A', callerId: '+15550100009' });
    const received: ReceivedEvent[] = [];
    const one = async (number: number) => {
      if (number % 5 === 0) {
        await world.subscribe(WS, 'A', (event) => received.push(event), `agent ${number % 3}`);
      } else if (number % 5 === 1) {
        await world.detachSubscriber(WS, 'A', `agent ${(number + 1) % 3}`);
      } else await world.inject(WS, 'A', event(String(number)));
    };
    await Promise.all(Array.from({ length: 1000 }, (_, number) => one(number)));
    const call = await world.readCall(WS, 'A');
    const got = new Set([...received, ...(call?.queue ?? [])].map((event) => event.message));
    expect(got.size).toBe(600);
    const drained = received.filter((event) => event.queued).map((event) => event.eventId);
    expect(new Set(drained).size).toBe(drained.length);
  });
});
