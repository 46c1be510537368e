import { describe, expect, it } from 'vitest';
import { control } from '../helpers/control.ts';
import { CALL_1, CALL_2, CALL_4, paths } from '../helpers/http.ts';
import { problemsOf } from '../helpers/published.ts';
import { OTHER, SERVICE, WS } from '../helpers/world.ts';

const CALL_3 = 'CA00000000000000000000000000000003';
const of = (path: string, workspace = WS) => `/v1/${workspace}/${path}`;

async function calls() {
  const emulation = await control();
  const { ctl, at, get, post } = emulation;
  return {
    ...emulation,
    place: (call: object) => ctl.post(at('/calls'), call),
    end: (sid: string) => ctl.post(at(`/calls/${sid}/end`), {}),
    advance: (seconds: number) => ctl.post('/clock/advance', { seconds }),
    inject: (message: string, event_type = 'guidance') =>
      post(paths.inject(), { message, event_type }),
    read: async (sid: string) => (await get(of(`calls/${sid}`))).body,
    /** The sids of a list, as one word. */
    sids: async (query = '') => {
      const { body } = await get(of(`calls?${query}`));
      return body.items.map(({ call_sid }: { call_sid: string }) => call_sid.slice(-2)).join(' ');
    },
  };
}

describe('the list of calls', () => {
  it('has active and ended calls, newest first, as published', async () => {
    const { get, end } = await calls();
    await end(CALL_2);
    const { status, body } = await get(of('calls'));
    expect(status).toBe(200);
    expect(problemsOf('CallListResponse', body)).toEqual([]);
    expect(body).toMatchObject({ total: 3, has_more: false, continuation_token: null });
    expect(body.items).toMatchObject([
      { call_sid: CALL_3, direction: 'outbound', service_id: null, status: 'in-progress' },
      {
        call_sid: CALL_2,
        status: 'completed',
        completion_reason: 'completed',
        final_state: 'greeting',
        duration_seconds: 45,
      },
      {
        call_sid: CALL_1,
        caller_id: '+15550100001',
        started_at: '2026-03-01T09:28:00Z',
        final_state: null,
        completion_reason: null,
        source: 'real',
        turns: 0,
      },
    ]);
  });

  it('writes durations as floats that follow the clock', async () => {
    const { get, advance } = await calls();
    await advance(0.5);
    const { text } = await get(of('calls?max_duration=13'));
    expect(text).toContain('"duration_seconds":12.5');
    expect((await get(of('calls?min_duration=120'))).text).toContain('"duration_seconds":120.5');
  });

  it('comes in pages by offset, or by the continuation token, which wins', async () => {
    const { get, sids } = await calls();
    const first = (await get(of('calls?limit=2'))).body;
    expect(first).toMatchObject({ has_more: true, continuation_token: 2, total: 3 });
    expect(await sids('limit=2')).toBe('03 02');
    expect(await sids('limit=2&continuation_token=2')).toBe('01');
    expect(await sids('limit=2&offset=1')).toBe('02 01');
    expect(await sids('offset=2&continuation_token=0')).toBe('03 02 01');
    expect(await sids('continuation_token=-5')).toBe('03 02 01');
    expect(await sids('offset=7')).toBe('');
  });

  it.each([
    ['status=in-progress', '03 02'],
    ['status=completed', '01'],
    ['status=ringing', ''],
    ['direction=outbound', '03'],
    ['direction=simulated', ''],
    ['min_duration=45', '02 01'],
    ['max_duration=45', '03 02'],
    ['min_duration=13&max_duration=100', '02'],
    [`service_id=${SERVICE.toUpperCase()}`, '01'],
    ['service_id=x', ''],
    ['include_simulated=true', '03 02 01'],
  ])('is filtered by %s', async (query, expected) => {
    const { end, sids } = await calls();
    await end(CALL_1);
    expect(await sids(query)).toBe(expected);
  });

  it('is filtered by whole days of UTC, the first and the last included', async () => {
    const { place, sids } = await calls();
    // Noon is 09:30: one second before midnight, and midnight.
    await place({ call_sid: 'before', started_seconds_ago: 34_201 });
    await place({ call_sid: 'at 00', started_seconds_ago: 34_200 });
    expect(await sids('date_from=2026-03-01')).toBe('03 02 01 00');
    expect(await sids('date_to=2026-02-28')).toBe('re');
    expect(await sids('date_from=2026-02-28&date_to=2026-03-01')).toBe('03 02 01 00 re');
    expect(await sids('date_from=2026-03-02')).toBe('');
  });

  it('has no call that is still to begin, and none of another workspace', async () => {
    const { ctl, get, sids } = await calls();
    await ctl.put('/clock', { now: '2026-03-01T09:29:30Z' });
    expect(await sids()).toBe('02 01');
    for (const path of [`calls/${CALL_3}`, `operators/calls/${CALL_3}/transcript`])
      expect((await get(of(path))).status).toBe(404);
    await ctl.put('/clock', { now: '2026-03-01T09:30:00Z' });
    expect(await sids()).toBe('03 02 01');
    const other = await get(of('calls', OTHER)).set({ authorization: 'Bearer other-key' });
    expect(other.body.items).toMatchObject([{ call_sid: CALL_4 }]);
  });
});

describe('a call', () => {
  it('is read by its sid, with the states that it went through', async () => {
    const { get } = await calls();
    const { body } = await get(of(`calls/${CALL_1}`));
    expect(problemsOf('CallDetailResponse', body)).toEqual([]);
    expect(body).toMatchObject({
      call_sid: CALL_1,
      workspace_id: WS,
      service_id: SERVICE,
      status: 'in-progress',
      call_start_time: '2026-03-01T09:28:00Z',
      call_end_time: null,
      call_duration_seconds: 120,
      config: { agent_name: 'Front desk agent', initial_state: 'greeting' },
      states_visited: ['greeting', 'identify_caller', 'find_slot'],
      final_state: null,
      turns: [],
    });
    expect(body.participants.map(({ role }: { role: string }) => role)).toEqual([
      'caller',
      'agent',
    ]);
  });

  it('has the same id as in the list, and keeps it', async () => {
    const { get, read } = await calls();
    const { items } = (await get(of('calls'))).body;
    const { id } = await read(CALL_3);
    expect(items[0].entity_id).toBe(id);
    expect((await read(CALL_3)).id).toBe(id);
    expect(new Set(items.map(({ entity_id }: { entity_id: string }) => entity_id)).size).toBe(3);
  });

  it('is read by the entity id of the list, too, unless that is of another workspace', async () => {
    const { get, read } = await calls();
    const { items } = (await get(of('calls'))).body;
    const id = items[0].entity_id;
    expect(await read(id)).toEqual(await read(items[0].call_sid));
    const other = await get(`/v1/${OTHER}/calls/${id}`);
    expect([other.status, other.body]).toEqual([404, { detail: 'Call not found' }]);
  });

  it('has a turn for each response of an agent, with what it incorporated', async () => {
    const { advance, get, inject, read } = await calls();
    await inject('Offer Tuesday.');
    await inject('The line is busy.', 'external_event');
    expect((await read(CALL_1)).turns).toEqual([]);
    await advance(1);
    await advance(600);
    await inject('Say goodbye.');
    await advance(1);
    const body = await read(CALL_1);
    expect(problemsOf('CallDetailResponse', body)).toEqual([]);
    expect(body.turns).toMatchObject([
      {
        trigger: 'guidance',
        agent_transcript: 'Offer Tuesday.\nThe line is busy.',
        user_transcript: null,
        speaker_role: 'agent',
        state: 'find_slot',
        timestamp: '2026-03-01T09:30:01Z',
        state_transitions: [
          { previous_state: '', next_state: 'greeting' },
          { from_state: 'greeting', to_state: 'identify_caller' },
          { from_state: 'identify_caller', to_state: 'find_slot' },
        ],
      },
      {
        agent_transcript: 'Say goodbye.',
        state: 'confirm',
        state_transitions: [{ from_state: 'find_slot', to_state: 'confirm' }],
      },
    ]);
    const list = (await get(of('calls'))).body.items;
    expect(list.at(-1).turns).toBe(2);
  });

  it('stays readable when it is over, as it was at its end', async () => {
    const { advance, end, inject, read } = await calls();
    await inject('Offer Tuesday.');
    await advance(1);
    await end(CALL_1);
    await advance(3_600);
    const body = await read(CALL_1);
    expect(problemsOf('CallDetailResponse', body)).toEqual([]);
    expect(body).toMatchObject({
      status: 'completed',
      completion_reason: 'completed',
      final_state: 'find_slot',
      call_end_time: '2026-03-01T09:30:01Z',
      call_duration_seconds: 121,
      turns: [{ agent_transcript: 'Offer Tuesday.' }],
    });
    expect(body.states_visited).not.toContain('confirm');
  });

  it('may have no service and no states', async () => {
    const { end, read } = await calls();
    await end(CALL_3);
    const body = await read(CALL_3);
    expect(problemsOf('CallDetailResponse', body)).toEqual([]);
    expect(body).toMatchObject({ service_id: null, config: null, states_visited: [] });
    expect(body.final_state).toBeNull();
  });

  it('that is unknown or of another workspace is not found, in the words of each operation', async () => {
    const { get } = await calls();
    for (const sid of ['CAnope', CALL_4]) {
      const call = await get(of(`calls/${sid}`));
      expect([call.status, call.body]).toEqual([404, { detail: 'Call not found' }]);
      const transcript = await get(of(`operators/calls/${sid}/transcript`));
      expect([transcript.status, transcript.body]).toEqual([404, { detail: 'Call not found.' }]);
    }
  });
});

describe('the transcript of a call', () => {
  it('has what agents said, also when the call is over', async () => {
    const { advance, end, get, inject, read } = await calls();
    const path = of(`operators/calls/${CALL_1}/transcript`);
    expect((await get(path)).body).toMatchObject({ total_segments: 0, segments: [] });
    await inject('Offer Tuesday.');
    await advance(1);
    await end(CALL_1);
    const { body, text } = await get(path);
    expect(problemsOf('CallTranscriptResponse', body)).toEqual([]);
    expect(body).toEqual({
      call_entity_id: (await read(CALL_1)).id,
      call_sid: CALL_1,
      total_segments: 1,
      segments: [
        {
          speaker_role: 'agent',
          transcript: 'Offer Tuesday.',
          timestamp: '2026-03-01T09:30:01Z',
          escalation_id: null,
          confidence: 1,
        },
      ],
    });
    expect(text).toContain('"confidence":1.0');
  });
});

describe('the capacity of a fleet', () => {
  it('counts the active calls of the workspace', async () => {
    const { end, get } = await calls();
    const path = of('sessions/fleet-status');
    const before = (await get(path)).body;
    expect(problemsOf('FleetStatusResponse', before)).toEqual([]);
    expect(before).toMatchObject({ fleet: 'voice', allocated: 3, by_state: { Allocated: 3 } });
    expect(before.total).toBe(before.ready + before.allocated);
    expect(before.headroom).toBe(before.max_replicas - before.allocated);
    await end(CALL_1);
    expect((await get(path)).body).toMatchObject({ allocated: 2 });
    expect((await get(`${path}?fleet=x`)).status).toBe(422);
  });

  it('of the tool runner counts the background work that is not done', async () => {
    const { advance, at, ctl, get, post } = await calls();
    const allocated = async () =>
      (await get(of('sessions/fleet-status?fleet=tool-runner'))).body.allocated;
    expect(await allocated()).toBe(0);
    const background = { after_seconds: 30, text: 'Found it.' };
    const rule = { match: { contains: 'look' }, reply: { text: 'One moment.', background } };
    const script = await ctl.put(at('/script'), { rules: [rule] });
    expect(script.status).toBe(200);
    const started = await post(paths.start(), {
      service_id: SERVICE,
      canonical_id: 'charmhealth:Patient:67890',
      channel_kind: 'web',
    });
    await post(of(`conversations/${started.body.conversation_id}/turns`), { message: 'look' });
    expect(await allocated()).toBe(1);
    await advance(30);
    expect(await allocated()).toBe(0);
  });
});
