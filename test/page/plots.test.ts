import { describe, expect, it } from 'vitest';
import { CLASSES, classOf, percentile } from '../../src/page/views/plots/durations.ts';
import { createSeconds, SECONDS } from '../../src/page/views/plots/seconds.ts';

const NOW = 1_800_000_000;

describe('durations', () => {
  it.each([0.15, 1, 7.3, 250, 61_000])('of %f ms are told within 5 %%', (ms) => {
    const counts = new Uint32Array(CLASSES);
    counts[classOf(ms)] = 3;
    expect(Math.abs((percentile(counts, 0.5) ?? 0) / ms - 1)).toBeLessThan(0.05);
  });

  it('have percentiles: what half of them, and 99 %, did not exceed', () => {
    const counts = new Uint32Array(CLASSES);
    counts[classOf(1)] = 98;
    counts[classOf(1000)] = 2;
    expect(percentile(counts, 0.5)).toBeCloseTo(1, 1);
    expect(percentile(counts, 0.98)).toBeCloseTo(1, 1);
    expect(Math.abs((percentile(counts, 0.99) ?? 0) - 1000)).toBeLessThan(50);
    expect(percentile(new Uint32Array(CLASSES), 0.5)).toBeNull();
  });

  it('of any length have a class', () => {
    expect([0, -1, 1e9].map(classOf)).toEqual([0, 0, CLASSES - 1]);
  });
});

describe('the last ten minutes', () => {
  const last = <T>(values: readonly T[]) => values.at(-1);

  it('count requests by second and class of status, without the second that is not over', () => {
    const seconds = createSeconds(NOW);
    for (const status of [200, 201, 101, 302, 404, 503]) seconds.addRequest(NOW, status, 1);
    expect(seconds.requests().map(last)).toEqual([0, 0, 0, 0]);
    seconds.advance(NOW + 1);
    expect(seconds.requests().map(last)).toEqual([2, 2, 1, 1]);
    expect(seconds.summary(10)).toMatchObject({ requests: [2, 2, 1, 1] });
    expect(last(seconds.percentiles(0.5))).toBeCloseTo(1, 1);
  });

  it('forget what is older, also after a long pause', () => {
    const seconds = createSeconds(NOW);
    seconds.addRequest(NOW, 200, 1);
    seconds.advance(NOW + SECONDS - 1);
    expect(seconds.requests()[0]?.[0]).toBe(1);
    seconds.advance(NOW + SECONDS);
    expect(seconds.summary(SECONDS).requests).toEqual([0, 0, 0, 0]);
    seconds.addRequest(NOW, 200, 1);
    seconds.addRequest(NOW + SECONDS + 1, 200, 1);
    seconds.advance(NOW + 10 * SECONDS);
    expect(
      seconds
        .requests()
        .flat()
        .every((count) => count === 0),
    ).toBe(true);
  });

  it('have levels, told backwards from now, as far as they are known', () => {
    const seconds = createSeconds(NOW);
    seconds.addChange(NOW - 2, 'calls', 3);
    seconds.addChange(NOW - 1, 'calls', -1);
    expect(seconds.levels('calls', 5, NOW - 4).slice(-5)).toEqual([null, 3, 3, 6, 5]);
    expect(seconds.levels('calls', undefined, NOW - 4).every((one) => one === null)).toBe(true);
    expect(seconds.levels('calls', 5, 0)).toHaveLength(seconds.percentiles(0.5).length);
  });
});
