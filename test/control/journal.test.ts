import { describe, expect, it } from 'vitest';
import { control, type Json } from '../helpers/control.ts';
import { CALL_1, demoKey, paths } from '../helpers/http.ts';
import { OTHER, WS } from '../helpers/world.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const traceparent = (span: string) => `00-${TRACE}-${span}-01`;

/** An emulator, and the entries of its journal that fit a query. */
async function journalled() {
  const emulation = await control();
  const { at, ctl } = emulation;
  const read = async (query = ''): Promise<Json[]> =>
    (await ctl.get(at(`/journal${query}`))).body.entries;
  return { ...emulation, read };
}

describe('an entry of the journal', () => {
  it('has the headers and the query of the request, without credentials', async () => {
    const { http, read } = await journalled();
    await http
      .get(`${paths.active()}?page=2&token=hidden-1&api%5Fkey=hidden-2&continuation_token=7`)
      .set({
        ...demoKey,
        cookie: 'sid=hidden-3',
        'x-api-key': 'hidden-4',
        'x-amz-security-token': 'hidden-5',
        'sec-websocket-protocol': 'auth, hidden-6',
        referer: 'http://127.0.0.1:4010/?key=hidden-7',
        'idempotency-key': 'kept-1',
        'user-agent': 'my-client/1',
      });
    const [entry] = await read();
    expect(entry.query).toBe('page=2&token=[redacted]&api%5Fkey=[redacted]&continuation_token=7');
    expect(entry.headers).toMatchObject({
      authorization: '[redacted]',
      cookie: '[redacted]',
      'x-api-key': '[redacted]',
      'x-amz-security-token': '[redacted]',
      'sec-websocket-protocol': '[redacted]',
      referer: 'http://127.0.0.1:4010/',
      'idempotency-key': 'kept-1',
      'user-agent': 'my-client/1',
    });
    expect(JSON.stringify(entry)).not.toMatch(/hidden|demo-key/);
  });

  it('is there for a request that no operation takes, with the reason', async () => {
    const { http, read, url } = await journalled();
    await http.get(`/v1/${WS}/oops?a=1`).set(demoKey);
    await http.delete(paths.inject()).set(demoKey);
    await fetch(`${url}${paths.active()}/`, { redirect: 'manual', headers: demoKey });
    await http.get('/v1/nobody/oops');
    await http.get(`/v1/${OTHER}/oops`);
    expect(
      (await read()).map(({ method, operation, path, query, status, why }) => [
        [method, path, query],
        [operation, status],
        why,
      ]),
    ).toEqual([
      [['GET', `/v1/${WS}/oops`, 'a=1'], [null, 404], expect.stringContaining('no such path')],
      [['DELETE', paths.inject(), ''], [null, 405], 'DELETE on a path that takes POST'],
      [['GET', `${paths.active()}/`, ''], [null, 307], 'the path ends in a slash'],
    ]);
  });

  it('is there for a request that was refused', async () => {
    const { http, read } = await journalled();
    await http.get(paths.active());
    expect(await read()).toMatchObject([
      { operation: 'active', status: 401, why: 'no authorization header' },
    ]);
  });
});

describe('the journal is filtered', () => {
  it('by request id', async () => {
    const { http, read } = await journalled();
    for (const id of ['mine-1', 'mine-2']) {
      await http.get(paths.active()).set({ ...demoKey, 'x-request-id': id });
    }
    expect(await read('?request_id=mine-2')).toMatchObject([{ request_id: 'mine-2' }]);
    expect(await read('?request_id=mine-3')).toEqual([]);
  });

  it('by traceparent, or by its trace id, which all requests of a trace share', async () => {
    const { at, ctl, http, read } = await journalled();
    for (const span of ['00f067aa0ba902b7', '00f067aa0ba902b8']) {
      await http.get(paths.active()).set({ ...demoKey, traceparent: traceparent(span) });
    }
    await http.get(paths.active()).set(demoKey);
    expect(await read(`?traceparent=${traceparent('00f067aa0ba902b8')}`)).toHaveLength(1);
    expect(await read(`?traceparent=${TRACE}`)).toHaveLength(2);
    const { body } = await ctl.post(at('/journal/verify'), { traceparent: TRACE, exactly: 2 });
    expect(body).toMatchObject({ ok: true, count: 2 });
  });
});

describe('the journal as HAR', () => {
  it('is an archive of the requests that fit, without credentials', async () => {
    const { at, ctl, post, http } = await journalled();
    await post(`${paths.inject()}?token=hidden`, { message: 'Hi' });
    await http.get(`/v1/${WS}/oops`).set(demoKey);
    const { body } = await ctl.get(at('/journal?format=har'));
    expect(body.log).toMatchObject({ version: '1.2', creator: { name: 'sessions-emulator' } });
    const [injected, unrouted] = body.log.entries;
    expect(injected).toMatchObject({
      startedDateTime: '2026-03-01T09:30:00+00:00',
      request: {
        method: 'POST',
        url: expect.stringMatching(
          /^http:\/\/127\.0\.0\.1:\d+\/v1\/\S+\/inject\?token=\[redacted\]$/,
        ),
        queryString: [{ name: 'token', value: '[redacted]' }],
        postData: { mimeType: 'application/json', text: '{"message":"Hi"}' },
      },
      response: {
        status: 200,
        statusText: 'OK',
        content: {
          mimeType: 'application/json',
          text: `{"status":"delivered","call_sid":"${CALL_1}"}`,
        },
      },
      _operation: 'inject',
    });
    expect(injected.request.headers).toContainEqual({
      name: 'authorization',
      value: '[redacted]',
    });
    expect(unrouted.comment).toContain('no such path');
    expect(JSON.stringify(body)).not.toMatch(/hidden|demo-key/);
    const filtered = (await ctl.get(at('/journal?format=har&operation=inject'))).body;
    expect(filtered.log.entries).toHaveLength(1);
  });

  it('has every field that HAR requires of an entry', async () => {
    const { at, ctl, get } = await journalled();
    await get(paths.active());
    const [entry] = (await ctl.get(at('/journal?format=har'))).body.log.entries;
    const sides = 'cookies,headers,headersSize,bodySize,httpVersion'.split(',');
    expect(Object.keys(entry)).toEqual(
      expect.arrayContaining([
        'startedDateTime',
        'time',
        'request',
        'response',
        'cache',
        'timings',
      ]),
    );
    expect(Object.keys(entry.request)).toEqual(
      expect.arrayContaining([...sides, 'method', 'url', 'queryString']),
    );
    expect(Object.keys(entry.response)).toEqual(
      expect.arrayContaining([...sides, 'status', 'statusText', 'content', 'redirectURL']),
    );
    expect(entry.timings).toEqual({ send: 0, wait: entry.time, receive: 0 });
  });
});

it.each([
  ['injct', 'Did you mean "inject"?'],
  ['Inject', 'Did you mean "inject"?'],
  ['strat', 'Did you mean "start"?'],
])(
  'a verification of the unknown operation %s names the one that is meant',
  async (name, meant) => {
    const { at, ctl } = await journalled();
    const { body, status } = await ctl.post(at('/journal/verify'), { operation: name });
    expect([status, body.detail[0].msg]).toEqual([422, expect.stringContaining(meant)]);
    expect(body.detail[0].msg).toContain('The operations are: active, inject, start,');
  },
);
