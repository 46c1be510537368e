import { describe, expect, it } from 'vitest';
import { createProgress } from '../../src/cli/progress.ts';

/** A task of 1,000 steps on a terminal whose time is set by hand. */
function task(place: { isTTY?: boolean; ci?: string } = {}) {
  const written: string[] = [];
  const time = { now: 0 };
  const { at, end } = createProgress('calls', 1000, {
    stream: { isTTY: place.isTTY ?? true, write: (text) => written.push(text) },
    now: () => time.now,
    ci: place.ci ?? '',
  });
  return {
    written,
    end,
    at(ms: number, done: number) {
      time.now = ms;
      at(done);
    },
  };
}

describe('the progress of a task', () => {
  it('is not shown in its first second', () => {
    const { at, end, written } = task();
    at(999, 500);
    end();
    expect(written).toEqual([]);
  });

  it('is one line with the count and the remaining time, cleared at the end', () => {
    const { at, end, written } = task();
    at(2000, 250);
    at(4000, 1000);
    end();
    expect(written).toEqual([
      '\rcalls: 250 of 1,000, about 6 s left\u001b[K',
      '\rcalls: 1,000 of 1,000, about 0 s left\u001b[K',
      '\r\u001b[K',
    ]);
  });

  it('knows no remaining time before the first step', () => {
    const { at, written } = task();
    at(1500, 0);
    expect(written).toEqual(['\rcalls: 0 of 1,000\u001b[K']);
  });

  it('is rewritten at most ten times a second', () => {
    const { at, written } = task();
    for (let ms = 1000; ms < 2000; ms++) at(ms, ms / 2);
    expect(written).toHaveLength(10);
  });

  it.each([
    ['a pipe', { isTTY: false }],
    ['CI', { ci: 'true' }],
  ])('is not shown in %s', (_, place) => {
    const { at, end, written } = task(place);
    at(5000, 10);
    end();
    expect(written).toEqual([]);
  });
});
