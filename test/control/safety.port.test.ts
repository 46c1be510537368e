import { describe, expect, it } from 'vitest';
import { control } from '../helpers/control.ts';
import { demoKey, paths } from '../helpers/http.ts';

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

  it('refuses pages of another origin, and lets its own', async () => {
    const { http, url } = await control();
    expect((await http.post('/_emulator/reset').set('origin', 'http://evil.test')).status).toBe(
      403,
    );
    expect((await http.post('/_emulator/reset').set('sec-fetch-site', 'cross-site')).status).toBe(
      403,
    );
    expect((await http.post('/_emulator/reset').set('origin', url)).status).toBe(200);
  });

  it('asks for the token when there is one, but not to know whether it is up', async () => {
    const { http } = await control({ safety: { allowHosts: [], token: 'secret' } });
    expect((await http.get('/_emulator/workspaces')).status).toBe(401);
    const ok = await http.get('/_emulator/workspaces').set('authorization', 'Bearer secret');
    expect(ok.status).toBe(200);
    expect((await http.get('/_emulator/ready').set('host', 'anything')).status).toBe(200);
  });

  it('is not about the contract', async () => {
    const { http } = await control();
    const answer = await http
      .get(paths.active())
      .set({ ...demoKey, host: 'evil.test', origin: 'http://evil.test' });
    expect(answer.status).toBe(200);
  });
});
