import { describe, expect, it } from 'vitest';
import openapi from '../../openapi.json' with { type: 'json' };
import manifest from '../../package.json' with { type: 'json' };
import { createHealth, healthPaths } from '../../src/http/health.ts';
import { createLog, silentLog } from '../../src/http/log.ts';
import { referencePage } from '../../src/pages/reference.ts';
import { emulate } from '../helpers/http.ts';
import { nodeRequest } from '../helpers/node-request.ts';
import { emptyWorld } from '../helpers/world.ts';

/** What a page makes a browser fetch, all of it from the emulator. */
const OWN_FILES = ['data:,', '/docs/page.css', '/docs/page.js'];
const loaded = (html: string) =>
  [
    ...html.matchAll(
      /\s(?:src|srcset|action)="([^"]*)"|<link[^>]*href="([^"]*)"|url\(([^)]*)\)|@import/g,
    ),
  ].map((match) => match[1] ?? match[2] ?? match[3] ?? match[0]);

describe('/openapi.json', () => {
  it('is the published document, with the origin that the caller used as its server', async () => {
    const { http, url } = await emulate();
    const { body } = await http.get('/openapi.json');
    expect(body).toEqual({ ...openapi, servers: [{ url, description: 'This emulator' }] });
    const other = await http.get('/openapi.json').set('host', 'sessions.test:99');
    expect(other.body.servers[0].url).toBe('http://sessions.test:99');
  });
});

describe('/docs', () => {
  it('shows every operation and schema and loads nothing from elsewhere', async () => {
    const { http } = await emulate();
    const { text, headers } = await http.get('/docs');
    expect(headers['content-type']).toMatch(/^text\/html/);
    for (const [path, methods] of Object.entries(openapi.paths)) {
      expect(text).toContain(path);
      for (const { summary } of Object.values(methods)) expect(text).toContain(summary);
    }
    for (const name of Object.keys(openapi.components.schemas)) {
      expect(text).toContain(`id="schema-${name}"`);
    }
    expect(loaded(text)).toEqual(OWN_FILES);
  });

  it.each(['/docs/companions', '/docs/neighbours'])('has a page like it: %s', async (path) => {
    const { http } = await emulate();
    const name = path.replace('/docs/', '');
    const { body } = await http.get(`/openapi.${name}.json`);
    const { text } = await http.get(path);
    expect(Object.keys(body.paths).length).toBeGreaterThan(2);
    for (const one of Object.keys(body.paths)) expect(text).toContain(one);
    expect(loaded(text)).toEqual(OWN_FILES);
  });

  it('shows hostile text as text', () => {
    const html = referencePage(
      {
        info: { title: '<script>alert(1)</script>', version: '"><img src=x>' },
        paths: { '/<b>': { get: { summary: '<i>', description: '<script>', responses: {} } } },
      },
      {
        path: '/docs',
        json: '/openapi.json',
        origin: 'http://x',
        values: {},
        apiKey: 'k',
        hasToken: false,
      },
    );
    expect(html).not.toMatch(/<script>|<img|<b>|<i>/);
  });
});

describe('/', () => {
  it('shows a browser a page and a client JSON', async () => {
    const { http, url } = await emulate();
    const page = await http.get('/').set('accept', 'text/html,*/*');
    expect(page.text).toContain('href="/docs"');
    expect(page.text).toContain(`${url}/v1/`);
    expect(loaded(page.text)).toEqual(OWN_FILES);
    const { body } = await http.get('/');
    expect(body).toMatchObject({ name: 'sessions-emulator', version: manifest.version });
  });
});

describe('every page', () => {
  it.each(['/', '/docs', '/docs/companions', '/docs/neighbours', '/_emulator/docs'])(
    '%s may load nothing but files of the emulator, and those are there',
    async (path) => {
      const { http } = await emulate();
      const { headers, text } = await http.get(path).set('accept', 'text/html');
      expect(headers['content-security-policy']).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      );
      expect(text).not.toMatch(/<style|<script>|\son\w+=|\sstyle=/);
      const types = OWN_FILES.slice(1).map(async (file) => {
        const { status, headers: of } = await http.get(file);
        return [status, of['content-type']];
      });
      expect(await Promise.all(types)).toEqual([
        [200, 'text/css; charset=utf-8'],
        [200, 'text/javascript; charset=utf-8'],
      ]);
    },
  );

  it('has its style and its script also if the control plane requires a token', async () => {
    const { http } = await emulate({ safety: { allowHosts: [], token: 't0ken' } });
    expect((await http.get('/_emulator/docs')).status).toBe(401);
    expect((await http.get('/docs/page.css')).status).toBe(200);
    expect((await http.get('/docs/page.js')).status).toBe(200);
  });
});

describe('health and readiness', () => {
  it('say that the process is up and ready', async () => {
    const { http } = await emulate();
    const health = await http.get('/_emulator/health');
    expect([health.status, health.body]).toEqual([
      200,
      { status: 'ok', version: manifest.version },
    ]);
    expect((await http.get('/_emulator/ready')).status).toBe(200);
  });

  it('are not logged, because probes ask all the time, unless they fail', async () => {
    const world = await emptyWorld();
    let status: 'ready' | 'starting' = 'ready';
    const lines: string[] = [];
    for (const mode of ['pretty', 'json'] as const) {
      const log = createLog(mode, (line) => lines.push(line));
      const health = createHealth(
        { version: '0', readiness: () => ({ status }) },
        world.newId,
        log,
      );
      status = 'ready';
      for (const path of healthPaths) health(path, nodeRequest('GET', path));
      expect(lines).toEqual([]);
      status = 'starting';
      for (const path of healthPaths) health(path, nodeRequest('GET', path));
      expect(lines.splice(0)).toEqual([expect.stringMatching(/ready.*503/)]);
    }
  });

  it('say 503 before it is ready', async () => {
    const world = await emptyWorld();
    const health = createHealth(
      { version: '0', readiness: () => ({ status: 'starting' }) },
      world.newId,
      silentLog,
    );
    const statusOf = (path: string) => health(path, nodeRequest('GET', path)).response.status;
    expect(statusOf('/_emulator/ready')).toBe(503);
    expect(statusOf('/_emulator/health')).toBe(200);
  });
});

describe("the emulator's own paths", () => {
  it.each([
    '/',
    '/docs',
    '/docs/page.js',
    '/openapi.json',
    '/_emulator/health',
    '/_emulator/ready',
  ])('%s accepts GET and HEAD, and names them in a 405', async (path) => {
    const { http } = await emulate();
    expect((await http.head(path)).status).toBe(200);
    const other = await http.post(path);
    expect([other.status, other.body]).toEqual([405, { detail: 'Method Not Allowed' }]);
    expect(other.headers.allow).toBe('GET, HEAD');
  });

  it('are a JSON 404 where nothing is', async () => {
    const { http } = await emulate();
    const answer = await http.get('/_emulator/nothing');
    expect([answer.status, answer.body]).toEqual([404, { detail: 'Not Found' }]);
  });
});
