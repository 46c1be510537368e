/**
 * Laws of the world, against a plain model (`model/`), over every store.
 */
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { farStore } from '../helpers/far-store.ts';
import { runs } from '../helpers/runs.ts';
import { type MakeStore, stores } from '../helpers/stores.ts';
import { seededWorld } from '../helpers/world.ts';
import { callSteps } from './model/call-steps.ts';
import { type Crowd, newLife, perform, together } from './model/crowd.ts';
import { type Act, act } from './model/crowd-acts.ts';
import { holdConnectionLaw, holdLaws } from './model/crowd-laws.ts';
import { fixtureOf, WORKSPACES } from './model/fixture.ts';
import { ruleSteps } from './model/rule-steps.ts';
import { sessionSteps } from './model/session-steps.ts';
import { compare, listen, type Walk } from './model/step.ts';
import { makeWorkspace, newWorld } from './model/world.ts';
import { worldSteps } from './model/world-steps.ts';

/** How many walks of each kind. */
const walks = runs(100);

const fixture = { workspaces: WORKSPACES.map(fixtureOf) };

/** A crowd in a new world. */
async function crowdOver(make: MakeStore): Promise<Crowd> {
  const world = await seededWorld(fixture, make);
  const crowd: Crowd = {
    world,
    lives: new Map(WORKSPACES.map((id) => [id, newLife()])),
    listeners: [],
    heard: new Map(WORKSPACES.map((id) => [id, []])),
    hasResumed: false,
    states: 0,
    givingBack: [],
  };
  // What the fixture placed was announced before.
  for (const { event } of world.events.after(0)) {
    if (event.workspaceId !== null) crowd.heard.get(event.workspaceId)?.push(event);
  }
  world.events.listen(({ event }) => {
    if (event.workspaceId === null) return;
    if (event.type === 'workspace.removed') crowd.heard.set(event.workspaceId, []);
    else crowd.heard.get(event.workspaceId)?.push(event);
  });
  return crowd;
}

/** What the crowd knew of a workspace that was made again at the same time as other things is void: it is made once more. */
async function forgetMadeAgain(crowd: Crowd, batch: readonly Act[]): Promise<void> {
  await holdConnectionLaw(crowd);
  for (const { what, ws } of batch) {
    if (what !== 'reset' && what !== 'remake') continue;
    await crowd.world.resetWorkspace(ws);
    crowd.lives.set(ws, newLife());
    crowd.listeners = crowd.listeners.filter((one) => one.ws !== ws);
  }
}

/** All clients leave. */
async function allLeave(crowd: Crowd): Promise<void> {
  const { listeners, world } = crowd;
  const leaving = listeners.map(({ id, sid, ws }) => world.detachSubscriber(ws, sid, id));
  await together(crowd, leaving);
}

const batches = fc.array(fc.array(act, { minLength: 2, maxLength: 6 }), {
  minLength: 1,
  maxLength: 12,
  size: 'max',
});

describe.each(Object.entries(stores))('a world over the store: %s', (_, make) => {
  const steps = fc.array(fc.oneof(...callSteps, ...sessionSteps, ...ruleSteps, ...worldSteps), {
    minLength: 1,
    maxLength: 80,
    size: 'max',
  });

  it('does what the model does, one step after the other', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const world = await seededWorld(fixture, make);
        const walk: Walk = { world, model: newWorld(), clients: [], saved: [], heard: [] };
        listen(walk);
        for (const one of fixture.workspaces) makeWorkspace(walk.model, one);
        walk.model.heard.length = 0;
        for (const step of all) {
          await step.take(walk);
          await compare(walk);
        }
        await world.close();
      }),
      walks,
    );
  }, 600_000);

  it('keeps its laws with concurrent clients', async () => {
    await fc.assert(
      fc.asyncProperty(batches, async (all) => {
        const crowd = await crowdOver(make);
        for (const batch of all) {
          await together(
            crowd,
            batch.map((one) => perform(crowd, one)),
          );
          await forgetMadeAgain(crowd, batch);
          await holdLaws(crowd);
        }
        await allLeave(crowd);
        await holdLaws(crowd);
        await crowd.world.close();
      }),
      walks,
    );
  }, 600_000);

  it('keeps its laws in any order of requests to the store and its replies', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), batches, async (s, all) => {
        const crowd = await s.waitFor(crowdOver(async (parts) => farStore(s, await make(parts))));
        for (const batch of all) {
          await s.waitFor(
            together(
              crowd,
              batch.map((one) => perform(crowd, one)),
            ),
          );
          await s.waitFor(forgetMadeAgain(crowd, batch));
          await s.waitFor(holdLaws(crowd));
        }
        await s.waitFor(allLeave(crowd));
        await s.waitFor(holdLaws(crowd));
        await crowd.world.close();
      }),
      walks,
    );
  }, 600_000);
});
