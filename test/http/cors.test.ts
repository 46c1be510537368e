import { describe, expect, it } from 'vitest';
import { control } from '../helpers/control.ts';
import { demoKey, emulate, paths } from '../helpers/http.ts';

const ORIGIN = 'http://localhost:5173';
const preflight = {
  origin: ORIGIN,
  'access-control-request-method': 'POST',
  'access-control-request-headers': 'authorization,content-type',
};
const corsOf = (headers: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) => /^access-control|^vary/.test(name)),
  );

describe('CORS', () => {
  it('is off by default', async () => {
    const { http, get } = await emulate();
    const asked = await http.options(paths.start()).set(preflight);
    expect([asked.status, asked.headers.allow, corsOf(asked.headers)]).toEqual([405, 'POST', {}]);
    const answer = await get(paths.active()).set('origin', ORIGIN);
    expect([answer.status, corsOf(answer.headers)]).toEqual([200, {}]);
  });

  it('accepts a preflight of an allowed origin', async () => {
    const { http } = await emulate({ cors: [ORIGIN] });
    const answer = await http.options(paths.start()).set(preflight);
    expect([answer.status, answer.text]).toEqual([200, 'OK']);
    expect(corsOf(answer.headers)).toEqual({
      'access-control-allow-origin': ORIGIN,
      'access-control-allow-methods': 'DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT',
      'access-control-allow-headers': 'authorization,content-type',
      'access-control-max-age': '600',
      'access-control-expose-headers': expect.stringContaining('x-request-id'),
      vary: 'Origin',
    });
  });

  it('refuses a preflight of another origin', async () => {
    const { http } = await emulate({ cors: [ORIGIN] });
    const answer = await http
      .options(paths.start())
      .set({ ...preflight, origin: 'http://evil.test' });
    expect([answer.status, answer.text]).toEqual([400, 'Disallowed CORS origin']);
    expect(corsOf(answer.headers)).toEqual({});
  });

  it('lets a browser read all responses except a 500', async () => {
    const { http, post } = await emulate({ cors: ['*'] });
    const refused = await http.get(paths.active()).set('origin', ORIGIN);
    expect(refused.status).toBe(401);
    expect(refused.headers['access-control-allow-origin']).toBe('*');
    const failed = await post(paths.inject(), '{"message":NaN}').set({
      ...demoKey,
      origin: ORIGIN,
    });
    expect(failed.status).toBe(500);
    expect(corsOf(failed.headers)).toEqual({});
  });

  it('shows a browser the request id and the rate limit', async () => {
    const { at, ctl, get } = await control({ cors: [ORIGIN] });
    const rateLimit = { requests: 1, window_seconds: 60 };
    await ctl.post(at('/faults'), { operation: 'active', rate_limit: rateLimit });
    await get(paths.active());
    const { headers, status } = await get(paths.active()).set('origin', ORIGIN);
    expect(status).toBe(429);
    const shown = headers['access-control-expose-headers']?.split(', ');
    expect(shown?.filter((name) => headers[name] === undefined)).toEqual([]);
    expect(shown?.sort()).toEqual([
      'retry-after',
      'x-ratelimit-limit',
      'x-ratelimit-remaining',
      'x-ratelimit-reset',
      'x-request-id',
    ]);
  });

  it('adds no header for clients without an Origin', async () => {
    const { get } = await emulate({ cors: [ORIGIN] });
    expect(corsOf((await get(paths.active())).headers)).toEqual({});
  });
});
