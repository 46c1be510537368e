import { describe, expect, it, vi } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { control } from '../helpers/control.ts';
import { CALL_1, CALL_2, demoKey, paths } from '../helpers/http.ts';
import { parseMetrics } from '../helpers/prometheus.ts';
import { WS } from '../helpers/world.ts';

async function scraped(options: Parameters<typeof control>[0] = {}) {
  const emulation = await control(options);
  const scrape = async () =>
    parseMetrics((await emulation.http.get('/_emulator/metrics').expect(200)).text);
  const values = async (name: string) => {
    const metric = (await scrape()).get(`sessions_emulator_${name}`);
    return Object.fromEntries(metric?.values ?? []);
  };
  return { ...emulation, scrape, values };
}

describe('/_emulator/metrics', () => {
  it('is in the text format of Prometheus, with what each metric is', async () => {
    const { http, scrape } = await scraped();
    const { headers } = await http.get('/_emulator/metrics');
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    const metrics = await scrape();
    for (const [name, { help, type }] of metrics) {
      expect(help, name).toMatch(/^[A-Z].*\.$/);
      expect(type === 'counter', name).toBe(name.endsWith('_total'));
    }
    const build = metrics.get('sessions_emulator_build_info')?.values;
    expect([...(build?.keys() ?? [])][0]).toContain(`version="${manifest.version}"`);
    for (const name of ['process_resident_memory_bytes', 'nodejs_heap_size_used_bytes']) {
      expect(metrics.get(name)?.values.get(''), name).toBeGreaterThan(1_000_000);
    }
  });

  it('counts requests by operation and status, and neither its own nor health checks', async () => {
    const { http, post, values } = await scraped();
    expect(await values('requests_total')).toEqual({});
    for (let i = 0; i < 3; i++) await post(paths.inject(CALL_1), { message: 'Hello' });
    await post(paths.inject('unknown'), { message: 'Hello' });
    await post(paths.inject(CALL_1), {});
    await http.get(`/v1/${WS}/nothing`).set(demoKey);
    await http.get('/_emulator/ready');
    await http.get('/_emulator/workspaces');
    expect(await values('requests_total')).toEqual({
      '{operation="inject",status="200"}': 3,
      '{operation="inject",status="404"}': 1,
      '{operation="inject",status="422"}': 1,
      '{operation="unmatched",status="404"}': 1,
    });
  });

  it('counts fault rules that fired, also those that only delayed', async () => {
    const { at, ctl, post, values } = await scraped({ clock: 'real' });
    const rule = { operation: 'inject', times: 1 };
    await ctl.post(at('/faults'), { ...rule, status: 503 });
    await ctl.post(at('/faults'), { ...rule, delay_ms: 1 });
    for (let i = 0; i < 3; i++) await post(paths.inject(CALL_1), { message: 'Hello' });
    expect(await values('faults_fired_total')).toEqual({ '{operation="inject"}': 2 });
    await ctl.delete(at('/faults'));
    expect(await values('faults_fired_total')).toEqual({ '{operation="inject"}': 2 });
  });

  it('has the calls, live subscribers and queued events of all workspaces', async () => {
    const { at, ctl, post, stream, values } = await scraped();
    const gauges = async () => [
      (await values('active_calls'))[''],
      (await values('live_subscribers'))[''],
      (await values('queued_events'))[''],
    ];
    const [active = 0] = await gauges();
    await ctl.post('/workspaces', {
      template: { calls: [{ caller_id: '+15550100001' }, { caller_id: '+15550100002' }] },
    });
    await post(paths.inject(CALL_2), { message: 'Anybody there?' });
    const subscriber = await stream(at(`/calls/${CALL_1}/events`));
    expect(await gauges()).toEqual([active + 2, 1, 1]);
    await ctl.post(at(`/calls/${CALL_2}/end`));
    subscriber.close();
    await vi.waitFor(async () => expect(await gauges()).toEqual([active + 1, 0, 0]));
  });

  it('escapes what a label cannot hold as it is', async () => {
    const { Hono } = await import('hono');
    const routes = new Hono().get('/own/:id{[^"\\\\]+}', (c) => c.json({}));
    const { http, values } = await scraped({ routes });
    await http.get('/own/a');
    expect(await values('requests_total')).toEqual({
      '{operation="GET /own/:id{[^\\"\\\\\\\\]+}",status="200"}': 1,
    });
  });

  it('has the delay of the event loop since the scrape before, from the second scrape on', async () => {
    const { scrape } = await scraped();
    const lag = async (percent: number) =>
      (await scrape()).get(`nodejs_eventloop_lag_p${percent}_seconds`)?.values.get('');
    expect(await lag(99)).toBeUndefined();
    await vi.waitFor(async () => expect(await lag(50)).toBeGreaterThanOrEqual(0));
    await vi.waitFor(async () => {
      const until = performance.now() + 200;
      while (performance.now() < until);
      expect((await lag(99)) ?? 0).toBeGreaterThan(0.1);
    });
  });

  it('requires the control token', async () => {
    const { http } = await control({ safety: { allowHosts: [], token: 'secret' } });
    expect((await http.get('/_emulator/metrics')).status).toBe(401);
    const scraper = await http.get('/_emulator/metrics').set('authorization', 'Bearer secret');
    expect(scraper.status).toBe(200);
  });
});
