import { describe, expect, it } from 'vitest';
import { CALL_1, CALL_2, CALL_4, emulate, paths } from '../helpers/http.ts';
import { OTHER, WS } from '../helpers/world.ts';

describe('POST inject', () => {
  it('is delivered when the call has a subscriber, which receives the event', async () => {
    const { post, world } = await emulate();
    const answer = await post(paths.inject(), { message: 'hi' });
    expect(answer.status).toBe(200);
    expect(answer.text).toBe(`{"status":"delivered","call_sid":"${CALL_1}"}`);
    const call = await world.readCall(WS, CALL_1);
    expect(call?.received).toMatchObject([
      { message: 'hi', sender: 'System', eventType: 'external_event', queued: false },
    ]);
  });

  it('is queued_no_subscriber when the call has none, and the event is queued', async () => {
    const { post, world } = await emulate();
    const body = { message: 'hi', sender: 'Op', event_type: 'guidance' };
    const answer = await post(paths.inject(CALL_2), body);
    expect(answer.text).toBe(`{"status":"queued_no_subscriber","call_sid":"${CALL_2}"}`);
    const call = await world.readCall(WS, CALL_2);
    expect(call?.queue).toMatchObject([{ message: 'hi', sender: 'Op', eventType: 'guidance' }]);
  });

  it('does not find an unknown call, one of another workspace, or one that has ended', async () => {
    const { post, world } = await emulate();
    await world.endCall(WS, CALL_1);
    for (const path of [paths.inject('nobody'), paths.inject(CALL_4), paths.inject(CALL_1)]) {
      const answer = await post(path, { message: 'hi' });
      expect([answer.status, answer.text]).toEqual([404, '{"detail":"Session not found."}']);
    }
  });

  it('refuses a wrong body with every field that is wrong, path before body', async () => {
    const { post } = await emulate();
    const answer = await post(paths.inject(CALL_1, 'x'), { message: '', event_type: 'shout' });
    expect(answer.status).toBe(422);
    expect(answer.body.detail.map((one: { loc: string[] }) => one.loc.join('.'))).toEqual([
      'path.workspace_id',
      'body.message',
      'body.event_type',
    ]);
  });

  it('is a 503 when the request prefers it', async () => {
    const { post } = await emulate();
    const answer = await post(paths.inject(), { message: 'hi' }).set('prefer', 'code=503');
    expect([answer.status, answer.text]).toEqual([
      503,
      '{"detail":"Voice agent service unavailable."}',
    ]);
  });

  it('changes nothing when it is refused at any step', async () => {
    const { post, http, world } = await emulate({ auth: 'keys' });
    await post(paths.inject(), { message: '' });
    await post(paths.inject(), '{"message":');
    await post(paths.inject(), { message: 'hi' }).set('prefer', 'code=503');
    await post(paths.inject(CALL_4, OTHER), { message: 'hi' });
    await http.post(paths.inject()).send({ message: 'hi' });
    for (const [ws, sid] of [
      [WS, CALL_1],
      [OTHER, CALL_4],
    ] as const) {
      const call = await world.readCall(ws, sid);
      expect([call?.received, call?.queue]).toEqual([[], []]);
    }
  });
});
