/** Steps on keys and fault rules. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { askFaults } from './faults.ts';
import { TOKENS } from './fixture.ts';
import { stepOf } from './step.ts';
import { timeOf } from './world.ts';

const token = fc.constantFrom(...TOKENS);
const untilOf = (now: number, seconds: number | null): number =>
  seconds === null ? Infinity : now + seconds * 1000;

const addKey = stepOf(
  'add key',
  fc.record({ token, lifeSeconds: fc.constantFrom(null, 5) }),
  async ({ model, world }, ws, { lifeSeconds, token }) => {
    const isTaken = ws.keys.some((one) => one.token === token);
    const added = await world.addKey(ws.id, { token, lifeSeconds });
    expect(added.status).toBe(isTaken ? 'duplicate' : 'added');
    const until = untilOf(timeOf(model, ws), lifeSeconds);
    if (!isTaken) ws.keys.push({ token, until, lastUsedAt: null });
  },
);

const removeKey = stepOf('remove key', fc.record({ token }), async ({ world }, ws, { token }) => {
  const key = (await world.listKeys(ws.id)).find((one) => one.token === token);
  const removed = await world.removeKey(ws.id, key?.keyId ?? 'none');
  const there = ws.keys.findIndex((one) => one.token === token);
  expect(removed.status).toBe(there === -1 ? 'not_found' : 'removed');
  if (there !== -1) ws.keys.splice(there, 1);
});

const checkKey = stepOf(
  'check key',
  fc.record({ token }),
  async ({ model, world }, ws, { token }) => {
    const { status: verdict } = await world.checkKey(ws.id, token);
    const now = timeOf(model, ws);
    const own = ws.keys.find((one) => one.token === token);
    if (own !== undefined) {
      expect(verdict).toBe(now < own.until ? 'valid' : 'expired');
      const isNew = own.lastUsedAt === null || Math.abs(now - own.lastUsedAt) >= 1000;
      if (now < own.until && isNew) own.lastUsedAt = now;
      return;
    }
    const verdicts = [...model.workspaces.values()].flatMap((other) =>
      other.keys
        .filter((one) => one.token === token)
        .map((one) => (timeOf(model, other) < one.until ? 'foreign' : 'expired')),
    );
    expect(verdict).toBe(verdicts[0] ?? 'unknown');
  },
);

const addFault = stepOf(
  'add fault',
  fc.record({
    operation: fc.constantFrom(null, 'inject', 'start'),
    times: fc.constantFrom(null, 1, 2),
    after: fc.nat(1),
    ttlSeconds: fc.constantFrom(null, 8),
    rateLimit: fc.constantFrom(null, { requests: 2, windowSeconds: 5 }),
  }),
  async ({ model, world }, ws, fault) => {
    const added = await world.addFault(ws.id, fault);
    if (added.status !== 'added') throw new Error(added.status);
    const createdAt = timeOf(model, ws);
    const { after, operation, rateLimit, times } = fault;
    ws.faults.push({
      id: added.rule.faultId,
      operation,
      times,
      after,
      until: untilOf(createdAt, fault.ttlSeconds),
      limit: rateLimit && {
        requests: rateLimit.requests,
        windowMs: rateLimit.windowSeconds * 1000,
      },
      createdAt,
      seen: 0,
      hits: 0,
      window: 0,
      requests: 0,
    });
  },
);

const removeFaults = stepOf(
  'remove faults',
  fc.record({ which: fc.nat(5), all: fc.constantFrom(true, false, false) }),
  async ({ world }, ws, { all, which }) => {
    const one = ws.faults[which]?.id;
    const removed = await world.removeFaults(ws.id, all ? undefined : (one ?? 'none'));
    expect(removed.status).toBe(all || one !== undefined ? 'removed' : 'not_found');
    ws.faults = all ? [] : ws.faults.filter(({ id }) => id !== one);
  },
);

const fire = stepOf(
  'fire',
  fc.record({ operation: fc.constantFrom('inject', 'start') }),
  async ({ model, world }, ws, { operation }) => {
    const outcome = await world.fireFault(ws.id, { operation, callSid: null });
    expect(outcome?.fired?.rule.faultId).toBe(askFaults(model, ws, operation));
  },
);

export const ruleSteps = [
  { weight: 1, arbitrary: addKey },
  { weight: 1, arbitrary: removeKey },
  { weight: 2, arbitrary: checkKey },
  { weight: 2, arbitrary: addFault },
  { weight: 1, arbitrary: removeFaults },
  { weight: 3, arbitrary: fire },
];
