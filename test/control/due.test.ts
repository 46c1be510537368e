import { describe, expect, it } from 'vitest';
import { control } from '../helpers/control.ts';
import { paths } from '../helpers/http.ts';

interface Due {
  readonly event: string;
  readonly call_sid: string;
}
const events = ({ due }: { due: Due[] }) => due.map(({ event }) => event);
const calls = ({ due }: { due: Due[] }) => due.map(({ call_sid }) => call_sid);

/** An emulator with new workspaces, in which nothing is due. */
async function emptyWorkspaces() {
  const { ctl, post } = await control();
  for (const { workspace_id } of (await ctl.get('/workspaces')).body) {
    await ctl.delete(`/workspaces/${workspace_id}`);
  }
  const made = async () => {
    const { body } = await ctl.post('/workspaces');
    const ws: string = body.workspace_id;
    return { ws, at: (path: string) => `/workspaces/${ws}${path}` };
  };
  return { ctl, post, one: await made(), other: await made() };
}

describe('what is due next', () => {
  it('is listed with its time and the event it makes, the soonest first, until it has happened', async () => {
    const { ctl, post, one } = await emptyWorkspaces();
    await ctl.post(one.at('/calls'), {
      call_sid: 'mine',
      subscribers: 1,
      timeline: [{ at_seconds: 60, state: 'greeting' }],
      length_seconds: 1800,
    });
    await post(paths.inject('mine', one.ws), { message: 'Hi' });
    const { status, body } = await ctl.get(one.at('/clock/due'));
    expect([status, body.count, events(body)]).toEqual([
      200,
      3,
      ['injection.incorporated', 'call.state_changed', 'call.ended'],
    ]);
    expect(body.due[2]).toEqual({
      at: '2026-03-01T10:00:00+00:00',
      event: 'call.ended',
      workspace_id: one.ws,
      call_sid: 'mine',
      conversation_id: null,
    });
    await ctl.post(one.at('/clock/advance'), { seconds: 60 });
    expect(events((await ctl.get(one.at('/clock/due'))).body)).toEqual(['call.ended']);
    await ctl.post(one.at('/calls/mine/end'));
    expect((await ctl.get(one.at('/clock/due'))).body).toEqual({ due: [], count: 0 });
  });

  it('on the clock of the world is what is due in workspaces without their own', async () => {
    const { ctl, one, other } = await emptyWorkspaces();
    await ctl.post(one.at('/calls'), { call_sid: 'a', length_seconds: 60 });
    await ctl.post(other.at('/calls'), { call_sid: 'b', length_seconds: 30 });
    expect(calls((await ctl.get('/clock/due')).body)).toEqual(['b', 'a']);
    await ctl.post(other.at('/clock/advance'), { seconds: 1 });
    expect(calls((await ctl.get('/clock/due')).body)).toEqual(['a']);
    expect(calls((await ctl.get(other.at('/clock/due'))).body)).toEqual(['b']);
  });

  it('is at most 100, and all are counted', async () => {
    const { ctl, one } = await emptyWorkspaces();
    await ctl.post(one.at('/calls'), { count: 120, length_seconds: 60 });
    await ctl.post(one.at('/calls'), { call_sid: 'soonest', length_seconds: 1 });
    const { body } = await ctl.get(one.at('/clock/due'));
    expect([body.count, body.due.length, body.due[0].call_sid]).toEqual([121, 100, 'soonest']);
  });
});
