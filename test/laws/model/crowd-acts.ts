/** What one of many clients may do. */
import fc from 'fast-check';
import { ENTITIES, SIDS, SUBSCRIBERS, WORKSPACES } from './fixture.ts';

/** Few of everything, so that they meet. */
const ws = fc.constantFrom(WORKSPACES[0], WORKSPACES[0], WORKSPACES[1]);
const sid = fc.constantFrom(SIDS[0], SIDS[0], SIDS[1]);
const id = fc.constantFrom(...SUBSCRIBERS.slice(1));
const what = <W extends string>(name: W) => fc.constant(name);

/** What one client does. */
export const act = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      what: what('place'),
      ws,
      sid,
      lengthSeconds: fc.constantFrom(null, 5),
      agents: fc.nat(1),
    }),
  },
  { weight: 1, arbitrary: fc.record({ what: what('change'), ws, sid }) },
  { weight: 1, arbitrary: fc.record({ what: what('end'), ws, sid }) },
  { weight: 9, arbitrary: fc.record({ what: what('inject'), ws, sid }) },
  { weight: 2, arbitrary: fc.record({ what: what('attach'), ws, sid, id, delay: fc.nat(2) }) },
  {
    weight: 5,
    arbitrary: fc.record({ what: what('subscribe'), ws, sid, id, isEager: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ what: what('resume'), ws, sid, id, isEager: fc.boolean() }) },
  { weight: 6, arbitrary: fc.record({ what: what('leave'), ws, sid, id }) },
  { weight: 2, arbitrary: fc.record({ what: what('pass on'), ws, sid }) },
  {
    weight: 4,
    arbitrary: fc.record({ what: what('start'), ws, entityId: fc.constantFrom(...ENTITIES) }),
  },
  { weight: 2, arbitrary: fc.record({ what: what('close'), ws, which: fc.nat(3) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      what: what('turn'),
      ws,
      which: fc.nat(3),
      message: fc.constantFrom('look', 'look fast', 'hi'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ what: what('poll'), ws, which: fc.nat(3) }) },
  { weight: 3, arbitrary: fc.record({ what: what('advance'), ws, seconds: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ what: what('advance all'), ws, seconds: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ what: what('reset'), ws }) },
  { weight: 1, arbitrary: fc.record({ what: what('remake'), ws }) },
);

export type Act = typeof act extends fc.Arbitrary<infer A> ? A : never;
