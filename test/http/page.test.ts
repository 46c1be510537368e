import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { pageApp } from '../../src/pages/app.ts';
import { emulate } from '../helpers/http.ts';

/** A folder with files, as the build writes one. */
function built(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'page-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const open = (files: Readonly<Record<string, string>>) =>
  pageApp((_, next) => next(), built(files));

describe('the page at /_emulator', () => {
  it('runs its own script and style only, and tells no other site its address', async () => {
    const page = await open({ 'page.js': 'x()' }).request('/_emulator');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    const html = await page.text();
    expect(html).not.toMatch(/https?:|<style|<script>| style=| on\w+=/);
  });

  it('has files with types, which a browser keeps while they do not change', async () => {
    const app = open({ 'page.js': 'x()', 'page.css': 'a{}' });
    const script = await app.request('/_emulator/page/page.js');
    expect(await script.text()).toBe('x()');
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(script.headers.get('x-content-type-options')).toBe('nosniff');
    const style = await app.request('/_emulator/page/page.css');
    expect(style.headers.get('content-type')).toBe('text/css; charset=utf-8');

    const etag = script.headers.get('etag') ?? '';
    const same = { headers: { 'if-none-match': etag } };
    expect((await app.request('/_emulator/page/page.js', same)).status).toBe(304);
    const other = open({ 'page.js': 'y()' });
    expect((await other.request('/_emulator/page/page.js', same)).status).toBe(200);
  });

  it.each(['app.ts', '..%2fcode', '%2e%2e', 'none.js'])('has no file %s', async (name) => {
    const response = await open({ 'page.js': '' }).request(`/_emulator/page/${name}`);
    expect(response.status).toBe(404);
  });

  it('says how to build it when it is not built', async () => {
    const page = await pageApp((_, next) => next(), '/nowhere').request('/_emulator');
    expect([page.status, await page.text()]).toEqual([
      503,
      expect.stringContaining('npm run build'),
    ]);
  });

  it('needs no token, because it has no secret, but a host name that is allowed', async () => {
    const { http } = await emulate({ safety: { allowHosts: [], token: 'secret' } });
    expect((await http.get('/_emulator/page/none.js')).status).toBe(404);
    expect((await http.get('/_emulator/workspaces')).status).toBe(401);
    const foreign = await http.get('/_emulator').set('host', 'evil.test');
    expect(foreign.status).toBe(403);
    expect((await http.get('/_emulator').set('sec-fetch-site', 'cross-site')).status).toBe(403);
  });

  it('is found with a slash too many, and from the start page', async () => {
    const { http } = await emulate();
    expect((await http.get('/_emulator/')).headers.location).toBe('../_emulator');
    const { text } = await http.get('/').set('accept', 'text/html');
    expect(text).toContain('href="/_emulator"');
  });
});
