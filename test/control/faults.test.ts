import { describe, expect, it } from 'vitest';
import { control } from '../helpers/control.ts';
import { faulty } from '../helpers/faulty.ts';
import { CALL_1, CALL_2, paths, startBody } from '../helpers/http.ts';
import { OTHER, WS } from '../helpers/world.ts';

describe('a fault rule', () => {
  it('replaces the response before the effect, with the default or a given detail', async () => {
    const { inject, received, ctl, at } = await faulty({
      operation: 'inject',
      status: 503,
      times: 1,
    });
    const own = await inject();
    expect([own.status, own.text]).toEqual([503, '{"detail":"Voice agent service unavailable."}']);
    expect(await received()).toBe(0);
    expect((await inject()).status).toBe(200);
    await ctl.post(at('/faults'), {
      status: 429,
      detail: { code: 'slow' },
      retry_after: 7,
      times: 1,
    });
    const given = await inject();
    expect([given.status, given.body, given.headers['retry-after']]).toEqual([
      429,
      { detail: { code: 'slow' } },
      '7',
    ]);
  });

  it('with phase after loses the response but not the event', async () => {
    const { inject, received } = await faulty({ operation: 'inject', status: 500, phase: 'after' });
    expect((await inject()).status).toBe(500);
    expect(await received()).toBe(1);
  });

  it('applies only to its operation, call and workspace', async () => {
    const { inject, get, post } = await faulty({
      operation: 'inject',
      call_sid: CALL_2,
      status: 503,
    });
    expect((await inject(CALL_2)).status).toBe(503);
    expect((await inject(CALL_1)).status).toBe(200);
    expect((await get(paths.active())).status).toBe(200);
    expect(
      (await post(paths.inject('CA00000000000000000000000000000004', OTHER), { message: 'x' }))
        .status,
    ).toBe(200);
  });

  it('lets requests through first, counts hits, and is listed by never_fired', async () => {
    const { inject, rules, ctl, at, fault } = await faulty({ status: 503, after: 2, times: 1 });
    await ctl.post(at('/faults'), { operation: 'start', status: 503 });
    expect([
      (await inject()).status,
      (await inject()).status,
      (await inject()).status,
      (await inject()).status,
    ]).toEqual([200, 200, 503, 200]);
    expect(await rules()).toMatchObject([{ hits: 1, seen: 3 }, { hits: 0 }]);
    const idle = (await ctl.get(at('/faults?never_fired=true'))).body;
    expect(idle.map((one: { operation: string }) => one.operation)).toEqual(['start']);
    expect((await ctl.delete(at(`/faults/${fault.fault_id}`))).status).toBe(204);
    expect((await ctl.delete(at(`/faults/${fault.fault_id}`))).status).toBe(404);
    expect((await ctl.delete(at('/faults'))).status).toBe(204);
    expect(await rules()).toEqual([]);
  });

  it('that is removed is an event, one for each when all are', async () => {
    const { ctl, at, fault } = await faulty({ status: 503 });
    const awaited = { type: 'fault.removed', timeout_ms: 10_000 };
    const { body: second } = await ctl.post(at('/faults'), { status: 500 });
    await ctl.delete(at(`/faults/${second.fault_id}`));
    await ctl.delete(at('/faults'));
    const { body } = await ctl.post('/wait', { ...awaited, count: 2 });
    expect(body.events.map((one: { fault_id: string }) => one.fault_id)).toEqual([
      second.fault_id,
      fault.fault_id,
    ]);
  });

  it('expires after its lifetime on the clock', async () => {
    const { inject, ctl, at } = await faulty({ status: 503, ttl: 60 });
    expect((await inject()).status).toBe(503);
    await ctl.post(at('/clock/advance'), { seconds: 60 });
    expect((await inject()).status).toBe(200);
  });

  it('fires with its probability, the same in every run with a seed', async () => {
    const run = async () => {
      const { inject } = await faulty({ status: 503, probability: 0.5 });
      const statuses = [];
      for (let i = 0; i < 40; i++) statuses.push((await inject()).status);
      return statuses;
    };
    const [one, two] = [await run(), await run()];
    expect(one).toEqual(two);
    const hits = one.filter((status) => status === 503).length;
    expect(hits).toBeGreaterThan(8);
    expect(hits).toBeLessThan(32);
  });

  it('does not apply to a request that is refused before', async () => {
    const { post, rules } = await faulty({ status: 503 });
    expect((await post(paths.inject(), { message: '' })).status).toBe(422);
    expect(await rules()).toMatchObject([{ seen: 0 }]);
  });

  it('is refused without any effect or with invalid values', async () => {
    const { ctl, at } = await control();
    const nothing = await ctl.post(at('/faults'), { operation: 'inject' });
    expect([nothing.status, nothing.body.detail[0].msg]).toEqual([
      422,
      'Set at least one of status, delay_ms, connection, rate_limit, socket.',
    ]);
    expect((await ctl.post(at('/faults'), { status: 503, phase: 'during' })).status).toBe(422);
    expect((await ctl.post(at('/faults'), { stauts: 503 })).status).toBe(422);
  });
});

describe('a delay', () => {
  it.each([
    ['fixed', 2000],
    ['uniform', { uniform: { from_ms: 2000, to_ms: 2000 } }],
    ['lognormal', { lognormal: { median_ms: 2000, sigma: 0 } }],
  ])('that is %s waits on the clock', async (_, delay_ms) => {
    const { inject, ctl, at } = await faulty({ delay_ms, times: 1 });
    let answered = false;
    const answer = inject().then((one) => {
      answered = true;
      return one;
    });
    await ctl.post('/wait', { type: 'fault.fired' });
    await ctl.post(at('/clock/advance'), { seconds: 1.999 });
    expect(answered).toBe(false);
    await ctl.post(at('/clock/advance'), { seconds: 0.001 });
    expect((await answer).status).toBe(200);
  });

  it('can be set by the request itself', async () => {
    const { post } = await control({ clock: 'real' });
    const began = performance.now();
    const answer = await post(paths.inject(), { message: 'x' }).set('prefer', 'code=503; delay=60');
    expect(answer.status).toBe(503);
    expect(performance.now() - began).toBeGreaterThanOrEqual(59);
  });

  it('does not keep the emulator from closing', async () => {
    const { inject, ctl, stop } = await faulty({ delay_ms: 60_000 });
    const answer = inject().then(
      (one) => one.status,
      () => 'gone',
    );
    await ctl.post('/wait', { type: 'fault.fired' });
    await stop();
    expect([200, 'gone']).toContain(await answer);
  });
});

describe('a rate limit', () => {
  it('responds with 429 and Retry-After over the limit, until the window ends', async () => {
    const { inject, ctl, at } = await faulty({ rate_limit: { requests: 2, window_seconds: 60 } });
    expect([(await inject()).status, (await inject()).status]).toEqual([200, 200]);
    await ctl.post(at('/clock/advance'), { seconds: 20 });
    const over = await inject();
    expect([over.status, over.text]).toEqual([429, '{"detail":"Too Many Requests"}']);
    expect(over.headers).toMatchObject({
      'retry-after': '40',
      'x-ratelimit-limit': '2',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(Date.UTC(2026, 2, 1, 9, 31) / 1000),
    });
    await ctl.post(at('/clock/advance'), { seconds: 40 });
    expect((await inject()).status).toBe(200);
  });

  const limitOf = ({ headers }: { headers: Record<string, string> }) => [
    headers['x-ratelimit-limit'],
    headers['x-ratelimit-remaining'],
    headers['x-ratelimit-reset'],
    headers['retry-after'],
  ];
  const RESET = String(Date.UTC(2026, 2, 1, 9, 31) / 1000);

  it('is in the headers of every response that it applies to, and Retry-After only with 429', async () => {
    const limit = { rate_limit: { requests: 2, window_seconds: 60 } };
    const { inject, get, post } = await faulty({ operation: 'inject', ...limit });
    expect(limitOf(await inject())).toEqual(['2', '1', RESET, undefined]);
    expect(limitOf(await inject())).toEqual(['2', '0', RESET, undefined]);
    expect(limitOf(await inject())).toEqual(['2', '0', RESET, '60']);
    const none = [undefined, undefined, undefined, undefined];
    expect(limitOf(await post(paths.inject(), {}))).toEqual(none);
    expect(limitOf(await get(paths.active()))).toEqual(none);
  });

  it('has no Retry-After with another status, unless the rule says so', async () => {
    const limit = { rate_limit: { requests: 0, window_seconds: 60 }, status: 503 };
    expect(limitOf(await (await faulty(limit)).inject())).toEqual(['0', '0', RESET, undefined]);
    const { inject } = await faulty({ ...limit, retry_after: 5 });
    expect(limitOf(await inject())).toEqual(['0', '0', RESET, '5']);
  });

  it('is in the headers of a failure of another rule and of a refusal, and is the tightest of several', async () => {
    const { inject, ctl, at } = await faulty({ rate_limit: { requests: 9, window_seconds: 60 } });
    await ctl.post(at('/faults'), { rate_limit: { requests: 5, window_seconds: 60 } });
    await ctl.post(at('/faults'), { status: 503, times: 1 });
    const failed = await inject();
    expect([failed.status, ...limitOf(failed)]).toEqual([503, '5', '4', RESET, undefined]);
    expect(limitOf(await inject())).toEqual(['5', '3', RESET, undefined]);
  });
});

describe('the journal', () => {
  it('has each request and response before the response ends, without credentials', async () => {
    const { ctl, at, post, get } = await control();
    await post(paths.inject(), { message: 'hi' }).set('x-request-id', 'mine');
    await get(paths.active());
    await post(paths.start(), '{');
    const { body } = await ctl.get(at('/journal'));
    expect(body.entries).toMatchObject([
      {
        operation: 'inject',
        call_sid: CALL_1,
        method: 'POST',
        path: paths.inject(),
        body: { message: 'hi' },
        status: 200,
        response: { status: 'delivered', call_sid: CALL_1 },
        request_id: 'mine',
        fault_id: null,
      },
      { operation: 'active', status: 200, body: null },
      { operation: 'start', status: 422, body: '{' },
    ]);
    expect(JSON.stringify(body)).not.toContain('demo-key');
    const some = await ctl.get(
      at(`/journal?operation=inject&body=${encodeURIComponent('{"message":"hi"}')}`),
    );
    expect(some.body.entries).toHaveLength(1);
    expect((await ctl.delete(at('/journal'))).status).toBe(204);
    expect((await ctl.get(at('/journal'))).body.entries).toEqual([]);
  });

  it('names the fault that changed a response', async () => {
    const { inject, fault, ctl, at } = await faulty({ connection: 'TRUNCATED_BODY' });
    await inject().catch(() => {});
    expect((await ctl.get(at('/journal'))).body.entries).toMatchObject([
      { fault_id: fault.fault_id, connection: 'TRUNCATED_BODY' },
    ]);
  });

  it('is separate for each workspace', async () => {
    const { ctl, at, get } = await control();
    await get(paths.active(OTHER));
    expect((await ctl.get(at('/journal', WS))).body.entries).toEqual([]);
  });

  it('verifies counts, and shows the nearest misses field by field', async () => {
    const { ctl, at, post } = await control();
    await post(paths.inject(), { message: 'one', sender: 'A' });
    await post(paths.inject(), { message: 'two', sender: 'A' });
    await post(paths.start(), startBody);
    const verify = async (query: object) => (await ctl.post(at('/journal/verify'), query)).body;
    expect(await verify({ operation: 'inject', status: 200, exactly: 2 })).toMatchObject({
      ok: true,
      count: 2,
    });
    expect(await verify({ body: { sender: 'A' }, at_least: 1, at_most: 2 })).toMatchObject({
      ok: true,
    });
    expect(await verify({ operation: 'start', at_most: 0 })).toMatchObject({ ok: false, count: 1 });
    const missed = await verify({ operation: 'inject', body: { message: 'three', sender: 'A' } });
    expect(missed).toMatchObject({ ok: false, count: 0, expected: 'at least 1' });
    expect(missed.nearest[0].differences).toEqual([
      { path: 'body.message', expected: 'three', found: 'two' },
    ]);
    expect((await ctl.post(at('/journal/verify'), { exactly: 1, at_most: 2 })).status).toBe(422);
  });
});
