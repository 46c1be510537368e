import { describe, expect, it } from 'vitest';
import { createAgenda } from '../../src/world/agenda.ts';
import { createClock } from '../../src/world/clock.ts';
import { createClocks } from '../../src/world/clocks.ts';
import { NOON, OTHER, WS } from '../helpers/world.ts';

function scheduler() {
  const clocks = createClocks(createClock({ frozenAt: NOON }));
  const errors: unknown[] = [];
  const agenda = createAgenda(clocks, (error) => errors.push(error));
  return { agenda, clocks, errors };
}

describe('a scheduled task that fails', () => {
  it.each([
    [
      'throws',
      () => {
        throw new Error('broken');
      },
    ],
    ['rejects', () => Promise.reject(new Error('broken'))],
  ])('%s: it is reported, the rest is done, and later ones are', async (_, fails) => {
    const { agenda, clocks, errors } = scheduler();
    const done: number[] = [];
    agenda.plan(WS, NOON + 1, fails);
    agenda.plan(WS, NOON + 2, () => done.push(2));
    agenda.plan(WS, NOON + 60, () => done.push(60));
    clocks.shared.advance(10);
    await agenda.settle();
    expect(done).toEqual([2]);
    clocks.shared.advance(100);
    await agenda.settle();
    expect(done).toEqual([2, 60]);
    expect(errors).toMatchObject([{ message: 'broken' }]);
  });
});

describe('sleeping', () => {
  it('tells time that passed from an abort, a removed workspace and a closed world', async () => {
    const { agenda, clocks } = scheduler();
    const leaves = new AbortController();
    const sleeps = [
      agenda.sleep(WS, 5),
      agenda.sleep(WS, 50, leaves.signal),
      agenda.sleep(OTHER, 50),
      agenda.sleep(WS, 50),
    ];
    clocks.shared.advance(10);
    await agenda.settle();
    leaves.abort();
    agenda.drop(OTHER);
    agenda.close();
    expect(await Promise.all(sleeps)).toEqual([true, false, false, false]);
    expect([await agenda.sleep(WS, 0), await agenda.sleep(WS, 1)]).toEqual([false, false]);
  });

  it('goes on when its workspace gets a clock of its own', async () => {
    const { agenda, clocks } = scheduler();
    const sleep = agenda.sleep(WS, 50);
    clocks.separate(WS).advance(50);
    agenda.follow(WS);
    await agenda.settle();
    expect(await sleep).toBe(true);
  });
});

describe('cancelled tasks', () => {
  it('do not happen, whichever clock they are on, and leave the others in order', async () => {
    const { agenda, clocks } = scheduler();
    const done: number[] = [];
    const cancels = Array.from({ length: 1000 }, (_, i) =>
      agenda.plan(i % 2 === 0 ? WS : OTHER, NOON + 1000 - i, () => done.push(1000 - i)),
    );
    clocks.separate(OTHER).advance(5000);
    agenda.follow(OTHER);
    for (const [i, cancel] of cancels.entries()) if (i % 10 > 1) cancel();
    for (const cancel of cancels.slice(0, 5)) cancel();
    agenda.drop(OTHER);
    clocks.shared.advance(5000);
    await agenda.settle();
    const left = Array.from({ length: 99 }, (_, i) => 10 * (i + 1));
    expect(done).toEqual(left);
  });
});
