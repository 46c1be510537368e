import { describe, expect, it } from 'vitest';
import { createClock, isoTime } from '../../src/world/clock.ts';

describe('clock', () => {
  it('runs with the host', () => {
    let host = 1000;
    const clock = createClock('real', () => host);
    host += 250;
    expect(clock.now()).toBe(1250);
  });

  it('stands still when frozen, until it is moved', () => {
    let host = 1000;
    const clock = createClock('frozen', () => host);
    host += 5000;
    expect(clock.now()).toBe(1000);
    clock.advance(60_000);
    expect(clock.now()).toBe(61_000);
    clock.set({ now: 500 });
    expect(clock.now()).toBe(500);
  });

  it('runs faster than the host when told a speed', () => {
    let host = 0;
    const clock = createClock('real', () => host);
    clock.set({ speed: 60 });
    host += 1000;
    expect(clock.now()).toBe(60_000);
    expect(clock.state()).toEqual({ mode: 'real', now: 60_000, speed: 60, aheadMs: 59_000 });
  });

  it('goes on from where it stood when it thaws at a speed', () => {
    let host = 0;
    const clock = createClock({ frozenAt: 9000 }, () => host);
    clock.set({ mode: 'real', speed: 2 });
    host += 10;
    expect(clock.now()).toBe(9020);
  });

  it('keeps an advance while it runs', () => {
    let host = 0;
    const clock = createClock('real', () => host);
    clock.advance(3_600_000);
    host += 5;
    expect(clock.now()).toBe(3_600_005);
  });
});

describe('the text of a time', () => {
  it.each([
    [Date.UTC(2026, 2, 1, 9, 30), '2026-03-01T09:30:00+00:00'],
    [Date.UTC(2026, 2, 1, 9, 30, 0, 123) + 0.456, '2026-03-01T09:30:00.123456+00:00'],
    [Date.UTC(2026, 2, 1, 9, 30, 0, 5), '2026-03-01T09:30:00.005000+00:00'],
  ])('of %d is %s', (ms, text) => {
    expect(isoTime(ms)).toBe(text);
  });
});
