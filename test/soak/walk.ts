/** A long walk over one workspace: each response is compared with a model that shares no code with the emulator. */
import { isDeepStrictEqual } from 'node:util';
import { type Attack, createFailures, type Effort, type Outcome } from './attack.ts';
import { createJsonClient, type WireRequest } from './client.ts';
import { IDLE_SECONDS, type Model } from './model.ts';
import { createRandom } from './random.ts';
import { kindOf } from './shrink.ts';
import { startSubject } from './subject.ts';
import type { Ask } from './walk-ask.ts';
import { conversationSteps } from './walk-conversations.ts';
import { neighbourSteps } from './walk-neighbours.ts';
import { stepsOver } from './walk-steps.ts';

/** Steps of a full run. */
const FULL = 100_000;
/** After so many steps the walk goes on in a workspace of its own. */
const STEPS_PER_WORKSPACE = 1_500;
const MOST_FAILURES = 20;

/** Walks so many steps. */
export async function walk(count: number, { seed, signal, tell }: Effort): Promise<Outcome> {
  const random = createRandom(`walk ${seed}`);
  const failures = createFailures('walk');
  const subject = await startSubject();
  const client = createJsonClient(subject.port);
  let done = 0;
  let wrong = false;
  let requests = 0;

  const ask: Ask = async (method, target, body, expected, headers = {}) => {
    requests++;
    const found = await client.send(method, target, body, headers);
    const check = expected.body;
    const isRight =
      typeof check === 'function'
        ? check(found.body)
        : check === undefined || isDeepStrictEqual(found.body, check);
    if (found.status === expected.status && isRight === true) return found.body;
    // After one wrong response the model and the world may differ: the walk goes on elsewhere.
    wrong = true;
    const wanted = isRight === true || isRight === false ? check : isRight;
    const shape = target.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '{id}').replace(/-\d+/g, '-N');
    const request: WireRequest = {
      method,
      target,
      headers: Object.entries({ 'content-type': 'application/json', ...headers }),
      body: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
    };
    failures.add(
      `${method} ${shape}: expected ${expected.status}, found ${found.status}; step ${done}; expected ${
        typeof wanted === 'function' ? 'another body' : JSON.stringify(wanted)?.slice(0, 600)
      }; found ${JSON.stringify(found.body).slice(0, 600)}`,
      request,
    );
    return found.body;
  };

  async function newWorkspace(): Promise<{ ws: string; model: Model }> {
    const services = [random.uuid(), random.uuid()];
    const entities = [1, 2].map((at) => ({
      entity_id: random.uuid(),
      canonical_id: `charmhealth:Patient:first-${at}`,
    }));
    const template = {
      services: services.map((service_id) => ({ service_id })),
      entities,
      text_session_idle_seconds: IDLE_SECONDS,
    };
    const made = await client.send('POST', '/_emulator/workspaces', { template });
    const ws = made.body.workspace_id as string;
    // Later than the host's time: a workspace is made before its clock is set.
    const now = Date.UTC(2100, 2, 1, 9, 30);
    await client.send('PUT', `/_emulator/workspaces/${ws}/clock`, {
      mode: 'frozen',
      now: new Date(now).toISOString(),
    });
    const model: Model = {
      now,
      calls: new Map(),
      services: new Set(services),
      entities: new Map(
        entities.map(({ canonical_id, entity_id }) => [
          entity_id,
          { id: entity_id, canonical: canonical_id, projectedAt: 0 },
        ]),
      ),
      conversations: new Map(),
      faults: [],
    };
    return { ws, model };
  }

  try {
    while (done < count && !signal.aborted && failures.count() < MOST_FAILURES) {
      const { model, ws } = await newWorkspace();
      const steps = [
        ...stepsOver(ws, model, random, ask),
        ...conversationSteps(ws, model, random, ask),
        ...neighbourSteps(ws, model, random, ask),
      ];
      const last = Math.min(count, done + STEPS_PER_WORKSPACE);
      wrong = false;
      while (done < last && !wrong && !signal.aborted) {
        await random.pick(steps)();
        done++;
        tell?.(done, count);
      }
      await client.send('DELETE', `/_emulator/workspaces/${ws}`);
    }
  } catch (error) {
    failures.add(`step ${done}: ${(error as Error).message}`);
  }
  client.close();
  await subject.stop();
  for (const error of subject.takeErrors()) failures.add(kindOf(error));
  return { done, failures: failures.all(), figures: { requests } };
}

/** The attack. */
export const walkAttack: Attack = {
  name: 'walk',
  unit: 'steps',
  about: 'a long walk over one workspace, each response held against a model',
  run: (effort) => walk(Math.round(FULL * effort.scale), effort),
};
