import { describe, expect, it } from 'vitest';
import { control } from '../helpers/control.ts';
import { converse } from '../helpers/conversation.ts';
import { CALL_1, demoKey } from '../helpers/http.ts';
import { problemsOf } from '../helpers/published.ts';
import { workspaceEvents } from '../helpers/workspace-events.ts';
import { ENTITY, NOON, OTHER, SERVICE, WS } from '../helpers/world.ts';

const script = {
  rules: [
    {
      match: { exact: 'look it up' },
      reply: {
        text: 'One second.',
        tool_calls: [{ tool_name: 'lookup', input: { id: 1 }, result: 'found' }],
        background: { text: 'It is at noon.', after_seconds: 2 },
      },
    },
  ],
};

describe('the stream of workspace events', () => {
  it('begins with the time to retry, and its ids are times in milliseconds', async () => {
    const { url, ctl, at } = await control({ fixture: { workspaces: [{ workspace_id: WS }] } });
    const response = await fetch(`${url}/v1/${WS}/events/stream`, { headers: demoKey });
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const reader = response.body?.getReader();
    const read = async () => new TextDecoder().decode((await reader?.read())?.value);
    expect(await read()).toBe('retry: 3000\n\n');
    await ctl.post(at('/calls'), {
      call_sid: 'CA1',
      caller_id: '+15550100009',
    });
    expect(await read()).toBe(
      `id: ${NOON}\nevent: call.started\ndata: {"call_sid":"CA1","direction":"inbound","service_id":"00000000-0000-0000-0000-000000000000","caller_id":"+15550100009"}\n\n`,
    );
    await reader?.cancel();
  });

  it('tells calls from their start to their end, as published', async () => {
    const { url, ctl, at } = await control();
    const events = await workspaceEvents(url);
    await ctl.post(at('/calls'), { call_sid: 'CA1', length_seconds: 90 });
    await ctl.post(at('/clock/advance'), { seconds: 100 });
    await events.atLeast(2);
    events.close();
    expect(events.told().flatMap((event) => problemsOf('WorkspaceSSEEvent', event))).toEqual([]);
    expect(events.told().filter(({ call_sid }) => call_sid === 'CA1')).toMatchObject([
      { event_type: 'call.started', service_id: '00000000-0000-0000-0000-000000000000' },
      { event_type: 'call.ended', duration_seconds: 90, completion_reason: 'completed' },
    ]);
  });

  it('tells text sessions: messages, tools, work in the background, and the end', async () => {
    const { url, turn, advance, close, id } = await converse(script);
    // The calls of the demo world began before.
    const before = String(NOON + 2);
    const events = await workspaceEvents(url, before);
    await turn({ message: 'look it up' });
    await advance(2);
    await events.atLeast(5);
    await close();
    await events.atLeast(6);
    events.close();
    expect(events.told().flatMap((event) => problemsOf('WorkspaceSSEEvent', event))).toEqual([]);
    const callId = events.told()[2].call_id;
    expect(events.told()).toMatchObject([
      { event_type: 'text.started', session_id: id, service_id: SERVICE, entity_id: ENTITY },
      { event_type: 'text.agent_message', conversation_id: id },
      { event_type: 'text.tool_started', tool_name: 'lookup', depth: 0 },
      { event_type: 'text.agent_message', text: 'One second.' },
      { event_type: 'text.background_result', call_id: callId, result: 'It is at noon.' },
      { event_type: 'text.completed', session_id: id, duration_seconds: 2, turn_count: 4 },
    ]);
  });

  it('begins now, without events of before', async () => {
    const { url, turn } = await converse();
    const events = await workspaceEvents(url);
    await turn({ message: 'hello' });
    await events.atLeast(1);
    events.close();
    expect(events.types()).toEqual(['text.agent_message']);
  });

  it('resumes after Last-Event-ID without loss or repetition, even if the clock stands', async () => {
    const { url, turn } = await converse();
    const first = await workspaceEvents(url);
    await turn({ message: 'one' });
    await first.atLeast(1);
    first.close();
    for (const message of ['two', 'three']) await turn({ message });
    const second = await workspaceEvents(url, first.events[0]?.id);
    await second.atLeast(2);
    await turn({ message: 'four' });
    await second.atLeast(3);
    second.close();
    expect(second.told().map(({ text }) => text)).toEqual(
      ['two', 'three', 'four'].map((one) => `You said: "${one}"`),
    );
    const ids = [...first.events, ...second.events].map(({ id }) => Number(id));
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
  });

  it('replays five minutes of the clock at the most', async () => {
    const { url, turn, advance } = await converse();
    await turn({ message: 'long ago' });
    await advance(200);
    await turn({ message: 'a while ago' });
    await advance(101);
    const events = await workspaceEvents(url, '0');
    await turn({ message: 'now' });
    await events.atLeast(2);
    events.close();
    expect(events.told().map(({ text }) => text)).toEqual(
      ['a while ago', 'now'].map((one) => `You said: "${one}"`),
    );
  });

  it('is of one workspace, and ends when that is removed or reset', async () => {
    const { url, ctl, at } = await control();
    const events = await workspaceEvents(url);
    const other = await workspaceEvents(url, undefined, OTHER);
    await ctl.post(at('/calls', OTHER), { call_sid: 'CA1' });
    await other.atLeast(1);
    await ctl.post(at('/reset'));
    expect(await events.ended).toBe('closed');
    expect(events.events).toEqual([]);
    const again = await workspaceEvents(url, '0');
    await ctl.delete(at(`/calls/${CALL_1}`));
    await ctl.post(at('/calls'), { call_sid: 'CA9' });
    await again.atLeast(1);
    again.close();
    other.close();
  });

  it('is refused before it begins, without a key or with one of another workspace', async () => {
    const { http } = await control({ auth: 'keys' });
    expect((await http.get(`/v1/${WS}/events/stream`)).status).toBe(401);
    const foreign = await http.get(`/v1/${OTHER}/events/stream`).set(demoKey);
    expect([foreign.status, foreign.body]).toEqual([403, { detail: 'Insufficient permissions.' }]);
  });
});
