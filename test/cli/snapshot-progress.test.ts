import { describe, expect, it } from 'vitest';
import { loadSnapshot, takeSnapshot } from '../../src/fixtures/snapshot.ts';
import { demoWorld } from '../helpers/world.ts';

describe('a snapshot that is loaded', () => {
  it('tells after each record how many of how many are checked', async () => {
    const world = await demoWorld();
    const told: (readonly [number, number])[] = [];
    await loadSnapshot(world, await takeSnapshot(world), (done, total) => told.push([done, total]));
    const { length } = told;
    expect(length).toBeGreaterThan(10);
    expect(told).toEqual(Array.from({ length }, (_, index) => [index + 1, length]));
  });
});
