/** Steps on text sessions, and on what they begin with. */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { TurnResult } from '../../../src/world/rules/turns.ts';
import { CANONICAL_IDS, ENTITIES, SERVICES } from './fixture.ts';
import {
  closeSession,
  conversationOf,
  openSession,
  pollSession,
  readSession,
  saySomething,
  sessionFor,
} from './sessions.ts';
import { stepOf } from './step.ts';
import { type ModelWorkspace, timeOf } from './world.ts';

const serviceId = fc.constantFrom(...SERVICES);
const entityId = fc.constantFrom(...ENTITIES);
const canonicalId = fc.constantFrom(...CANONICAL_IDS);
const which = fc.record({ which: fc.nat(20) });

const start = stepOf(
  'start',
  fc.record({
    serviceId,
    entity: fc.oneof(
      fc.record({ by: fc.constant('entity_id' as const), entityId }),
      fc.record({ by: fc.constant('canonical_id' as const), canonicalId }),
    ),
  }),
  async ({ model, world }, ws, wanted) => {
    const request = { ...wanted, channelKind: 'web', greeting: null } as const;
    const result = await world.startSession(ws.id, request);
    const found = sessionFor(model, ws, wanted);
    if (found === undefined) {
      expect(result.status).toBe('not_found');
    } else if (found !== null) {
      expect(result).toMatchObject({
        status: 'already_active',
        session: { conversationId: found.id },
      });
    } else {
      expect(result.status).toBe('created');
      if ('session' in result) openSession(model, ws, wanted, result.session.conversationId);
    }
  },
);

/** The id of one of the conversations, or of none. */
const idOf = (ws: ModelWorkspace, which: number): string =>
  ws.conversations[which % (ws.conversations.length + 1)]?.id ?? 'none';

const close = stepOf('close', which, async ({ model, world }, ws, { which }) => {
  const id = idOf(ws, which);
  const closed = await world.closeConversation(ws.id, id);
  expect(closed.status).toBe(closeSession(model, ws, conversationOf(ws, id)));
});

const said = (result: TurnResult): string[] | string =>
  result.status === 'taken' ? result.output.map((turn) => turn.text) : result.status;

const take = stepOf(
  'turn',
  fc.record({ which: fc.nat(20), message: fc.constantFrom('look', 'look', 'look fast', 'hi', '') }),
  async ({ model, world }, ws, { message, which }) => {
    const id = idOf(ws, which);
    const result = await world.takeTurn(ws.id, id, { message });
    expect(said(result)).toEqual(saySomething(model, ws, conversationOf(ws, id), message));
  },
);

const poll = stepOf('poll', which, async ({ model, world }, ws, { which }) => {
  const id = idOf(ws, which);
  const result = await world.pollTurns(ws.id, id);
  const one = conversationOf(ws, id);
  expect(said(result)).toEqual(pollSession(model, ws, one));
  if (result.status === 'taken') expect(result.pending).toBe((one?.background.length ?? 0) > 0);
});

const read = stepOf('read', which, async ({ model, world }, ws, { which }) => {
  const id = idOf(ws, which);
  const details = await world.readConversation(ws.id, id);
  const one = conversationOf(ws, id);
  if (one !== undefined) readSession(model, ws, one);
  expect(details?.turns.map((turn) => turn.text)).toEqual(one?.turns.map((turn) => turn.text));
});

const service = stepOf(
  'service',
  fc.record({
    serviceId,
    name: fc.constantFrom('a', 'b'),
    how: fc.constantFrom('addService', 'putService', 'removeService'),
  }),
  async ({ world }, ws, { how, name, serviceId: id }) => {
    const there = ws.services.findIndex((one) => one.id === id);
    if (how === 'removeService') {
      const { status } = await world.removeService(ws.id, id);
      expect(status).toBe(there === -1 ? 'not_found' : 'removed');
      if (there !== -1) ws.services.splice(there, 1);
      return;
    }
    const isTaken = how === 'addService' && there !== -1;
    const { status } = await world[how](ws.id, { serviceId: id, name });
    expect(status).toBe(isTaken ? 'duplicate' : 'put');
    if (isTaken) return;
    if (there === -1) ws.services.push({ id, name });
    else ws.services[there] = { id, name };
  },
);

const entity = stepOf(
  'entity',
  fc.record({
    entityId,
    canonicalId: fc.constantFrom(null, ...CANONICAL_IDS),
    lagSeconds: fc.constantFrom(0, 0, 5),
    how: fc.constantFrom('addEntity', 'putEntity', 'removeEntity'),
  }),
  async ({ model, world }, ws, { canonicalId, entityId: id, how, lagSeconds }) => {
    const there = ws.entities.findIndex((one) => one.id === id);
    if (how === 'removeEntity') {
      const { status } = await world.removeEntity(ws.id, id);
      expect(status).toBe(there === -1 ? 'not_found' : 'removed');
      if (there !== -1) ws.entities.splice(there, 1);
      return;
    }
    const wanted = { entityId: id, canonicalId, name: '', projectionLagSeconds: lagSeconds };
    const { status } = await world[how](ws.id, wanted);
    const isTaken =
      (how === 'addEntity' && there !== -1) ||
      ws.entities.some(
        (one) => canonicalId !== null && one.canonicalId === canonicalId && one.id !== id,
      );
    expect(status).toBe(isTaken ? 'duplicate' : 'put');
    if (isTaken) return;
    const put = { id, canonicalId, foundFrom: timeOf(model, ws) + lagSeconds * 1000 };
    if (there === -1) ws.entities.push(put);
    else ws.entities[there] = put;
  },
);

export const sessionSteps = [
  { weight: 5, arbitrary: start },
  { weight: 2, arbitrary: close },
  { weight: 5, arbitrary: take },
  { weight: 3, arbitrary: poll },
  { weight: 2, arbitrary: read },
  { weight: 1, arbitrary: service },
  { weight: 2, arbitrary: entity },
];
