import { describe, expect, it } from 'vitest';
import { limits } from '../../src/world/limits.ts';
import { control } from '../helpers/control.ts';
import { CALL_1, CALL_2, paths } from '../helpers/http.ts';
import { OTHER, WS } from '../helpers/world.ts';

const live = (call = CALL_2) => `/workspaces/${WS}/calls/${call}/events`;
const messages = (events: { data: string }[]) => events.map((one) => JSON.parse(one.data).message);

describe('a live subscriber', () => {
  it('receives queued events, then new ones, in the decided format', async () => {
    const { post, stream, ctl, at } = await control();
    await post(paths.inject(CALL_2), { message: 'waiting', sender: 'Op', event_type: 'guidance' });
    const subscriber = await stream(live());
    expect(subscriber.answer.headers.get('content-type')).toBe('text/event-stream');
    await subscriber.atLeast(1);
    expect((await post(paths.inject(CALL_2), { message: 'new' })).body.status).toBe('delivered');
    await subscriber.atLeast(2);
    expect(subscriber.events.map((one) => one.event)).toEqual(['injection', 'injection']);
    expect(JSON.parse(subscriber.events[0]?.data ?? '')).toEqual({
      event_id: expect.stringMatching(/^evt_/),
      call_sid: CALL_2,
      message: 'waiting',
      sender: 'Op',
      event_type: 'guidance',
      injected_at: '2026-03-01T09:30:00+00:00',
      queued: true,
    });
    expect((await ctl.get(at(`/calls/${CALL_2}`))).body.subscribers).toMatchObject([
      { kind: 'live' },
    ]);
    subscriber.close();
  });

  it('leaves the call when it disconnects, and later events are queued', async () => {
    const { post, stream, ctl } = await control();
    const subscriber = await stream(live());
    await subscriber.opened();
    subscriber.close();
    await ctl.post('/wait', { type: 'subscriber.left', call_sid: CALL_2 });
    expect((await post(paths.inject(CALL_2), { message: 'x' })).body.status).toBe(
      'queued_no_subscriber',
    );
  });

  it('resumes by Last-Event-ID without loss or repetition', async () => {
    const { post, stream } = await control();
    const first = await stream(live());
    await first.opened();
    for (const message of ['1', '2', '3']) await post(paths.inject(CALL_2), { message });
    await first.atLeast(3);
    // It saw only the first, as far as it knows; its old connection is still open.
    const seen = first.events[0]?.id ?? '';
    const second = await stream(live(), { 'last-event-id': seen });
    await second.atLeast(2);
    await post(paths.inject(CALL_2), { message: '4' });
    await second.atLeast(3);
    expect(messages(second.events)).toEqual(['2', '3', '4']);
    expect(messages(first.events)).toEqual(['1', '2', '3']);
    first.close();
    second.close();
  });

  it('of an unknown call gets 404', async () => {
    const { ctl } = await control();
    expect((await ctl.get(live('nobody'))).status).toBe(404);
  });
});

describe('the stream of events', () => {
  it('sends all events in order, and resumes after an id', async () => {
    const { post, get, stream, ctl, at } = await control();
    const events = await stream('/events');
    await events.opened();
    await post(paths.inject(CALL_1), { message: 'hi' });
    await ctl.post(at('/clock/advance'), { seconds: 1 });
    await get(paths.active());
    await events.atLeast(5);
    expect(events.events.map((one) => one.event)).toEqual([
      'injection.delivered',
      'request.answered',
      'clock.changed',
      'injection.incorporated',
      'request.answered',
    ]);
    const ids = events.events.map((one) => Number(one.id));
    expect(ids).toEqual(ids.map((_, i) => (ids[0] as number) + i));
    const again = await stream('/events', { 'last-event-id': String(ids[2]) });
    await again.atLeast(2);
    expect(again.events.map((one) => one.id)).toEqual(ids.slice(3).map(String));
    events.close();
    again.close();
  });

  it('has of each request what a list of requests shows', async () => {
    const { ctl, at, get, post, stream } = await control();
    const { body } = await ctl.post(at('/faults'), { operation: 'inject', status: 503 });
    const events = await stream('/events?type=request.answered');
    await events.opened();
    const path = paths.inject(CALL_1);
    await post(`${path}?api_key=secret`, { message: 'hi' }).set('x-request-id', 'mine');
    await get(`/v1/${WS}/nothing`);
    await get('/v2');
    await events.atLeast(3);
    const [refused, unmatched, nowhere] = events.events.map((one) => JSON.parse(one.data));
    expect(refused).toEqual({
      id: expect.any(Number),
      type: 'request.answered',
      at: '2026-03-01T09:30:00+00:00',
      workspace_id: WS,
      operation: 'inject',
      method: 'POST',
      path,
      status: 503,
      request_id: 'mine',
      ms: expect.any(Number),
      call_sid: CALL_1,
      why: expect.stringContaining('fault'),
      fault_id: body.fault_id,
    });
    expect(unmatched).toMatchObject({ workspace_id: WS, operation: null, status: 404 });
    expect(unmatched.why).toContain('no such path');
    expect(nowhere).toMatchObject({ workspace_id: null, method: 'GET', path: '/v2' });
    events.close();
  });

  it('shortens a long reason', async () => {
    const { stream, get } = await control();
    const events = await stream('/events');
    await events.opened();
    await get(`/v2/${'x'.repeat(2000)}`);
    await events.atLeast(1);
    const { why } = JSON.parse(events.events[0]?.data ?? '');
    expect(why).toMatch(/^.{300}…$/);
    events.close();
  });

  it('can start a number of events before now', async () => {
    const { get, stream } = await control();
    for (let i = 0; i < 5; i++) await get(paths.active());
    const late = await stream('/events?last=2');
    await late.atLeast(2);
    const all = await stream('/events?after=0');
    await all.atLeast(5);
    expect(late.events).toEqual(all.events.slice(-2));
    late.close();
    const whole = await stream('/events?last=1000000');
    await whole.atLeast(all.events.length);
    expect(whole.events).toEqual(all.events);
    whole.close();
    all.close();
  });

  it('can be limited to one workspace', async () => {
    const { get, stream } = await control();
    const events = await stream(`/events?workspace_id=${OTHER}`);
    await events.opened();
    await get(paths.active(WS));
    await get(paths.active(OTHER));
    await events.atLeast(1);
    expect(events.events.map((one) => JSON.parse(one.data).workspace_id)).toEqual([OTHER]);
    events.close();
  });

  it('ends when the emulator closes', async () => {
    const { stream, stop } = await control();
    const events = await stream('/events');
    await events.opened();
    await stop();
    expect(await events.ended).toBe('closed');
  });
});

describe('wait', () => {
  it('responds at once if the event is in the log, else when it happens', async () => {
    const { ctl, post } = await control();
    await post(paths.inject(CALL_2), { message: 'a' });
    const past = await ctl.post('/wait', { type: 'injection.queued', call_sid: CALL_2 });
    expect([past.status, past.body.events[0].message]).toEqual([200, 'a']);
    const waiting = ctl.post('/wait', { type: 'injection.queued', workspace_id: WS, count: 2 });
    await post(paths.inject(CALL_2), { message: 'b' });
    expect((await waiting).body.count).toBe(2);
  });

  it('reports the events seen after a timeout', async () => {
    const { ctl, post } = await control();
    await post(paths.inject(CALL_1), { message: 'a' });
    const { status, body } = await ctl.post('/wait', { type: 'injection.queued', timeout_ms: 20 });
    expect([status, body.detail]).toEqual([408, '0 of 1 events happened within 20 ms.']);
    expect(body.seen.map((one: { type: string }) => one.type)).toContain('injection.delivered');
  });

  it('refuses a count above the number of kept events', async () => {
    const { ctl } = await control();
    const { status } = await ctl.post('/wait', { count: limits.events + 1 });
    expect(status).toBe(422);
  });

  it('refuses an unknown type, and lists the known ones', async () => {
    const { ctl } = await control();
    const { status, body } = await ctl.post('/wait', { type: 'call.rung' });
    expect(status).toBe(422);
    expect(body.detail[0].msg).toContain('call.placed');
  });

  it('sees events of a running clock', async () => {
    const { ctl, at } = await control({ clock: 'real' });
    await ctl.post(at('/calls'), { call_sid: 'short', length_seconds: 0.05 });
    const { status } = await ctl.post('/wait', { type: 'call.ended', call_sid: 'short' });
    expect(status).toBe(200);
  });
});
