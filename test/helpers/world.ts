/** A world for a test: its clock stands still until moved, and its ids are the same every time. */

import { currentState, durationSeconds, isActive } from '../../src/world/calls.ts';
import { createClock } from '../../src/world/clock.ts';
import { demoFixture } from '../../src/world/demo.ts';
import { createIds } from '../../src/world/ids.ts';
import { createMemoryStore } from '../../src/world/memory-store.ts';
import { seed } from '../../src/world/seed.ts';
import { createWorld, type World } from '../../src/world/world.ts';

/** When the clock of a test's world stands: 2026-03-01T09:30:00Z. */
export const NOON = Date.UTC(2026, 2, 1, 9, 30);
/** The workspace that tests use. */
export const WS = '11111111-1111-4111-8111-111111111111';
/** The demo's other workspace. */
export const OTHER = '22222222-2222-4222-8222-222222222222';
/** A service and an entity of `WS`. */
export const SERVICE = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa1';
export const ENTITY = 'eeeeeeee-eeee-4eee-8eee-eeeeeeeeeee1';

/** An empty world. */
export function emptyWorld(): World {
  return createWorld({
    clock: createClock({ frozenAt: NOON }),
    ids: createIds('test'),
    store: createMemoryStore(),
  });
}

/** A world with one workspace, `WS`, that has nothing in it. */
export async function worldOfOne(): Promise<World> {
  const world = emptyWorld();
  await world.putWorkspace({ workspaceId: WS, name: '', sessionIdleSeconds: null });
  return world;
}

/** A world with the demo fixture in it. */
export async function demoWorld(): Promise<World> {
  const world = emptyWorld();
  await seed(world, demoFixture);
  return world;
}

/** An event to inject. */
export const event = (message: string) =>
  ({ message, sender: 'Test', eventType: 'guidance' }) as const;

/** The active calls of a workspace, oldest first. */
export async function activeCalls(world: World, ws: string) {
  const { at, calls } = await world.callsByAge(ws);
  return calls
    .filter((call) => isActive(call, at))
    .map((call) => ({
      callSid: call.callSid,
      durationSeconds: durationSeconds(call, at),
      currentState: currentState(call, at),
    }));
}
