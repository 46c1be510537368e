/** A world for a test: its clock stands still until moved, and its ids are the same every time. */

import { checkWorkspace } from '../../src/fixtures/fixture-check.ts';
import { currentState, durationSeconds, isActive } from '../../src/world/model/calls.ts';
import { type Clock, createClock } from '../../src/world/ports/clock.ts';
import { demoFixture } from '../../src/world/seeding/demo.ts';
import type { Fixture, WorkspaceFixture } from '../../src/world/seeding/fixture-types.ts';
import { createWorld, type World } from '../../src/world/world.ts';
import { makeStore } from './stores.ts';

/** When the clock of a test's world stands: 2026-03-01T09:30:00Z. */
export const NOON = Date.UTC(2026, 2, 1, 9, 30);
/** The workspace that tests use. */
export const WS = '11111111-1111-4111-8111-111111111111';
/** The demo's other workspace. */
export const OTHER = '22222222-2222-4222-8222-222222222222';
/** A service and an entity of `WS`. */
export const SERVICE = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa1';
export const ENTITY = 'eeeeeeee-eeee-4eee-8eee-eeeeeeeeeee1';

/** A world, and the clock under it: moving that clock announces nothing. */
export type TestWorld = World & { readonly clock: Clock };

/** A world with a fixture in it. */
export async function seededWorld(fixture: Fixture, make = makeStore): Promise<TestWorld> {
  const clock = createClock({ frozenAt: NOON });
  const world = createWorld({
    checkTemplate: checkWorkspace,
    store: await make({ clock, seed: 'test' }),
  });
  await world.seed(fixture);
  return { ...world, clock };
}

/** A world with two workspaces, `WS` and `OTHER`, that have nothing in them. */
export const emptyWorld = (make = makeStore): Promise<TestWorld> =>
  seededWorld({ workspaces: [{ workspace_id: WS }, { workspace_id: OTHER }] }, make);

/** A world with the demo fixture in it. */
export const demoWorld = (): Promise<TestWorld> => seededWorld(demoFixture);

/** The demo world, where text sessions of `WS` end after so many seconds without a turn. */
export function idlingWorld(seconds = 30): Promise<TestWorld> {
  const [first, ...others] = demoFixture.workspaces as [WorkspaceFixture, ...WorkspaceFixture[]];
  return seededWorld({ workspaces: [{ ...first, text_session_idle_seconds: seconds }, ...others] });
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
