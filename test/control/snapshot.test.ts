import { describe, expect, it } from 'vitest';
import { control } from '../helpers/control.ts';
import { CALL_1, CALL_2, paths, startBody } from '../helpers/http.ts';
import { OTHER, WS } from '../helpers/world.ts';

async function busy(options = {}) {
  const emulation = await control(options);
  const { ctl, at, post } = emulation;
  await post(paths.inject(CALL_1), { message: 'heard' });
  await post(paths.inject(CALL_2), { message: 'waiting' });
  await post(paths.start(), startBody);
  await ctl.post(at('/faults'), { operation: 'inject', status: 503, after: 5 });
  await ctl.post(at('/calls'), { call_sid: 'short', length_seconds: 60 });
  await ctl.post(at('/clock/advance'), { seconds: 10 });
  return emulation;
}

describe('a snapshot', () => {
  it.each(['frozen', 'real'] as const)(
    'taken, loaded and taken again is the same (clock %s)',
    async (clock) => {
      const { ctl } = await busy(clock === 'real' ? { clock } : {});
      if (clock === 'real') await ctl.post('/clock/advance', { seconds: 100 });
      const first = (await ctl.get('/snapshot?secrets=true')).body;
      const other = await control(clock === 'real' ? { clock } : {});
      expect((await other.ctl.put('/snapshot', first)).body).toEqual({ workspaces: 2 });
      const second = (await other.ctl.get('/snapshot?secrets=true')).body;
      // How far a running clock is ahead of the host is measured, to the millisecond.
      if (clock === 'real')
        expect(Math.abs(second.clock.ahead_ms - first.clock.ahead_ms)).toBeLessThan(3);
      const settled = (one: { workspaces: object[] }) =>
        JSON.parse(
          JSON.stringify(one, (key, value) => (key === 'now' || key === 'ahead_ms' ? 0 : value)),
        );
      expect(settled(second)).toEqual(settled(first));
    },
  );

  it('brings back what was: queue, session, fault, clock, and what is still to come', async () => {
    const { ctl, at, post } = await busy();
    const snapshot = (await ctl.get('/snapshot?secrets=true')).body;
    await ctl.post('/reset');
    await ctl.put('/snapshot', snapshot);
    expect((await ctl.get(at(`/calls/${CALL_2}`))).body.queue).toMatchObject([
      { message: 'waiting' },
    ]);
    expect((await ctl.get(at('/faults'))).body).toMatchObject([{ seen: 0, after: 5 }]);
    expect((await post(paths.start(), startBody)).body.session_status).toBe('already_active');
    expect((await ctl.get(at('/clock'))).body.now).toBe('2026-03-01T09:30:10+00:00');
    await ctl.post(at('/clock/advance'), { seconds: 60 });
    const ended = await ctl.post('/wait', { type: 'call.ended', call_sid: 'short', timeout_ms: 0 });
    expect(ended.body.events.at(-1).at).toBe('2026-03-01T09:31:00+00:00');
  });

  it('of one workspace replaces that alone', async () => {
    const { ctl, at, post, get } = await busy();
    const snapshot = (await ctl.get(at('/snapshot'))).body;
    expect(snapshot.workspaces).toHaveLength(1);
    await ctl.post(at('/calls', OTHER));
    await ctl.post(at(`/calls/${CALL_1}/end`));
    await post(paths.start(OTHER), startBody);
    await ctl.put('/snapshot', snapshot);
    expect((await get(paths.active())).body).toHaveLength(4);
    expect((await get(paths.active(OTHER))).body).toHaveLength(2);
  });

  it('holds no credential unless asked', async () => {
    const { ctl } = await busy();
    expect(JSON.stringify((await ctl.get('/snapshot')).body)).not.toMatch(/demo-key|other-key/);
    expect(JSON.stringify((await ctl.get('/snapshot?secrets=true')).body)).toMatch(/demo-key/);
  });

  it('of a newer version is refused by name, and nothing changes', async () => {
    const { ctl, get } = await busy();
    const { status, body } = await ctl.put('/snapshot', { version: 2, workspaces: [] });
    expect(status).toBe(422);
    expect(body.detail[0]).toMatchObject({
      loc: ['body', 'version'],
      msg: expect.stringContaining('version 2'),
    });
    expect((await ctl.put('/snapshot', { hello: 1 })).status).toBe(422);
    expect((await get(paths.active(WS))).body).toHaveLength(4);
  });
});
