import { describe, expect, it } from 'vitest';
import { watchUse } from '../../src/commands/use.ts';
import { emptyWorld, NOON } from '../helpers/world.ts';

describe('what an emulator was not meant for', () => {
  it('is told apart for 100 paths; of more only the number is known', () => {
    const world = emptyWorld();
    const use = watchUse(world);
    for (let i = 0; i < 1000; i++) {
      world.store.announce({
        type: 'request.answered',
        at: NOON,
        workspaceId: null,
        operation: null,
        status: 404,
        requestId: 'req',
        unrouted: `GET /${i}/${'x'.repeat(1000)}`,
      });
    }
    const lines = use.unused();
    expect(lines).toHaveLength(101);
    expect(lines.at(-1)).toBe('no operation has 900 more requests, to other paths');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(260);
  });
});
