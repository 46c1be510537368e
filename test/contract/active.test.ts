import { describe, expect, it } from 'vitest';
import { emulate, paths } from '../helpers/http.ts';
import { OTHER } from '../helpers/world.ts';

describe('GET active', () => {
  it('lists the active calls, oldest first, with the fields of the schema in its order', async () => {
    const { get } = await emulate();
    const answer = await get(paths.active(OTHER));
    expect(answer.status).toBe(200);
    expect(answer.text).toBe(
      '[{"call_sid":"CA00000000000000000000000000000004","service_id":"aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa3","workspace_id":"22222222-2222-4222-8222-222222222222","caller_id":"+15550100004","direction":"inbound","duration_seconds":30.0,"current_state":"","scenario":""}]',
    );
  });

  it('follows the clock: duration and state', async () => {
    const { get, world } = await emulate();
    const seen = async () => {
      const [first] = (await get(paths.active())).body;
      return [first.duration_seconds, first.current_state];
    };
    expect(await seen()).toEqual([120, 'find_slot']);
    await world.advanceClock(null, 480);
    expect(await seen()).toEqual([600, 'confirm']);
  });

  it('shows a call without a service with null', async () => {
    const { get } = await emulate();
    const { body } = await get(paths.active());
    expect(body[2]).toMatchObject({ direction: 'outbound', service_id: null });
  });

  it('is an empty list for an unknown workspace', async () => {
    const { get } = await emulate();
    const answer = await get(paths.active('33333333-3333-4333-8333-333333333333'));
    expect([answer.status, answer.text]).toEqual([200, '[]']);
  });

  it('leaves out a call that has ended', async () => {
    const { get, world } = await emulate();
    await world.endCall(OTHER, 'CA00000000000000000000000000000004');
    expect((await get(paths.active(OTHER))).body).toEqual([]);
  });

  it('accepts a workspace id in any form of a UUID', async () => {
    const { get } = await emulate();
    expect((await get(paths.active('22222222222242228222222222222222'))).body).toHaveLength(1);
  });

  it('refuses a workspace id that is not a UUID', async () => {
    const { get } = await emulate();
    const answer = await get(paths.active('nope'));
    expect(answer.status).toBe(422);
    expect(answer.text).toBe(
      '{"detail":[{"type":"uuid_parsing","loc":["path","workspace_id"],"msg":"Input should be a valid UUID, invalid character: found `n` at 1","input":"nope","ctx":{"error":"invalid character: found `n` at 1"}}]}',
    );
  });

  it('ignores a Prefer for a status that it does not document', async () => {
    const { get } = await emulate();
    expect((await get(paths.active()).set('prefer', 'code=503')).status).toBe(200);
  });
});
