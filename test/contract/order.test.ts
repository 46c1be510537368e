import { describe, expect, it } from 'vitest';
import { CALL_1, demoKey, emulate, paths, startBody } from '../helpers/http.ts';
import { OTHER, WS } from '../helpers/world.ts';

const json = { 'content-type': 'application/json' };

describe('the order of checks', () => {
  it('checks path and method first', async () => {
    const { http } = await emulate({ auth: 'keys' });
    expect((await http.put(paths.start()).send('{')).status).toBe(405);
    expect((await http.post('/v1/x/nothing').send('{')).status).toBe(404);
  });

  it('parses the body before it checks credentials', async () => {
    const { http } = await emulate();
    expect((await http.post(paths.start()).set(json).send('{"a":')).status).toBe(422);
    const bytes = Buffer.from([0x22, 0xff, 0x22]);
    const undecodable = await http
      .post(paths.start())
      .set(json)
      .serialize(() => bytes as never)
      .send(bytes);
    expect([undecodable.status, undecodable.text]).toEqual([
      400,
      '{"detail":"There was an error parsing the body"}',
    ]);
  });

  it('checks credentials before it validates', async () => {
    const { http } = await emulate();
    expect((await http.post(paths.start('nope')).set(json).send('{}')).status).toBe(401);
    expect((await http.get(paths.active('nope'))).status).toBe(401);
  });

  it('validates before it fails on demand', async () => {
    const { post } = await emulate();
    const answer = await post(paths.inject(), { message: '' }).set('prefer', 'code=503');
    expect(answer.status).toBe(422);
  });

  it('fails on demand before it looks anything up', async () => {
    const { post } = await emulate();
    const answer = await post(paths.inject('nobody'), { message: 'x' }).set('prefer', 'code=503');
    expect(answer.status).toBe(503);
  });
});

describe('credentials', () => {
  const refused = '{"detail":"Missing or invalid API key."}';

  it.each([
    ['nothing', undefined],
    ['an empty header', ''],
    ['another scheme', 'Token k'],
    ['no token', 'Bearer'],
    ['an empty token', 'Bearer   '],
    ['a tab for the space', 'Bearer\tk'],
  ])('refuse %s with 401 and a challenge', async (_, authorization) => {
    const { http } = await emulate();
    const request = http.get(paths.active());
    const answer = await (authorization === undefined ? request : request.set({ authorization }));
    expect([answer.status, answer.text]).toEqual([401, refused]);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
  });

  it.each(['Bearer k', 'bearer k', 'BEARER k', 'Bearer  k  ', 'Bearer a b'])(
    'are accepted in the mode any: %j',
    async (authorization) => {
      const { http } = await emulate();
      expect((await http.get(paths.active()).set({ authorization })).status).toBe(200);
    },
  );

  it('are only keys of the workspace in the mode keys', async () => {
    const { http } = await emulate({ auth: 'keys' });
    const get = (workspace: string, key: string) =>
      http.get(paths.active(workspace)).set({ authorization: `Bearer ${key}` });
    expect((await get(WS, 'demo-key')).status).toBe(200);
    const unknown = await get(WS, 'nobody');
    expect([unknown.status, unknown.text]).toEqual([401, refused]);
    const foreign = await get(OTHER, 'demo-key');
    expect([foreign.status, foreign.text]).toEqual([403, '{"detail":"Insufficient permissions."}']);
  });

  it('are not checked in the mode off', async () => {
    const { http } = await emulate({ auth: 'off' });
    expect((await http.get(paths.active())).status).toBe(200);
  });
});

describe('every response', () => {
  it('carries the request id of the caller if it is valid', async () => {
    const { get } = await emulate();
    const answer = await get(paths.active()).set('x-request-id', 'my-id.1');
    expect(answer.headers['x-request-id']).toBe('my-id.1');
  });

  it('carries a new request id otherwise', async () => {
    const { get } = await emulate();
    for (const insane of ['', 'with space', 'x'.repeat(129)]) {
      const answer = await get(paths.active()).set('x-request-id', insane);
      expect(answer.headers['x-request-id']).toMatch(/^req_[0-9a-z]{20}$/);
    }
  });

  it('carries one, whatever the status', async () => {
    const { http, post, get } = await emulate();
    const answers = [
      await get(paths.active()),
      await post(paths.start(), startBody),
      await post(paths.start(), '{'),
      await post(paths.inject('nobody'), { message: 'x' }),
      await post(paths.inject(CALL_1), '{"message":NaN}'),
      await http.get(paths.active()),
      await http.put(paths.active()),
      await http.get(`${paths.active()}/`).redirects(0),
      await http.get('/nothing'),
      await http.get('/'),
      await http.get('/docs'),
      await http.get('/_emulator/health'),
      await http.get('/_emulator/nothing'),
    ];
    expect(answers.map((one) => one.status)).toEqual([
      200, 201, 422, 404, 500, 401, 405, 307, 404, 200, 200, 200, 404,
    ]);
    for (const { headers } of answers) expect(headers['x-request-id']).toMatch(/^req_/);
  });

  it('of the contract adds no header beyond that and what HTTP needs', async () => {
    const { url } = await emulate();
    const answer = await fetch(url + paths.active(), { headers: demoKey });
    expect(Object.fromEntries(answer.headers)).toEqual({
      'content-type': 'application/json',
      'content-length': expect.any(String),
      'x-request-id': expect.any(String),
      date: expect.any(String),
    });
  });
});
