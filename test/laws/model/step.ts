/** One step of a walk: the same thing is done in the world and in the model, and both lead to the same result. */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { WorkspaceData } from '../../../src/fixtures/snapshot-contents.ts';
import type { TestWorld } from '../../helpers/world.ts';
import type { TestClient } from './clients.ts';
import { WORKSPACES } from './fixture.ts';
import { bringUpToDate } from './time.ts';
import { expected } from './view.ts';
import { lineOf, visible } from './visible.ts';
import type { ModelWorkspace, ModelWorld } from './world.ts';

/** A workspace that was put aside. */
export interface Saved {
  readonly data: WorkspaceData;
  readonly model: ModelWorkspace;
  /** When that was. */
  readonly time: number;
}

/** A world, its model, and who acts in it. */
export interface Walk {
  readonly world: TestWorld;
  readonly model: ModelWorld;
  readonly clients: TestClient[];
  readonly saved: Saved[];
  /** What the world announced since the last comparison. */
  readonly heard: string[];
}

export interface Step {
  take(walk: Walk): Promise<void>;
}

/** Steps of a kind. `take` does it in a workspace that the model has; without one nothing may come of it. */
export function stepOf<A extends object>(
  name: string,
  args: fc.Arbitrary<A>,
  take: (walk: Walk, ws: ModelWorkspace, args: A) => Promise<void>,
): fc.Arbitrary<Step> {
  return fc
    .tuple(fc.constantFrom(...WORKSPACES.flatMap((id, i) => (i === 0 ? [id, id] : [id]))), args)
    .map(([id, args]) => ({
      async take(walk: Walk) {
        const ws = walk.model.workspaces.get(id);
        if (ws !== undefined) await take(walk, ws, args);
      },
      [fc.toStringMethod]: () => `${name}(${id.slice(0, 1)}, ${JSON.stringify(args)})`,
    }));
}

/** The time brings what is due to both, and both look the same. */
export async function compare({ clients, heard, model, world }: Walk): Promise<void> {
  await world.settle();
  bringUpToDate(model);
  const seen = {
    ...(await visible(world)),
    clients: clients.map(({ held, over, passed }) => ({
      ended: over,
      held: held.map((one) => one.eventId),
      passed,
    })),
  };
  expect(seen).toEqual(expected(model));
  expect(heard.splice(0).sort()).toEqual(model.heard.splice(0).sort());
}

/** Writes down what a world announces. */
export function listen({ heard, world }: Pick<Walk, 'heard' | 'world'>): void {
  world.events.listen(({ event }) => {
    const line = lineOf(event);
    if (line !== undefined) heard.push(line);
  });
}
