/** Steps on calls and their channels. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { event } from '../../helpers/world.ts';
import { callOf, changeState, endCall, placeCall } from './calls.ts';
import {
  forgetSeen,
  inject,
  injectStatus,
  isOn,
  joins,
  lastSeen,
  leaves,
  passesOn,
  resumes,
} from './channel.ts';
import { createClient } from './clients.ts';
import { SERVICES, SIDS, SUBSCRIBERS } from './fixture.ts';
import { stepOf, type Walk } from './step.ts';
import { type ModelCall, type ModelWorkspace, timeOf } from './world.ts';

/** Few, so that they meet. */
const sid = fc.constantFrom(SIDS[1], SIDS[1], ...SIDS);
const id = fc.constantFrom(SUBSCRIBERS[1], ...SUBSCRIBERS.slice(0, 2));

const place = stepOf(
  'place',
  fc.record({
    sid,
    serviceId: fc.constantFrom(null, ...SERVICES),
    startedSecondsAgo: fc.constantFrom(0, 0, 3, 50, -4),
    lengthSeconds: fc.constantFrom(null, null, 6, 20),
    steps: fc.array(fc.record({ atSeconds: fc.nat(9), state: fc.constantFrom('red', 'green') }), {
      maxLength: 3,
    }),
    agents: fc.array(id, { maxLength: 2 }),
    delaySeconds: fc.nat(3),
  }),
  async ({ model, world }, ws, wanted) => {
    const { agents, delaySeconds, sid, steps, ...call } = wanted;
    const placed = await world.placeCall(ws.id, {
      ...call,
      callSid: sid,
      timeline: steps,
      subscribers: agents.map((subscriberId) => ({ subscriberId })),
      responseDelaySeconds: delaySeconds,
    });
    expect(placed.status).toBe(placeCall(model, ws, wanted));
  },
);

const change = stepOf(
  'change',
  fc.record({ sid, state: fc.constantFrom('red', 'blue') }),
  async ({ model, world }, ws, { sid, state }) => {
    const changed = await world.changeCallState(ws.id, sid, state);
    expect(changed.status).toBe(changeState(model, ws, sid, state));
  },
);

const end = stepOf('end', fc.record({ sid }), async ({ model, world }, ws, { sid }) => {
  expect((await world.endCall(ws.id, sid)).status).toBe(endCall(model, ws, sid));
});

const say = stepOf('inject', fc.record({ sid }), async ({ model, world }, ws, { sid }) => {
  const call = callOf(ws, sid);
  const result = await world.inject(ws.id, sid, event('hi'));
  expect(result.status).toBe(injectStatus(model, ws, call));
  if ('eventId' in result) inject(model, ws, call as ModelCall, result.eventId);
});

/** How joining ends, and how many events drain. */
function joining(
  { model }: Walk,
  ws: ModelWorkspace,
  call: ModelCall | undefined,
  newcomer: Parameters<typeof joins>[3],
) {
  if (call === undefined || !isOn(call, timeOf(model, ws))) return { status: 'not_found' };
  if (call.subscribers.some((one) => one.id === newcomer.id)) return { status: 'duplicate' };
  return { status: 'joined', drained: joins(model, ws, call, newcomer) };
}

const attach = stepOf(
  'attach',
  fc.record({ sid, id, delaySeconds: fc.nat(3) }),
  async (walk, ws, { delaySeconds, id, sid }) => {
    const agent = { subscriberId: id, responseDelaySeconds: delaySeconds };
    const joined = await walk.world.attachSubscriber(ws.id, sid, agent);
    const delayMs = delaySeconds * 1000;
    const newcomer = { id, kind: 'simulated', delayMs, client: null } as const;
    expect(joined).toMatchObject(joining(walk, ws, callOf(ws, sid), newcomer));
  },
);

/** One client more, in the world and in the model. */
function come(
  { clients, model }: Walk,
  ws: ModelWorkspace,
  sid: string,
  id: string,
  isEager: boolean,
) {
  const client = createClient(isEager);
  const number = clients.push(client) - 1;
  const empty = { held: [], passed: [], ended: [] };
  model.clients.push({ workspaceId: ws.id, sid, id, isEager, ...empty });
  return { client, number };
}

const subscribe = stepOf(
  'subscribe',
  fc.record({ sid, id, isEager: fc.constantFrom(true, false, false) }),
  async (walk, ws, { id, isEager, sid }) => {
    const { client, number } = come(walk, ws, sid, id, isEager);
    const joined = await walk.world.subscribe(ws.id, sid, client, id);
    if (joined.status === 'joined') forgetSeen(walk.model, ws.id, sid, id);
    const newcomer = { id, kind: 'live', delayMs: null, client: number } as const;
    expect(joined).toMatchObject(joining(walk, ws, callOf(ws, sid), newcomer));
  },
);

const resume = stepOf(
  'resume',
  fc.record({ sid, id, isEager: fc.constantFrom(true, false, false) }),
  async (walk, ws, { id, isEager, sid }) => {
    const { model, world } = walk;
    const point = { subscriberId: id, eventId: lastSeen(model, ws.id, sid, id) };
    const { client, number } = come(walk, ws, sid, id, isEager);
    const resumed = await world.resumeSubscription(ws.id, sid, client, point);
    const call = callOf(ws, sid);
    expect(resumed.status).toBe(resumes(model, ws, call, id, point.eventId, number));
  },
);

const leave = stepOf('leave', fc.record({ sid, id }), async ({ model, world }, ws, { id, sid }) => {
  const left = await world.detachSubscriber(ws.id, sid, id);
  expect(left.status).toBe(leaves(model, ws, callOf(ws, sid), id));
});

const passOn = stepOf('pass on', fc.record({ who: fc.nat(20) }), async (walk, _ws, { who }) => {
  const { clients, model } = walk;
  if (clients.length === 0) return;
  const number = who % clients.length;
  clients[number]?.passOn();
  passesOn(model, number);
});

export const callSteps = [
  { weight: 3, arbitrary: place },
  { weight: 1, arbitrary: change },
  { weight: 1, arbitrary: end },
  { weight: 14, arbitrary: say },
  { weight: 3, arbitrary: attach },
  { weight: 10, arbitrary: subscribe },
  { weight: 5, arbitrary: resume },
  { weight: 10, arbitrary: leave },
  { weight: 3, arbitrary: passOn },
];
