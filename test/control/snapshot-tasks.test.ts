import { describe, expect, it } from 'vitest';
import { control } from '../helpers/control.ts';
import { converse } from '../helpers/conversation.ts';
import { paths } from '../helpers/http.ts';

describe('planned tasks are in a snapshot', () => {
  it('a response of an agent is announced after it is loaded', async () => {
    const before = await control();
    await before.post(paths.inject(), { message: 'Hi' });
    const snapshot = (await before.ctl.get('/snapshot?secrets=true')).body;
    const { ctl } = await control();
    await ctl.put('/snapshot', snapshot);
    const awaited = { type: 'injection.incorporated', timeout_ms: 1 };
    expect((await ctl.post('/wait', awaited)).status).toBe(408);
    await ctl.post('/clock/advance', { seconds: 1 });
    expect((await ctl.post('/wait', { ...awaited, timeout_ms: 10_000 })).status).toBe(200);
  });

  it('a background result is delivered after it is loaded', async () => {
    const before = await converse({
      rules: [
        { match: { exact: 'work' }, reply: { background: { text: 'Done.', after_seconds: 5 } } },
      ],
    });
    await before.turn({ message: 'work' });
    const snapshot = (await before.ctl.get('/snapshot?secrets=true')).body;
    const { ctl } = await control();
    await ctl.put('/snapshot', snapshot);
    const awaited = { type: 'turn.background_done', timeout_ms: 1 };
    expect((await ctl.post('/wait', awaited)).status).toBe(408);
    await ctl.post('/clock/advance', { seconds: 5 });
    expect((await ctl.post('/wait', { ...awaited, timeout_ms: 10_000 })).status).toBe(200);
  });
});
