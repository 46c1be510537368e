import { describe, expect, it } from 'vitest';
import { preferences } from '../../src/contract/prefer.ts';
import { inject } from '../../src/contract/sessions/inject.ts';
import { createEmulator, type OpenEmulator } from '../../src/emulator.ts';
import { limits } from '../../src/world/limits.ts';
import { createClock } from '../../src/world/ports/clock.ts';
import { emptyWorld, NOON, SERVICE, WS } from '../helpers/world.ts';

const WRONG = [Number.NaN, -5, 1e300, Infinity, '5' as never, limits.spanSeconds + 1];

/** An emulator in process, and what its control plane responds. */
async function inProcess() {
  const emulator = await createEmulator({ clock: { frozenAt: NOON } });
  const ctl = async (method: string, path: string, body?: unknown) => {
    const response = await emulator.fetch(`http://emulator/_emulator${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  };
  return { emulator, ctl, at: (path: string) => `/workspaces/${WS}${path}` };
}

/** Whether everything that reads the world still works. */
async function works({ ctl, at }: Awaited<ReturnType<typeof inProcess>>) {
  const all = [
    await ctl('GET', '/clock'),
    await ctl('GET', at('/calls')),
    await ctl('GET', at('/api-keys')),
    await ctl('GET', at('/faults')),
    await ctl('GET', '/snapshot'),
    await ctl('POST', '/clock/advance', { seconds: 1 }),
    await ctl('POST', '/wait', { timeout_ms: 0 }),
  ];
  return all.map(({ status }) => status);
}
const ALL_WELL = Array.from({ length: 7 }, () => 200);

describe('a number out of its range, on the control plane', () => {
  it.each([
    ['POST', '/clock/advance', { seconds: 1e300 }, 'seconds'],
    ['POST', '/clock/advance', { seconds: limits.spanSeconds + 1 }, 'seconds'],
    ['PUT', '/clock', { now: '9000-01-01T00:00:01Z' }, 'now'],
    ['PUT', '/clock', { now: '1969-12-31T23:59:59Z' }, 'now'],
    ['PUT', '/clock', { speed: 1e300 }, 'speed'],
    ['POST', `/workspaces/${WS}/calls`, { started_seconds_ago: 1e300 }, 'started_seconds_ago'],
    ['POST', `/workspaces/${WS}/calls`, { length_seconds: 1e300 }, 'length_seconds'],
    [
      'POST',
      `/workspaces/${WS}/calls`,
      { response_delay_seconds: 1e300 },
      'response_delay_seconds',
    ],
    [
      'POST',
      `/workspaces/${WS}/calls`,
      { timeline: [{ at_seconds: 1e300, state: '' }] },
      'timeline',
    ],
    ['PUT', `/workspaces/${WS}/api-keys`, { expires_in_seconds: 1e300 }, 'expires_in_seconds'],
    ['POST', `/workspaces/${WS}/faults`, { status: 503, ttl: 1e300 }, 'ttl'],
    ['POST', `/workspaces/${WS}/faults`, { status: 503, retry_after: 1e300 }, 'retry_after'],
    [
      'POST',
      `/workspaces/${WS}/faults`,
      { rate_limit: { requests: 1, window_seconds: 1e300 } },
      'rate_limit',
    ],
    [
      'PUT',
      `/workspaces/${WS}/entities/${SERVICE}`,
      { projection_lag_seconds: 1e300 },
      'projection_lag_seconds',
    ],
    [
      'POST',
      '/workspaces',
      { template: { calls: [{ caller_id: '+1', started_seconds_ago: 1e300 }] } },
      'template',
    ],
  ])(
    '%s %s %j is a 422 that says where, and changes nothing',
    async (method, path, body, field) => {
      const emulation = await inProcess();
      const before = (await emulation.ctl('GET', '/snapshot')).body;
      const refused = await emulation.ctl(method, path, body);
      expect(refused.status).toBe(422);
      expect(refused.body.detail[0].loc.slice(0, 2)).toEqual(['body', field]);
      expect((await emulation.ctl('GET', '/snapshot')).body).toEqual(before);
      expect(await works(emulation)).toEqual(ALL_WELL);
    },
  );
});

describe('the latest time of a clock', () => {
  it('is not passed by an advance: 422, and the clock stays', async () => {
    const { ctl } = await inProcess();
    await ctl('PUT', '/clock', { now: '8999-12-31T23:59:59Z' });
    const { status, body } = await ctl('POST', '/clock/advance', { seconds: 2 });
    expect([status, body.detail[0].loc]).toEqual([422, ['body', 'seconds']]);
    expect(body.detail[0].msg).toContain('9000-01-01T00:00:00+00:00');
    expect((await ctl('GET', '/clock')).body.now).toBe('8999-12-31T23:59:59+00:00');
  });

  it('stops a clock that runs into it', () => {
    let host = NOON;
    const clock = createClock('real', () => host);
    clock.set({ mode: 'real', now: limits.clockLatestMs - 1000, speed: 1_000_000 });
    expect(clock.state()).toMatchObject({ mode: 'real', speed: 1_000_000 });
    host += 1;
    expect(clock.now()).toBe(limits.clockLatestMs);
    expect(clock.state()).toMatchObject({ mode: 'frozen', speed: 0, now: limits.clockLatestMs });
    clock.set({ now: NOON });
    expect(clock.state()).toMatchObject({ mode: 'real', speed: 1_000_000 });
  });

  it('is not the start of a clock', () => {
    expect(() => createClock({ frozenAt: limits.clockLatestMs + 1 })).toThrow(RangeError);
    expect(() => createClock({ frozenAt: Number.NaN })).toThrow(RangeError);
  });
});

describe('a delay of over a day', () => {
  it('is ignored in a Prefer header', () => {
    expect(preferences('delay=86400000', inject)).toEqual({ delayMs: 86_400_000, ignored: [] });
    expect(preferences('delay=86400001, code=503', inject)).toEqual({
      code: 503,
      ignored: ['"delay=86400001" is not a number of milliseconds up to 86400000'],
    });
  });
});

describe('a value that HTTP refuses, in the typed API', () => {
  const attempts: readonly [string, (e: OpenEmulator) => Promise<unknown>][] = [
    ...WRONG.flatMap((wrong): [string, (e: OpenEmulator) => Promise<unknown>][] => [
      [`advance(${wrong})`, async (e) => (await e.workspace()).clock.advance(wrong)],
      [
        `startedSecondsAgo ${wrong}`,
        async (e) => (await e.workspace()).placeCall({ startedSecondsAgo: wrong }),
      ],
      [
        `lengthSeconds ${wrong}`,
        async (e) => (await e.workspace()).placeCall({ lengthSeconds: wrong }),
      ],
      [
        `subscribers ${wrong}`,
        async (e) => (await e.workspace()).placeCall({ subscribers: wrong }),
      ],
      [
        `at ${wrong}`,
        async (e) =>
          (await e.workspace()).placeCall({ timeline: [{ atSeconds: wrong, state: '' }] }),
      ],
      [
        `lag ${wrong}`,
        async (e) => (await e.workspace()).addEntity({ projectionLagSeconds: wrong }),
      ],
      [`lifeSeconds ${wrong}`, async (e) => (await e.workspace()).issueKey({ lifeSeconds: wrong })],
      [
        `ttlSeconds ${wrong}`,
        async (e) => (await e.workspace()).addFault({ status: 503, ttlSeconds: wrong }),
      ],
      [`delayMs ${wrong}`, async (e) => (await e.workspace()).addFault({ delayMs: wrong })],
      [
        `times ${wrong}`,
        async (e) => (await e.workspace()).addFault({ status: 503, times: wrong + 0.5 }),
      ],
      [`run(${wrong})`, async (e) => (await e.workspace()).clock.run(wrong)],
    ]),
    ...WRONG.map((wrong): [string, (e: OpenEmulator) => Promise<unknown>] => [
      `timeoutMs ${wrong}`,
      async (e) => (await e.workspace()).waitFor({}, { timeoutMs: wrong }),
    ]),
    ['freeze(Invalid Date)', async (e) => (await e.workspace()).clock.freeze(new Date(Number.NaN))],
    [
      'operation injekt',
      async (e) => (await e.workspace()).addFault({ operation: 'injekt' as never, status: 503 }),
    ],
    ['status 9999', async (e) => (await e.workspace()).addFault({ status: 9999 })],
    [
      'a canonical id of no form',
      async (e) => (await e.workspace()).addEntity({ canonicalId: 'x' }),
    ],
    [
      'an entity id that is not a UUID',
      async (e) => (await e.workspace()).addEntity({ entityId: 'x' }),
    ],
    ['half a character', async (e) => (await e.workspace()).placeCall({ scenario: '\ud800' })],
    [
      'a text too long',
      async (e) => (await e.workspace()).placeCall({ callSid: 'x'.repeat(limits.textLength + 1) }),
    ],
    [
      'a broken expression',
      async (e) =>
        (await e.workspace()).scriptAgent({ rules: [{ match: { regex: '(' }, reply: {} }] }),
    ],
    ['an unknown template', async (e) => e.workspace('dmo' as never)],
  ];
  it.each(attempts)('%s is a TypeError or a RangeError', async (_, attempt) => {
    const emulator = await createEmulator({ clock: { frozenAt: NOON } });
    const error: unknown = await attempt(emulator).catch((thrown) => thrown);
    expect(error instanceof TypeError || error instanceof RangeError).toBe(true);
    expect((error as Error).message).toMatch(/: expected .+/);
  });

  it('is a FixtureError in a template or a fixture that code brings', async () => {
    const calls = [{ caller_id: '+1', started_seconds_ago: 1e300 }];
    const emulator = await createEmulator();
    await expect(emulator.workspace({ calls })).rejects.toThrow('$.calls[0].started_seconds_ago');
    await expect(
      createEmulator({ fixture: { workspaces: [{ workspace_id: WS, calls }] } }),
    ).rejects.toThrow('$.workspaces[0].calls[0].started_seconds_ago: expected at most 3155760000');
  });

  it('leaves the world unchanged', async () => {
    const world = await emptyWorld();
    await expect(world.placeCall(WS, { startedSecondsAgo: 1e300 })).rejects.toThrow(RangeError);
    expect(await world.listCalls(WS)).toEqual([]);
  });
});
