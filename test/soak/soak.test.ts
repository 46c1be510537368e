/** The attacks of `npm run soak`, each so short that all of them together take about a minute. */
import { describe, expect, it } from 'vitest';
import { hasRedis } from '../helpers/redis-server.ts';
import type { Effort, Outcome } from './attack.ts';
import { crowd } from './crowd.ts';
import { fuzz } from './fuzz.ts';
import { inProcess } from './library.ts';
import { memory } from './memory.ts';
import { races } from './races.ts';
import { failuresOf } from './report.ts';
import { shared } from './shared/shared.ts';
import { slow } from './slow.ts';
import { walk } from './walk.ts';

const effort: Effort = { seed: 'test', scale: 0.002, signal: new AbortController().signal };
/** What went wrong, as the command would print it; empty when nothing did. */
const wrong = (outcome: Outcome): string =>
  failuresOf([{ ...outcome, name: 'test', unit: '', seconds: 0 }]);

describe('soak', { timeout: 120_000 }, () => {
  it('finds no internal error in hostile requests over raw sockets', async () => {
    const outcome = await fuzz(4_000, effort);
    expect(wrong(outcome)).toBe('');
    expect(outcome.done).toBeGreaterThanOrEqual(4_000);
  });

  it('finds no internal error in hostile requests against the built library', async () => {
    expect(wrong(await inProcess(1_000, effort))).toBe('');
  });

  it('walks over a workspace as the model does', async () => {
    const outcome = await walk(2_000, effort);
    expect(wrong(outcome)).toBe('');
    expect(outcome.done).toBe(2_000);
  });

  it('delivers each event exactly once in races of join, leave, resume, inject and end', async () => {
    const outcome = await races(240, effort);
    expect(wrong(outcome)).toBe('');
    expect(outcome.done).toBeGreaterThanOrEqual(240);
  });

  it.skipIf(!hasRedis)(
    'keeps a shared world whole while processes, connections and the server die (it needs redis-server or valkey-server)',
    async () => {
      const outcome = await shared(300, effort, 3_000);
      expect(wrong(outcome)).toBe('');
      expect(outcome.done).toBeGreaterThanOrEqual(300);
    },
  );

  it('serves a crowd of live subscribers and streams, and keeps nothing of them', async () => {
    expect(wrong(await crowd(60, effort))).toBe('');
  });

  it('serves slow clients and a normal one among idle connections', async () => {
    expect(wrong(await slow(300, false, effort))).toBe('');
  });

  it('holds no more memory under a steady load', async () => {
    expect(wrong(await memory(32, effort))).toBe('');
  });
});
