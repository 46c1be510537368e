import { describe, expect, it } from 'vitest';
import type { EmulatorOptions } from '../../src/emulator.ts';
import { demoFixture } from '../../src/world/seeding/demo.ts';
import type { WorkspaceFixture } from '../../src/world/seeding/fixture-types.ts';
import { control } from '../helpers/control.ts';
import { CALL_1, CALL_2, demoKey, paths, startBody } from '../helpers/http.ts';
import { problemsOf } from '../helpers/published.ts';
import { ENTITY, OTHER, SERVICE, WS } from '../helpers/world.ts';

const CALL_3 = 'CA00000000000000000000000000000003';
const OPERATOR = '0b0b0b0b-0b0b-4b0b-8b0b-0b0b0b0b0b0b';
const NOBODY = '99999999-9999-4999-8999-999999999999';
const of = (path: string, workspace = WS) => `/v1/${workspace}/${path}`;

interface Run {
  run_id: string;
  source_call_sid: string | null;
}

async function runs(options: EmulatorOptions = {}) {
  const emulation = await control(options);
  const { ctl, at, get, http, post } = emulation;
  const list = async (query = ''): Promise<{ items: Run[]; continuation_token: string | null }> =>
    (await get(of(`runs?${query}`))).body;
  return {
    ...emulation,
    list,
    /** The ends of the call sids of a list, as one word; a conversation is `talk`. */
    short: async (query = '') =>
      (await list(query)).items.map((run) => run.source_call_sid?.slice(-2) ?? 'talk').join(' '),
    /** Starts a text session. Returns its conversation's id. */
    start: async (): Promise<string> => (await post(paths.start(), startBody)).body.conversation_id,
    runOf: async (callSid: string): Promise<string> =>
      (await list()).items.find((run) => run.source_call_sid === callSid)?.run_id ?? '',
    read: (id: string) => get(of(`runs/${id}`)),
    guide: (id: string, message = 'Offer Tuesday.') =>
      post(of(`runs/${id}/guidance`), { operator_id: OPERATOR, message }),
    end: (sid: string) => ctl.post(at(`/calls/${sid}/end`), {}),
    close: (id: string) => http.delete(of(`conversations/${id}`)).set(demoKey),
    advance: (seconds: number) => ctl.post('/clock/advance', { seconds }),
    injections: async (sid: string) => (await ctl.get(at(`/calls/${sid}`))).body.injections,
  };
}

describe('the list of runs', () => {
  it('has calls and text conversations, newest first, as published', async () => {
    const { advance, get, start } = await runs();
    await advance(1);
    const id = await start();
    const { status, body } = await get(of('runs'));
    expect(status).toBe(200);
    expect(problemsOf('RunsResponse', body)).toEqual([]);
    expect(body).toMatchObject({ has_more: false, continuation_token: null });
    expect(body.items).toMatchObject([
      {
        run_id: id,
        kind: 'conversation',
        status: 'running',
        channel: 'web',
        entity_id: ENTITY,
        entity_name: 'Alex Demo',
        service_name: 'Front desk',
        started_at: '2026-03-01T09:30:01Z',
        turn_count: 1,
        source_conversation_id: id,
        takeover: { eligible: false, mode_options: [] },
      },
      { source_call_sid: CALL_3, direction: 'outbound', service_id: null, service_name: null },
      { source_call_sid: CALL_2 },
      {
        source_call_sid: CALL_1,
        kind: 'conversation',
        channel: 'voice',
        status: 'running',
        service_id: SERVICE,
        started_at: '2026-03-01T09:28:00Z',
        ended_at: null,
        turn_count: 0,
        takeover: { eligible: true, mode_options: ['listen', 'takeover'] },
      },
    ]);
  });

  it.each([
    ['status=live', 'talk 03 02'],
    ['status=running', 'talk 03 02'],
    ['status=completed', '01'],
    ['status=completed&status=live', 'talk 03 02 01'],
    ['status=failed&status=paused', ''],
    ['kind=conversation', 'talk 03 02 01'],
    ['kind=framework', ''],
    ['channel=voice', '03 02 01'],
    ['channel=web&channel=sms', 'talk'],
    ['channel=web&status=completed', ''],
    ['sort_by=started_at', '01 02 03 talk'],
    ['sort_by=-started_at', 'talk 03 02 01'],
    ['sort_by=status&sort_by=started_at', '01 02 03 talk'],
    ['sort_by=-status&sort_by=started_at', '02 03 talk 01'],
    ['sort_by=nothing', 'talk 03 02 01'],
  ])('is filtered and sorted by %s', async (query, expected) => {
    const { end, short, start } = await runs();
    await start();
    await end(CALL_1);
    expect(await short(query)).toBe(expected);
  });

  it('comes in pages that new runs do not move', async () => {
    const { advance, end, list, short, start } = await runs();
    await start();
    const first = await list('limit=2');
    expect(first.items).toHaveLength(2);
    expect(first).toMatchObject({ has_more: true, continuation_token: expect.any(String) });
    await advance(1);
    await start();
    const rest = `limit=2&continuation_token=${first.continuation_token}`;
    expect(await short(rest)).toBe('02 01');
    expect((await list(rest)).continuation_token).toBeNull();
    // The run that the token names does not match any more.
    await end(CALL_3);
    expect(await short(`status=live&${rest}`)).toBe('02 01');
    expect(await short('continuation_token=unknown')).toBe('');
  });

  it('has only what has begun, in the workspace', async () => {
    const { ctl, get, read, runOf, short } = await runs();
    const id = await runOf(CALL_3);
    await ctl.put('/clock', { now: '2026-03-01T09:29:30Z' });
    expect(await short()).toBe('02 01');
    expect((await read(id)).status).toBe(404);
    const other = await get(of('runs', OTHER)).set({ authorization: 'Bearer other-key' });
    expect(other.body.items).toHaveLength(1);
    expect((await get(of('runs', NOBODY))).body.items).toEqual([]);
  });
});

describe('a run', () => {
  it('is read by its id, as in the list', async () => {
    const { list, read, start } = await runs();
    await start();
    const { items } = await list();
    expect(items).toHaveLength(4);
    for (const one of items) {
      const { body } = await read(one.run_id.toUpperCase());
      expect(problemsOf('Run', body)).toEqual([]);
      expect(body).toEqual(one);
    }
  });

  it('stays readable when it is over', async () => {
    const { advance, close, end, read, runOf, start } = await runs();
    const id = await start();
    const call = await runOf(CALL_1);
    await advance(1);
    await end(CALL_1);
    await close(id);
    await advance(60);
    const over = { status: 'completed', ended_at: '2026-03-01T09:30:01Z' };
    const ended = (await read(call)).body;
    expect(problemsOf('Run', ended)).toEqual([]);
    expect(ended).toMatchObject({ ...over, completion_reason: 'completed' });
    expect(ended.takeover).toEqual({ eligible: false, mode_options: [], reason: 'run_not_live' });
    expect((await read(id)).body).toMatchObject({ ...over, completion_reason: null });
  });

  it('of a text session that has idled is over since then', async () => {
    const [first] = demoFixture.workspaces as [WorkspaceFixture];
    const { advance, read, start } = await runs({
      fixture: { workspaces: [{ ...first, text_session_idle_seconds: 30 }] },
    });
    const id = await start();
    await advance(60);
    const over = { status: 'completed', ended_at: '2026-03-01T09:30:30Z' };
    expect((await read(id)).body).toMatchObject(over);
  });

  it('that is not there, or of another workspace, is not found', async () => {
    const { get, read, runOf } = await runs();
    const unknown = await read(NOBODY);
    expect([unknown.status, unknown.body]).toEqual([404, { detail: 'Run not found.' }]);
    const id = await runOf(CALL_1);
    const elsewhere = await get(of(`runs/${id}`, OTHER)).set({ authorization: 'Bearer other-key' });
    expect(elsewhere.status).toBe(404);
    expect((await read('x')).status).toBe(422);
  });

  it('that is read delivers no background result', async () => {
    const { advance, at, ctl, post, read, start } = await runs();
    const background = { after_seconds: 1, text: 'Found it.' };
    const rule = { match: { contains: 'look' }, reply: { text: 'One moment.', background } };
    await ctl.put(at('/script'), { rules: [rule] });
    const id = await start();
    await post(of(`conversations/${id}/turns`), { message: 'look' });
    await advance(1);
    expect((await read(id)).body.turn_count).toBe(3);
    const polled = await post(of(`conversations/${id}/turns?poll=true`), {});
    expect(polled.body.output).toMatchObject([{ text: 'Found it.' }]);
  });
});

describe('guidance for a run', () => {
  it('is injected into the call: delivered with a subscriber, queued without one', async () => {
    const { guide, injections, runOf } = await runs();
    for (const [sid, status] of [
      [CALL_1, 'delivered'],
      [CALL_2, 'queued_no_subscriber'],
    ] as const) {
      const run_id = await runOf(sid);
      const sent = await guide(run_id);
      expect(sent.status).toBe(200);
      expect(problemsOf('RunGuidanceResponse', sent.body)).toEqual([]);
      expect(sent.body).toEqual({ status, run_id });
      expect(await injections(sid)).toMatchObject([
        { message: 'Offer Tuesday.', sender: OPERATOR, event_type: 'guidance' },
      ]);
    }
  });

  it('is in the next turn of the agent', async () => {
    const { advance, get, guide, runOf } = await runs();
    await guide(await runOf(CALL_1));
    await advance(1);
    const { body } = await get(of(`calls/${CALL_1}`));
    expect(body.turns).toMatchObject([{ trigger: 'guidance', agent_transcript: 'Offer Tuesday.' }]);
  });

  it('is a 409 for a live text conversation', async () => {
    const { guide, start } = await runs();
    const sent = await guide(await start());
    expect([sent.status, sent.body]).toEqual([
      409,
      { detail: 'Live guidance is not available on this channel.' },
    ]);
  });

  it('is a 404 for a run that is unknown or over', async () => {
    const { close, end, guide, injections, runOf, start } = await runs();
    const id = await start();
    await close(id);
    const call = await runOf(CALL_1);
    await end(CALL_1);
    for (const over of [NOBODY, id, call]) {
      const sent = await guide(over);
      expect([sent.status, sent.body]).toEqual([404, { detail: 'Run not found.' }]);
    }
    expect(await injections(CALL_1)).toEqual([]);
  });

  it('has a text and an operator', async () => {
    const { post, runOf } = await runs();
    const id = await runOf(CALL_1);
    const sent = await post(of(`runs/${id}/guidance`), { message: '' });
    expect(sent.status).toBe(422);
    expect(sent.body.detail.map(({ loc }: { loc: string[] }) => loc.at(-1))).toEqual([
      'operator_id',
      'message',
    ]);
  });
});
