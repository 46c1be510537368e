/**
 * Whatever comes in, the emulator responds with something other than a 500 and goes on working. The seed is
 * fixed so that a run is the same every time; `FC_SEED` and `FC_RUNS` make other and longer ones.
 */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import demo from '../../fixtures/demo.json' with { type: 'json' };
import { createEmulator, type OpenEmulator } from '../../src/emulator.ts';
import { FixtureError } from '../../src/world/seeding/seed.ts';
import { runs } from '../helpers/runs.ts';
import { ENTITY, NOON, OTHER, SERVICE, WS } from '../helpers/world.ts';

/** The same runs every time. */
const fixedRuns = (count: number) => runs(count, 13);

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

async function send(emulator: OpenEmulator, method: string, path: string, body?: unknown) {
  const response = await emulator.fetch(`http://emulator${path}`, {
    method,
    headers: { authorization: 'Bearer demo-key', 'content-type': 'application/json' },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, text: await response.text() };
}

/** What every test would notice: the statuses of all that reads the world. */
async function works(emulator: OpenEmulator): Promise<number[]> {
  const paths: [string, string, unknown?][] = [
    ['GET', '/_emulator/workspaces'],
    ['GET', '/_emulator/clock'],
    ['POST', '/_emulator/wait', { timeout_ms: 0, workspace_id: OTHER, type: 'clock.changed' }],
    ['GET', '/_emulator/snapshot?secrets=true'],
    ['POST', '/_emulator/clock/advance', { seconds: 1 }],
  ];
  for (const { workspace_id: ws } of JSON.parse(
    (await send(emulator, 'GET', '/_emulator/workspaces')).text,
  )) {
    for (const list of [
      '',
      '/calls',
      '/faults',
      '/api-keys',
      '/entities',
      '/services',
      '/sessions',
    ]) {
      paths.push(['GET', `/_emulator/workspaces/${ws}${list}`]);
    }
    paths.push(['GET', `/_emulator/workspaces/${ws}/journal`]);
    paths.push(['POST', `/_emulator/workspaces/${ws}/clock/advance`, { seconds: 1 }]);
  }
  const statuses: number[] = [];
  for (const [method, path, body] of paths) {
    statuses.push((await send(emulator, method, path, body)).status);
  }
  return statuses;
}
/** 408: nothing happened in time. 422: the clock stands at its end already. */
const isWell = (status: number) => [200, 408].includes(status) || status === 422;

const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -1, 0.5, 1e300, -1e300, 1e15, 3_155_760_000, 2 ** 53, 1e-320),
);
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('', '__proto__', 'constructor', '\ud800', 'a/b', '\u0000', WS, SERVICE, ENTITY),
  fc.constantFrom('^(a+)+$', '(?=a)', '9999-12-31T23:59:59Z', 'real', 'frozen', 'inject', 'demo'),
);
const json = fc.letrec<{ any: Json }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.constant(null),
    fc.boolean(),
    number,
    text,
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(text, tie('any'), { maxKeys: 4 }) as fc.Arbitrary<Json>,
  ),
})).any;

/** Bodies that are right, for a mutation to start from. */
const routes: readonly [method: string, path: string, body: Json][] = [
  ['POST', '/workspaces', { template: demo.workspaces[0] as never }],
  ['PUT', '/clock', { mode: 'frozen', now: '2026-03-01T09:30:00Z', speed: 0 }],
  ['POST', '/clock/advance', { seconds: 5 }],
  ['PUT', `/workspaces/${WS}/clock`, { speed: 60 }],
  ['POST', `/workspaces/${WS}/clock/advance`, { seconds: 5 }],
  [
    'POST',
    `/workspaces/${WS}/calls`,
    {
      call_sid: 'x',
      caller_id: '+1',
      direction: 'inbound',
      service_id: SERVICE,
      scenario: 's',
      subscribers: 2,
      response_delay_seconds: 1,
      timeline: [{ at_seconds: 1, state: 'a' }],
      length_seconds: 60,
      started_seconds_ago: 5,
      count: 1,
    },
  ],
  ['PATCH', `/workspaces/${WS}/calls/CA00000000000000000000000000000001`, { state: 'x' }],
  [
    'POST',
    `/workspaces/${WS}/calls/CA00000000000000000000000000000002/subscribers`,
    { subscriber_id: 's', response_delay_seconds: 2 },
  ],
  ['PUT', `/workspaces/${WS}/services/${SERVICE}`, { name: 'x' }],
  [
    'PUT',
    `/workspaces/${WS}/entities/${ENTITY}`,
    { canonical_id: 'a:b:c', name: 'x', projection_lag_seconds: 1 },
  ],
  ['PUT', `/workspaces/${WS}/api-keys`, { api_key: 'k', name: 'x', expires_in_seconds: 5 }],
  [
    'POST',
    `/workspaces/${WS}/faults`,
    {
      operation: 'inject',
      call_sid: null,
      status: 503,
      detail: { a: [1] },
      retry_after: 1,
      delay_ms: { lognormal: { median_ms: 1, sigma: 1 } },
      times: 1,
      after: 0,
      probability: 0.5,
      ttl: 10,
      phase: 'before',
      rate_limit: { requests: 1, window_seconds: 1 },
    },
  ],
  [
    'PUT',
    `/workspaces/${WS}/script`,
    {
      rules: [
        {
          match: { regex: '^a+$' },
          reply: {
            text: 'x',
            tool_calls: [{ tool_name: 't', input: { a: 1 } }],
            background: { text: 'x', after_seconds: 1 },
          },
        },
      ],
    },
  ],
];

/** Every place in some JSON, the whole included. */
function placesOf(value: Json, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([key, one]) => placesOf(one as Json, [...path, key])),
  ];
}

/** Some JSON with another value at a place, or without what is there. */
function mutated(value: Json, path: readonly (string | number)[], to: Json | undefined): Json {
  const [step, ...rest] = path;
  if (step === undefined) return to ?? null;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<
    string,
    Json
  >;
  if (rest.length === 0 && to === undefined) delete copy[step];
  else copy[step] = mutated(copy[step] as Json, rest, to);
  return copy as Json;
}

/** JSON that differs from a right one in a place or two. */
function mutationsOf(right: Json): fc.Arbitrary<Json> {
  const change = fc.record({ place: fc.nat(), to: fc.option(json, { nil: undefined }) });
  return fc.array(change, { minLength: 1, maxLength: 2 }).map((changes) =>
    changes.reduce((value: Json, { place, to }) => {
      const places = placesOf(value);
      return mutated(value, places[place % places.length] ?? [], to);
    }, right),
  );
}

describe('any input', () => {
  it('as a body of the control plane is never a 500, and the world still works', async () => {
    const emulator = await createEmulator({ clock: { frozenAt: NOON } });
    const route = fc
      .constantFrom(...routes)
      .chain(([method, path, right]) =>
        fc.tuple(
          fc.constant(method),
          fc.constant(path),
          fc.oneof(json, mutationsOf(right), mutationsOf(right)),
        ),
      );
    await fc.assert(
      fc.asyncProperty(route, async ([method, path, body]) => {
        const { status, text } = await send(emulator, method, `/_emulator${path}`, body);
        expect([status < 500, text]).toEqual([true, text]);
      }),
      fixedRuns(900),
    );
    expect((await works(emulator)).every(isWell)).toBe(true);
    await emulator.close();
  });

  it('as a snapshot is loaded completely or refused, and the world still works', async () => {
    const file = new URL('../fixtures/snapshot-0.1.0.json', import.meta.url);
    const golden: Json = JSON.parse(readFileSync(file, 'utf8'));
    await fc.assert(
      fc.asyncProperty(mutationsOf(golden), async (snapshot) => {
        const emulator = await createEmulator({ clock: { frozenAt: NOON } });
        const before = (await send(emulator, 'GET', '/_emulator/snapshot?secrets=true')).text;
        const { status } = await send(emulator, 'PUT', '/_emulator/snapshot', snapshot);
        expect([200, 422]).toContain(status);
        const after = (await send(emulator, 'GET', '/_emulator/snapshot?secrets=true')).text;
        if (status === 422) expect(after).toBe(before);
        expect(
          (await send(emulator, 'POST', '/_emulator/clock/advance', { seconds: 90 })).status,
        ).toBe(200);
        expect((await works(emulator)).every(isWell)).toBe(true);
        expect((await send(emulator, 'POST', '/_emulator/reset')).status).toBe(200);
        await emulator.close();
      }),
      fixedRuns(70),
    );
  });

  it('as a fixture becomes a working world, or a FixtureError with the path', async () => {
    await fc.assert(
      fc.asyncProperty(mutationsOf(demo as never), async (fixture) => {
        const made = await createEmulator({
          clock: { frozenAt: NOON },
          fixture: fixture as never,
        }).catch((error: unknown) => error);
        if (made instanceof FixtureError) {
          expect(made.message).toMatch(/^\$/);
          return;
        }
        expect(made).toHaveProperty('world');
        const emulator = made as OpenEmulator;
        expect((await works(emulator)).every(isWell)).toBe(true);
        await emulator.close();
      }),
      fixedRuns(120),
    );
  });
});
