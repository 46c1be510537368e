import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createClock, isoTime } from '../../src/world/ports/clock.ts';

describe('clock', () => {
  it('runs with the host', () => {
    let host = 1000;
    const clock = createClock('real', () => host);
    host += 250;
    expect(clock.now()).toBe(1250);
  });

  it('stands still when frozen, until it is set', () => {
    let host = 1000;
    const clock = createClock('frozen', () => host);
    host += 5000;
    expect(clock.now()).toBe(1000);
    clock.advance(60_000);
    expect(clock.now()).toBe(61_000);
    clock.set({ now: 500 });
    expect(clock.now()).toBe(500);
  });

  it('runs faster than the host with a speed', () => {
    let host = 0;
    const clock = createClock('real', () => host);
    clock.set({ speed: 60 });
    host += 1000;
    expect(clock.now()).toBe(60_000);
    expect(clock.state()).toEqual({ mode: 'real', now: 60_000, speed: 60, aheadMs: 59_000 });
  });

  it('continues from its time when it is unfrozen with a speed', () => {
    let host = 0;
    const clock = createClock({ frozenAt: 9000 }, () => host);
    clock.set({ mode: 'real', speed: 2 });
    host += 10;
    expect(clock.now()).toBe(9020);
  });

  it('freezes at the time it had reached', () => {
    let host = 1000;
    const clock = createClock('real', () => host);
    clock.set({ speed: 3 });
    host += 100;
    clock.set({ mode: 'frozen' });
    host += 100;
    expect(clock.state()).toEqual({ mode: 'frozen', now: 1300, speed: 0, aheadMs: 100 });
  });

  it('never runs backwards by itself, however it is slowed, frozen, thawed or advanced', () => {
    const wait = fc.record({ what: fc.constant('wait' as const), ms: fc.nat(10_000) });
    const advance = fc.record({ what: fc.constant('advance' as const), ms: fc.nat(10_000) });
    const speed = fc.record({
      what: fc.constant('speed' as const),
      speed: fc.constantFrom(0.001, 0.5, 1, 60, 1e6),
    });
    const freeze = fc.constant({ what: 'freeze' as const });
    fc.assert(
      fc.property(fc.array(fc.oneof(wait, advance, speed, freeze), { maxLength: 60 }), (steps) => {
        let host = Date.UTC(2026, 2, 1);
        const clock = createClock('real', () => host);
        let last = clock.now();
        for (const step of steps) {
          if (step.what === 'wait') host += step.ms;
          else if (step.what === 'advance') clock.advance(step.ms);
          else if (step.what === 'speed') clock.set({ mode: 'real', speed: step.speed });
          else clock.set({ mode: 'frozen' });
          const now = clock.now();
          expect(now).toBeGreaterThanOrEqual(last);
          last = now;
        }
      }),
      { numRuns: 200 },
    );
  });

  it('runs on its own after a fork', () => {
    let host = 0;
    const clock = createClock('real', () => host);
    clock.set({ now: 1000, speed: 2 });
    const fork = clock.fork();
    clock.advance(500);
    host += 10;
    expect([clock.now(), fork.now()]).toEqual([1520, 1020]);
  });

  it('keeps an advance while it runs', () => {
    let host = 0;
    const clock = createClock('real', () => host);
    host += 10;
    clock.advance(3_600_000);
    host += 5;
    expect(clock.now()).toBe(3_600_015);
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

  it('of a time before 1970 counts its fraction forwards, too', () => {
    expect(isoTime(-0.5)).toBe('1969-12-31T23:59:59.999500+00:00');
  });

  it('tells every microsecond of a millisecond from the next', () => {
    const from = Date.UTC(2026, 2, 1, 9, 30, 0, 123);
    const texts = Array.from({ length: 1000 }, (_, micros) => isoTime(from + micros / 1000));
    expect(texts).toEqual(texts.map((_, i) => `2026-03-01T09:30:00.${String(123_000 + i)}+00:00`));
  });
});
