import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { createContract } from '../../src/contract/pipeline.ts';
import { defaultSwitches } from '../../src/contract/pydantic/switches.ts';
import { type AppParts, createApp } from '../../src/http/app.ts';
import { createRequestHandler } from '../../src/http/handle-request.ts';
import { createHealth } from '../../src/http/health.ts';
import { lazily } from '../../src/http/lazily.ts';
import { createLog } from '../../src/http/log.ts';
import { createReports } from '../../src/http/reports.ts';
import { listen, type ServerParts } from '../../src/http/server.ts';
import { createJournal } from '../../src/observe/journal.ts';
import { createOpenStreams } from '../../src/observe/open-streams.ts';
import { headerOf, sendRaw } from '../helpers/raw.ts';
import { demoWorld } from '../helpers/world.ts';

const wire = defaultSwitches;

/** A server of which some parts fail, and its log. */
async function serve({ site, dispatch }: Partial<AppParts> & Partial<ServerParts>) {
  const lines: string[] = [];
  const log = createLog('json', (line) => lines.push(line));
  const world = await demoWorld();
  const handle = createRequestHandler({
    contract: createContract(world, createOpenStreams(new AbortController().signal)),
    wire,
    world,
    journal: createJournal(world.journal),
    log,
  });
  const app = createApp({
    handle,
    health: createHealth(
      { version: '0', readiness: () => ({ status: 'ready' }) },
      world.newId,
      log,
    ),
    site: site ?? (() => Promise.reject(new Error('not asked for'))),
  });
  const reports = createReports(world.newId, log);
  const server = await listen({ dispatch: dispatch ?? app.dispatch, wire, reports });
  const faults = () =>
    lines.map((line) => JSON.parse(line)).filter(({ event }) => event === 'fault');
  const get = (target: string) =>
    sendRaw(server.port, { method: 'GET', target, headers: [['x-request-id', 'mine']] });
  return { server, faults, get };
}

describe('a part that is loaded when it is needed', () => {
  it('is loaded once, but again after it failed', async () => {
    let times = 0;
    const load = lazily(async () => {
      times++;
      if (times < 3) throw new Error(`no ${times}`);
      return times;
    });
    await expect(load()).rejects.toThrow('no 1');
    await expect(Promise.all([load(), load()])).rejects.toThrow('no 2');
    expect(await Promise.all([load(), load()])).toEqual([3, 3]);
    expect(times).toBe(3);
  });

  it('and cannot be is a logged 500 with the request id; a later request tries again', async () => {
    let times = 0;
    const site = async () => {
      if (times++ === 0) throw new Error('no file descriptor is left');
      return new Hono().get('/docs', (c) => c.text('here')).fetch;
    };
    const { server, faults, get } = await serve({ site });
    const first = await get('/docs');
    const second = await get('/docs');
    await server.close();
    expect([first.status, first.body.toString()]).toEqual([500, 'Internal Server Error']);
    expect(headerOf(first, 'x-request-id')).toBe('mine');
    expect([second.status, second.body.toString()]).toEqual([200, 'here']);
    expect(faults()).toMatchObject([
      { request_id: 'mine', stack: expect.stringContaining('no file descriptor') },
    ]);
  });
});

describe('a reply that cannot be sent', () => {
  const reply = { requestId: 'mine', headers: [] };
  const text = { status: 200, contentType: 'text/plain', body: 'x' };

  it.each([
    ['a header that is not one', { ...text, headers: [['x', 'a\nb']] as const }],
    ['a status that is not one', { ...text, status: 7 }],
    [
      'parts with such a header',
      { ...text, parts: [Buffer.from('x')], headers: [['x', 'a\nb']] as const },
    ],
  ])('is a logged 500: %s', async (_, response) => {
    const { server, faults, get } = await serve({
      dispatch: async () => ({ ...reply, response }),
    });
    const got = await get('/v1');
    await server.close();
    expect([got.status, got.body.toString()]).toEqual([500, 'Internal Server Error']);
    expect(headerOf(got, 'x-request-id')).toBe('mine');
    expect(faults()).toMatchObject([{ request_id: 'mine' }]);
  });

  it('is logged where it is a stream that fails, and its connection breaks', async () => {
    const deep = async function* (): AsyncGenerator<string> {
      yield 'event: one\n\n';
      throw new RangeError('Maximum call stack size exceeded');
    };
    const response = { ...text, body: '', frames: deep };
    const { server, faults, get } = await serve({
      dispatch: async () => ({ ...reply, response }),
    });
    await get('/v1').catch(() => undefined);
    await server.close();
    expect(faults()).toMatchObject([{ stack: expect.stringContaining('RangeError') }]);
  });

  it('is logged where a stream fails before its connection is broken', async () => {
    // biome-ignore lint/correctness/useYield: it fails before its first frame
    const fails = async function* (): AsyncGenerator<string> {
      throw new RangeError('too deep');
    };
    const response = { ...text, body: '', frames: fails, connection: 'TRUNCATED_BODY' as const };
    const { server, faults, get } = await serve({
      dispatch: async () => ({ ...reply, response }),
    });
    expect((await get('/v1')).status).toBe(500);
    await server.close();
    expect(faults()).toHaveLength(1);
  });
});
