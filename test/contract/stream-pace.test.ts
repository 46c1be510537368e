import { describe, expect, it } from 'vitest';
import { converse, said } from '../helpers/conversation.ts';
import { paths } from '../helpers/http.ts';
import { WS } from '../helpers/world.ts';

const words = Array.from({ length: 20 }, (_, i) => `w${i}`).join(' ');
const script = {
  rules: [
    { match: { exact: 'slow' }, reply: { text: words, token_delay_ms: 600 } },
    { match: { exact: 'work' }, reply: { background: { text: 'Done.', after_seconds: 5 } } },
  ],
};
const gone = {
  event: 'error',
  data: {
    event: 'error',
    message: 'The conversation is gone.',
    code: 'stream_interrupted',
    retryable: false,
  },
};

describe('the pace of a stream', () => {
  it('sends all tokens that are due after an advance, not only one', async () => {
    const { stream, world } = await converse(script);
    const { frames, atLeast, ended } = await stream({ message: 'slow' });
    await world.advanceClock(WS, 10);
    await atLeast(16);
    expect(said(frames)).toEqual(Array.from({ length: 16 }, (_, i) => ['token', `w${i} `]));
    // The seventeenth is due at 10.2 seconds, counted from the start and not from the sixteenth.
    await world.advanceClock(WS, 0.2);
    await atLeast(17);
    await world.advanceClock(WS, 60);
    expect((await ended).at(-1)?.event).toBe('done');
  });

  it('is kept while the clock moves in small steps', async () => {
    const { stream, world } = await converse(script);
    const { frames, atLeast } = await stream({ message: 'slow' });
    for (let i = 0; i < 9; i++) await world.advanceClock(WS, 0.2);
    await atLeast(3);
    expect(frames).toHaveLength(3);
  });
});

describe('when the workspace is removed meanwhile', () => {
  it('a stream ends with an error frame', async () => {
    const { stream, ctl, at, world } = await converse(script);
    const { atLeast, ended } = await stream({ message: 'slow' });
    await world.advanceClock(WS, 0.6);
    await atLeast(1);
    await ctl.delete(at('', WS));
    expect((await ended).slice(1)).toEqual([gone]);
  });

  it('a stream ends with an error frame when it is reset, too', async () => {
    const { stream, ctl, at } = await converse(script);
    const { ended } = await stream({ message: 'slow' });
    await ctl.post(at('/reset', WS), {});
    expect(await ended).toEqual([gone]);
  });

  it('a request that waits for background work gets the turn as it was', async () => {
    const { turn, ctl, at, until } = await waiting();
    const waits = turn({ message: 'work', wait_for_final: true }).then((response) => response);
    await until('turn.taken');
    await ctl.delete(at('', WS));
    const { status, body } = await waits;
    expect([status, body.background_pending]).toEqual([200, true]);
  });

  it('a delayed request finds nothing and changes nothing', async () => {
    const { post, ctl, at, until, world } = await waiting();
    await ctl.post(at('/faults', WS), { operation: 'inject', delay_ms: 60_000 });
    const delayed = post(paths.inject(), { message: 'Hi' }).then((response) => response);
    await until('fault.fired');
    await ctl.delete(at('', WS));
    expect((await delayed).status).toBe(404);
    expect(await world.listCalls(WS)).toEqual([]);
    const asked = await ctl.get('/workspaces');
    expect(asked.body.map((one: { workspace_id: string }) => one.workspace_id)).not.toContain(WS);
  });
});

/** A conversation whose world's events can be waited for. */
async function waiting() {
  const conversation = await converse(script);
  const { events } = conversation.world;
  const until = (type: string) =>
    new Promise<void>((resolve) => {
      const stop = events.listen(({ event }) => {
        if (event.type !== type) return;
        stop();
        resolve();
      });
    });
  return { ...conversation, until };
}
