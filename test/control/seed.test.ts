import { describe, expect, it } from 'vitest';
import { control } from '../helpers/control.ts';
import { paths, startBody } from '../helpers/http.ts';

describe('a seed', () => {
  it('gives the same ids as since 0.1.0: tests contain them', async () => {
    const { ctl, at, post } = await control({ seed: 'golden' });
    // Each request takes an id, too.
    await ctl.get(at('/calls'));
    const { body: placed } = await ctl.post(at('/calls'), {});
    const { body: two } = await ctl.post(at('/calls'), { count: 2, subscribers: 2 });
    await post(paths.inject(), { message: 'x' });
    const { body: started } = await post(paths.start(), startBody);
    const { body: made } = await ctl.post('/workspaces', { template: 'demo' });
    const { body: fault } = await ctl.post(at('/faults'), { status: 503, operation: 'start' });
    const { body: first } = await ctl.get(at('/calls/CA00000000000000000000000000000001'));
    expect([
      placed.call_sid,
      ...two.map((call: { call_sid: string }) => call.call_sid),
      two[0].subscribers[1].subscriber_id,
      first.subscribers[0].subscriber_id,
      first.injections[0].event_id,
      started.conversation_id,
      made.workspace_id,
      made.api_key,
      fault.fault_id,
    ]).toEqual([
      'CAfd72232d752db08a8c5fd71426763b77',
      'CA854755af1825accd4fdd335cf593b156',
      'CA2c237bd3d7862f6db85202cdbe05938c',
      'sub_00mlaxfx1nfr9oo1w30m',
      'sub_wyxc3j57xjx7jumelwk8',
      'evt_9uksv3jdzwyevw6w7lk2',
      '1751088a-edfe-4bb7-be43-7f07b390655c',
      '30417836-de84-43c1-977f-56367c9eedfa',
      'key_9nm6iS9UBeHYFKWNepNWoUvTbi32YMpC',
      'flt_wn5opsusn4h924i6jwqw',
    ]);
  });
});
