import { describe, expect, it } from 'vitest';
import type { EmulatorOptions } from '../../src/emulator.ts';
import { control, type Json } from '../helpers/control.ts';
import { paths } from '../helpers/http.ts';
import { problemsOf } from '../helpers/published.ts';
import { openSocket } from '../helpers/socket.ts';
import { NOON, OTHER, SERVICE, WS } from '../helpers/world.ts';

/** An emulator with a call of two states, 90 s long, and sockets of its observers. */
async function emulate(options: EmulatorOptions = {}) {
  const emulation = await control(options);
  const { ctl, at, url } = emulation;
  await ctl.post(at('/calls'), {
    call_sid: 'CA9',
    service_id: SERVICE,
    caller_id: '+15550100009',
    length_seconds: 90,
    timeline: [
      { at_seconds: 0, state: 'greeting' },
      { at_seconds: 10, state: 'triage' },
    ],
    subscribers: 1,
  });
  return {
    ...emulation,
    observe: (call = 'CA9', key: string | null = 'demo-key', workspaceId = WS) =>
      openSocket(url, `/v1/${workspaceId}/observers/${call}/ws`, key),
    advance: (seconds: number) => ctl.post(at('/clock/advance'), { seconds }),
  };
}

describe('an observer of a call', () => {
  it('is told the call, then what happens to it until its end, as published', async () => {
    const { observe, advance, post } = await emulate();
    const { frames, atLeast, closed } = observe();
    await atLeast(3);
    await advance(10);
    await post(paths.inject('CA9'), { message: 'Ask for the date.' });
    await advance(80);
    expect((await closed).code).toBe(1000);
    expect(frames.flatMap((frame: Json) => problemsOf('ObserverSSEEvent', frame))).toEqual([]);
    const { participant_id } = frames[2];
    expect(frames).toMatchObject([
      { type: 'session_start', call_sid: 'CA9', service_id: SERVICE, initial_state: 'greeting' },
      { type: 'session_info', current_state: 'greeting', start_time: NOON / 1000 },
      { type: 'participant_joined', participant_role: 'agent' },
      { type: 'state_transition', previous_state: 'greeting', next_state: 'triage' },
      { type: 'agent_transcript', transcript: 'Ask for the date.', speaker_id: participant_id },
      { type: 'session_end', duration_s: 90, turns: 1, final_state: 'triage' },
    ]);
  });

  it('is told who joins and who leaves', async () => {
    const { observe, ctl, at } = await emulate();
    const { frames, atLeast } = observe();
    await atLeast(3);
    await ctl.post(at('/calls/CA9/subscribers'), { subscriber_id: 'second' });
    await ctl.delete(at('/calls/CA9/subscribers/second'));
    await atLeast(5);
    expect(frames.flatMap((frame: Json) => problemsOf('ObserverSSEEvent', frame))).toEqual([]);
    expect(frames.slice(3)).toMatchObject([
      { type: 'participant_joined', participant_id: 'second' },
      { type: 'participant_left', participant_id: 'second' },
    ]);
  });

  it('is closed with 4004 for a call that is unknown, over, or of another workspace', async () => {
    const { observe, advance } = await emulate();
    const unknown = { code: 4004, reason: 'Session not found.' };
    expect(await observe('CA8').closed).toEqual(unknown);
    expect(await observe('CA9', 'demo-key', OTHER).closed).toEqual(unknown);
    await advance(90);
    expect(await observe().closed).toEqual(unknown);
  });

  it('needs a key of the workspace: 4100 without one, 4403 with one of another', async () => {
    const { observe } = await emulate({ auth: 'keys' });
    expect((await observe('CA9', null).closed).code).toBe(4100);
    expect((await observe('CA9', 'demo-key', OTHER).closed).code).toBe(4403);
    expect((await observe('CA9', 'demo-key', 'x').closed).code).toBe(4403);
  });

  it('can be refused by a fault rule, with its status', async () => {
    const { observe, ctl, at } = await emulate();
    await ctl.post(at('/faults'), { operation: 'observe_call', status: 503, times: 1 });
    expect(await observe().status).toBe(503);
    expect(await observe().status).toBe(101);
    const { entries } = (await ctl.get(at('/journal'))).body;
    expect(entries.map(({ operation, status }: Json) => [operation, status])).toEqual([
      ['observe_call', 503],
      ['observe_call', 101],
    ]);
  });
});
