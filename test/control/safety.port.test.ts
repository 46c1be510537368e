import { describe, expect, it } from 'vitest';
import { control } from '../helpers/control.ts';
import { CALL_2, demoKey, paths } from '../helpers/http.ts';

describe('the safety of the control plane', () => {
  it('refuses names that are not of this machine, unless allowed', async () => {
    const { http } = await control();
    const evil = await http.get('/_emulator/workspaces').set('host', 'evil.test:4010');
    expect(evil.status).toBe(403);
    expect(evil.body.detail).toContain('--allow-host evil.test');
    for (const host of ['localhost:1', '127.0.0.1', '[::1]:80', 'a.localhost']) {
      expect((await http.get('/_emulator/workspaces').set('host', host)).status, host).toBe(200);
    }
    const { http: open } = await control({ safety: { allowHosts: ['sessions'], token: null } });
    expect((await open.get('/_emulator/workspaces').set('host', 'sessions:4010')).status).toBe(200);
  });

  it('takes an allowed name in any case, with a dot at its end, and an address in any form', async () => {
    const allowHosts = ['Sessions', 'fd00:0:0::1'];
    const { http } = await control({ safety: { allowHosts, token: null } });
    for (const host of ['sessions', 'SESSIONS:4010', 'sessions.', '[fd00::1]:4010', 'LocalHost.']) {
      expect((await http.get('/_emulator/workspaces').set('host', host)).status, host).toBe(200);
    }
    const other = await http.get('/_emulator/workspaces').set('host', '[fd00::2]:4010');
    expect([other.status, other.body.detail]).toEqual([403, expect.stringContaining('fd00::2')]);
  });

  it('accepts every name with `*`, from who has the token and is not a page', async () => {
    const { http } = await control({ safety: { allowHosts: ['*'], token: 'secret' } });
    const asked = (headers: Record<string, string>) =>
      http.get('/_emulator/workspaces').set({ host: 'host.docker.internal:4010', ...headers });
    const authorization = 'Bearer secret';
    expect((await asked({ authorization })).status).toBe(200);
    expect((await asked({})).status).toBe(401);
    expect((await asked({ authorization, origin: 'http://evil.test' })).status).toBe(403);
  });

  it('refuses pages of another origin, and allows its own', async () => {
    const { http, url } = await control();
    const reset = async (headers: Record<string, string>) =>
      (await http.post('/_emulator/reset').set(headers)).status;
    expect(await reset({ origin: 'http://evil.test' })).toBe(403);
    expect(await reset({ origin: 'null' })).toBe(403);
    expect(await reset({ 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await reset({ 'sec-fetch-site': 'same-site' })).toBe(403);
    expect(await reset({ 'sec-fetch-site': 'none' })).toBe(403);
    expect(await reset({ referer: 'http://127.0.0.1:1/' })).toBe(403);
    expect(await reset({ origin: url })).toBe(200);
    expect(await reset({ origin: url, 'sec-fetch-site': 'same-origin' })).toBe(200);
    expect(await reset({ referer: `${url}/_emulator/docs` })).toBe(200);
  });

  it('allows reading from the address bar', async () => {
    const { http } = await control();
    const looked = await http.get('/_emulator/docs').set('sec-fetch-site', 'none');
    expect(looked.status).toBe(200);
  });

  it.each([
    ['an <img> of another port', { 'sec-fetch-site': 'same-site' }],
    ['the address bar', { 'sec-fetch-site': 'none' }],
    ['an <img> of an old browser', { 'user-agent': 'Mozilla/5.0', accept: 'image/*,*/*' }],
    ['a <script> of an old browser', { 'user-agent': 'Mozilla/5.0', accept: '*/*' }],
    ['a page that names itself', { referer: 'http://localhost:5173/', accept: '*/*' }],
  ])('lets no %s drain a call', async (_, headers) => {
    const { ctl, at, post, http } = await control();
    await post(paths.inject(CALL_2), { message: 'waiting' });
    const events = `/_emulator${at(`/calls/${CALL_2}/events`)}`;
    expect((await http.get(events).set(headers)).status).toBe(403);
    expect((await ctl.get(at(`/calls/${CALL_2}`))).body.queue).toHaveLength(1);
  });

  it.each([
    ['a program', { 'user-agent': 'curl/8', accept: '*/*' }],
    ['a page of its own', { 'sec-fetch-site': 'same-origin', 'user-agent': 'Mozilla/5.0' }],
    [
      'an EventSource of an old browser',
      { 'user-agent': 'Mozilla/5.0', accept: 'text/event-stream' },
    ],
  ])('lets %s subscribe to a call', async (_, headers) => {
    const { at, stream } = await control();
    const subscriber = await stream(at(`/calls/${CALL_2}/events`), headers);
    expect(subscriber.answer.status).toBe(200);
    subscriber.close();
  });

  it('requires the token if there is one, except for health checks', async () => {
    const { http } = await control({ safety: { allowHosts: [], token: 'secret' } });
    expect((await http.get('/_emulator/workspaces')).status).toBe(401);
    const ok = await http.get('/_emulator/workspaces').set('authorization', 'Bearer secret');
    expect(ok.status).toBe(200);
    for (const [authorization, status] of [
      ['bearer secret', 200],
      ['BEARER  secret', 200],
      ['Bearer secre', 401],
      ['Bearer secret2', 401],
      ['Bearersecret', 401],
      ['Basic secret', 401],
    ] as const) {
      const asked = await http.get('/_emulator/workspaces').set({ authorization });
      expect(asked.status, authorization).toBe(status);
    }
    expect((await http.get('/_emulator/ready').set('host', 'anything')).status).toBe(200);
  });

  it('does not apply to the contract, which accepts any Host', async () => {
    const { http } = await control();
    const answer = await http
      .get(paths.active())
      .set({ ...demoKey, host: 'evil.test', origin: 'http://evil.test' });
    expect(answer.status).toBe(200);
  });
});
