import { describe, expect, it } from 'vitest';
import { createFault, type FaultRule, fire, type NewFault } from '../../src/world/faults.ts';
import { demoWorld, NOON, WS } from '../helpers/world.ts';

const fault: NewFault = {
  operation: 'inject',
  callSid: null,
  answer: { status: 503, detail: null, retryAfter: null },
  delay: null,
  connection: null,
  times: 1,
  after: 0,
  probability: 1,
  ttlSeconds: null,
  phase: 'before',
  rateLimit: null,
};
const question = { operation: 'inject', callSid: null };
const never = () => 0;

describe('a rule that has fired as often as it may', () => {
  it('is not looked at again, and stays listed with its hits', async () => {
    const world = await demoWorld();
    for (let i = 0; i < 3; i++) await world.addFault(WS, { ...fault, times: 2 });
    const hits = async () => (await world.listFaults(WS)).map((rule) => rule.hits);
    for (let i = 0; i < 10; i++) await world.fireFault(WS, question);
    expect(await hits()).toEqual([2, 2, 2]);
    await world.addFault(WS, fault);
    expect(await world.fireFault(WS, question)).toBeDefined();
    expect(await hits()).toEqual([2, 2, 2, 1]);
  });

  it('costs nothing, however many there are', () => {
    let looks = 0;
    const watched = (i: number): FaultRule => {
      const rule = createFault(fault, `flt_${i}`, NOON);
      const get = () => {
        looks++;
        return null;
      };
      return Object.defineProperty(rule, 'callSid', { get });
    };
    const rules = Array.from({ length: 1000 }, (_, i) => watched(i));
    for (let i = 0; i < 1000; i++) expect(fire(rules, question, NOON, never)).toBeDefined();
    looks = 0;
    for (let i = 0; i < 100; i++) expect(fire(rules, question, NOON, never)).toBeUndefined();
    expect(looks).toBe(0);
  });
});

describe('rules of other operations', () => {
  it('are not looked at, and those of any operation are, in the order they came', () => {
    const named = [null, 'start', 'inject', null];
    const rules = named.map((operation, i) =>
      createFault({ ...fault, operation }, `flt_${i}`, NOON),
    );
    const fired = () => fire(rules, question, NOON, never)?.rule.faultId;
    expect([fired(), fired(), fired(), fired()]).toEqual(['flt_0', 'flt_2', 'flt_3', undefined]);
    expect(fire(rules, { ...question, operation: 'start' }, NOON, never)?.rule.faultId).toBe(
      'flt_1',
    );
  });

  it('that lives for a time fires again when the clock is set back', () => {
    const rules = [createFault({ ...fault, times: null, ttlSeconds: 1 }, 'flt', NOON)];
    expect(fire(rules, question, NOON + 1000, never)).toBeUndefined();
    expect(fire(rules, question, NOON, never)).toBeDefined();
  });
});
