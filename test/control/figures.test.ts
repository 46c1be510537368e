import { describe, expect, it } from 'vitest';
import { control } from '../helpers/control.ts';
import { paths } from '../helpers/http.ts';
import { OTHER, WS } from '../helpers/world.ts';

const NOBODY = '99999999-9999-4999-8999-999999999999';

describe('figures', () => {
  it('count active calls and what is queued on them, of all workspaces or of one', async () => {
    const { ctl, at, post } = await control();
    const counts = async (ws = '') => {
      const { body } = await ctl.get(`/figures${ws && `?workspace_id=${ws}`}`);
      return [body.workspaces, body.active_calls, body.queued_events];
    };
    const [workspaces, calls, queued] = await counts();
    const [, own, ownQueued] = await counts(WS);
    const other = await counts(OTHER);
    await ctl.post(at('/calls'), { call_sid: 'mine' });
    await post(paths.inject('mine'), { message: '1' });
    await post(paths.inject('mine'), { message: '2' });
    expect(await counts()).toEqual([workspaces, calls + 1, queued + 2]);
    expect(await counts(WS)).toEqual([1, own + 1, ownQueued + 2]);
    expect(await counts(OTHER)).toEqual(other);
    await ctl.post(at('/calls/mine/end'));
    expect(await counts(WS)).toEqual([1, own, ownQueued]);
  });

  it('have the id of the last event, to follow what changes them', async () => {
    const { ctl, at, stream } = await control();
    const { last_event_id } = (await ctl.get('/figures')).body;
    await ctl.post(at('/calls'), { call_sid: 'mine' });
    const { events, atLeast, close } = await stream(`/events?after=${last_event_id}`);
    await atLeast(1);
    expect(events[0]).toMatchObject({ event: 'call.placed', id: `${last_event_id + 1}` });
    close();
  });

  it('are refused for a workspace that does not exist', async () => {
    const { ctl } = await control();
    expect((await ctl.get(`/figures?workspace_id=${NOBODY}`)).status).toBe(404);
    expect((await ctl.get('/figures?workspace_id=none')).status).toBe(422);
  });
});
