/** What simulated agents respond to, whatever is injected, whoever joins and leaves, and however time passes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { incorporations } from '../../src/world/model/agent-responses.ts';
import { runs } from '../helpers/runs.ts';
import { emptyWorld, event, WS } from '../helpers/world.ts';

/** Seconds; some agents respond at once, and one is much slower than the others. */
const delays = [0, 0, 1, 2, 2.5, 60];

const steps = (more: fc.Arbitrary<readonly ['setBack', number]>[]) =>
  fc.array(
    fc.oneof(
      { weight: 6, arbitrary: fc.tuple(fc.constant('inject' as const), fc.constant(0)) },
      { weight: 3, arbitrary: fc.tuple(fc.constant('advance' as const), fc.nat({ max: 3_000 })) },
      { weight: 1, arbitrary: fc.tuple(fc.constant('leave' as const), fc.nat({ max: 5 })) },
      { weight: 1, arbitrary: fc.tuple(fc.constant('join' as const), fc.nat({ max: 5 })) },
      ...more.map((arbitrary) => ({ weight: 1, arbitrary })),
    ),
    { maxLength: 60 },
  );

/** Does the steps in a call, and lets all agents respond. */
async function played(all: readonly (readonly [string, number])[]) {
  const world = await emptyWorld();
  const subscribers = delays.map((seconds, index) => ({
    subscriberId: String(index),
    responseDelaySeconds: seconds,
  }));
  await world.placeCall(WS, { callSid: 'A', subscribers });
  const heard: string[] = [];
  const times: number[] = [];
  world.events.listen(({ event: one }) => {
    if (one.type !== 'injection.incorporated') return;
    heard.push(`${one.eventId} ${one.subscriberId}`);
    times.push(one.at);
  });
  for (const [step, number] of all) {
    const subscriberId = String(number);
    if (step === 'inject') await world.inject(WS, 'A', event('hi'));
    else if (step === 'advance') await world.advanceClock(null, number / 1000);
    else if (step === 'leave') await world.detachSubscriber(WS, 'A', subscriberId);
    else if (step === 'join') {
      const responseDelaySeconds = delays[number] as number;
      await world.attachSubscriber(WS, 'A', { subscriberId, responseDelaySeconds });
    } else await world.setClock(null, { mode: 'frozen', now: world.now(null) - number });
  }
  await world.advanceClock(null, 3600);
  const call = await world.readCall(WS, 'A');
  if (call === undefined) throw new Error('no call');
  return { call, heard, times };
}

describe('responses of simulated agents', () => {
  it('are announced once each, in order of time, as the transcript has them', async () => {
    await fc.assert(
      fc.asyncProperty(steps([]), async (all) => {
        const { call, heard, times } = await played(all);
        expect(times).toEqual([...times].sort((a, b) => a - b));
        expect(new Set(heard).size).toBe(heard.length);
        const events = new Set(heard.map((one) => one.split(' ')[0]));
        expect([...events].sort()).toEqual([...incorporations(call, Infinity).keys()].sort());
      }),
      runs(500),
    );
  });

  it('are announced once each, whatever the clock is set to', async () => {
    const setBack = fc.tuple(fc.constant('setBack' as const), fc.integer({ min: 1, max: 9_000 }));
    await fc.assert(
      fc.asyncProperty(steps([setBack]), async (all) => {
        const { call, heard } = await played(all.filter(([step]) => step !== 'leave'));
        expect(new Set(heard).size).toBe(heard.length);
        const expected = call.received.flatMap(({ eventId, to }) =>
          to.map(({ subscriberId }) => `${eventId} ${subscriberId}`),
        );
        expect([...heard].sort()).toEqual(expected.sort());
      }),
      runs(500),
    );
  });
});
