/** The checks against the emulator, which follows the contract, and against no server. */
import { describe, expect, it } from 'vitest';
import { checksOf, runChecks } from '../../src/conformance/run.ts';
import { takeSnapshot } from '../../src/fixtures/snapshot.ts';
import {
  check,
  differing,
  READING,
  reading,
  session,
  WRITING,
  writing,
} from '../helpers/conformance.ts';
import { CALL_1, CALL_2, emulate, paths } from '../helpers/http.ts';
import { type RequestHandler, startLiar, when } from '../helpers/liar.ts';
import { ENTITY, SERVICE } from '../helpers/world.ts';

describe('the emulator', () => {
  it('passes every check that changes nothing', async () => {
    const { url } = await emulate();
    const findings = await check(url, reading);
    expect(differing(findings)).toEqual([]);
    expect(findings).toHaveLength(READING);
  });

  it.each(['any', 'keys'] as const)('passes every check with --auth %s', async (auth) => {
    const { url } = await emulate({ auth });
    const findings = await check(url, writing);
    expect(differing(findings)).toEqual([]);
    expect(findings).toHaveLength(READING + WRITING);
    expect(findings.filter(({ skipped }) => skipped)).toEqual([]);
  });

  it('passes without a subscriber of the call and with a session that was active before', async () => {
    const { post, url } = await emulate();
    const body = { service_id: SERVICE, entity_id: ENTITY, channel_kind: 'web' };
    await post(paths.start(), body);
    const findings = await check(url, { ...writing, call: CALL_2 });
    expect(differing(findings)).toEqual([]);
    expect(findings.filter(({ skipped }) => skipped)).toMatchObject([
      { name: 'closes the conversation that it started', found: 'the session was active before' },
    ]);
  });

  it('differs only in the credentials when it requires none', async () => {
    const { url } = await emulate({ auth: 'off' });
    expect(differing(await check(url, writing))).toEqual([
      {
        name: 'requires credentials',
        request: `GET ${paths.active()} without credentials`,
        ok: false,
        expected: '401, WWW-Authenticate: Bearer, {"detail":"…"}',
        found: '200',
      },
    ]);
  });

  it('differs in all checks that need the key if it is wrong', async () => {
    const { url } = await emulate({ auth: 'keys' });
    const findings = await check(url, reading, 'wrong-key');
    const compared = findings.filter(({ skipped }) => !skipped);
    expect(compared.filter(({ ok }) => ok).map(({ name }) => name)).toEqual([
      'requires credentials',
      'responds with 404 to other paths',
      'accepts only the published method',
      'refuses an injection that is not JSON',
      'refuses a start that is not JSON',
    ]);
    expect(findings[0]?.found).toBe('401 "Missing or invalid API key."');
  });

  it('gets the checks of the named parts only', async () => {
    const { url, world } = await emulate();
    const before = await takeSnapshot(world);
    const findings = await check(url, { ...reading, session });
    expect(findings.slice(READING).map(({ name }) => name)).toEqual([
      'starts a session, or finds the active one',
      'finds the active session at the second start',
      'responds with 404 to an unknown entity',
      'takes a turn',
      'streams a turn',
      'reads a conversation',
      'closes the conversation that it started',
      'makes a conversation',
      'closes a conversation',
    ]);
    expect(await takeSnapshot(world)).not.toEqual(before);
    const happened = world.events.after(0).map(({ event }) => event.type);
    expect(happened.filter((type) => /^injection/.test(type))).toEqual([]);
  });
});

describe('checks without --write', () => {
  it('change nothing in the world, and cause no event except their responses', async () => {
    const { url, world } = await emulate();
    const before = await takeSnapshot(world);
    const { lastId } = world.events;
    await check(url, reading);
    expect(await takeSnapshot(world)).toEqual(before);
    // Every request leaves a record that it was answered, and none left more.
    const happened = () => new Set(world.events.after(lastId).map(({ event }) => event.type));
    expect([...happened()]).toEqual(['request.answered']);
    await check(url, writing);
    expect([...happened()]).toEqual(
      expect.arrayContaining(['injection.delivered', 'session.created']),
    );
  });

  it('use only unknown ids in a body, and in the path of an injection', () => {
    const sent = checksOf(reading)
      .flatMap(({ ask }) => (typeof ask === 'function' ? [] : [ask]))
      .filter(({ method }) => method === 'POST');
    expect(sent.length).toBeGreaterThan(10);
    for (const ask of sent) {
      expect(ask.path).toMatch(
        /\/start$|\/CAf{32}\/inject$|\/f{8}-[^/]+\/turns(\/stream)?$|\/resolve$|\/api-keys$/,
      );
      if (ask.path.endsWith('/api-keys')) expect(ask.body).toBe('{}');
      expect(ask.body).not.toMatch(new RegExp(`${SERVICE}|${ENTITY}|${CALL_1}`));
    }
  });
});

describe('a server that lacks what is around a session', () => {
  const around = ({ path }: RequestHandler) =>
    !/\/sessions\/(active|start|\w+\/inject)|no-uuid/.test(path);
  const absent = 'the server does not have this operation';
  const become = (status: number, body: string) =>
    when(around, (exchange) => void Object.assign(exchange, { status, body }));
  it.each([
    ['404 of the framework', become(404, '{"detail":"Not Found"}'), absent],
    ['404 of a proxy', become(404, '<h1>404</h1>'), absent],
    ['405', become(405, '{"detail":"Method Not Allowed"}'), absent],
    [
      '403 to this key',
      become(403, '{"detail":"Insufficient permissions."}'),
      'the key may not do this',
    ],
  ])('differs in nothing, and the checks of that are skipped: %s', async (_, lie, why) => {
    const { url } = await emulate();
    const liar = await startLiar(url, lie);
    const findings = await check(liar.url, writing);
    expect(differing(findings)).toEqual([]);
    const skipped = findings.filter((one) => one.skipped);
    expect(skipped).toHaveLength(READING + WRITING - 25);
    const reasons = new Set(skipped.map(({ found }) => found));
    expect(reasons).toContain(why);
    expect([...reasons].filter((reason) => !/^no .* (to read|was )|^the /.test(reason))).toEqual(
      [],
    );
  });

  it('has no items to read in an empty workspace', async () => {
    const { url, world } = await emulate();
    const made = await world.freshWorkspace('empty');
    if (made.status !== 'made') throw new Error(made.status);
    const findings = await check(url, { ...reading, workspace: made.workspaceId });
    expect(findings.filter(({ skipped }) => skipped).map(({ found }) => found)).toEqual([
      'no services to read',
      'no agents to read',
      'no world/entities to read',
      'no runs to read',
      'no calls to read',
      'no calls to read',
    ]);
  });
});

describe('a server that does not respond', () => {
  it('is reported as unreachable in each check, after two attempts', async () => {
    const { url, emulator } = await emulate();
    await emulator.close();
    let sent = 0;
    const counted: typeof fetch = (...args) => {
      sent++;
      return fetch(...args);
    };
    const server = { baseUrl: url, apiKey: 'k', timeoutMs: 5000, fetch: counted };
    const findings = await runChecks(server, checksOf(reading));
    expect(sent).toBe(2);
    expect(findings).toHaveLength(READING);
    expect(findings[1]?.found).toMatch(/^no response: .*ECONNREFUSED/);
    expect(findings.at(-1)?.found).toBe('not sent: the server cannot be reached');
    expect(findings.some(({ ok }) => ok)).toBe(false);
  });

  it('differs in the check for which it is too slow', async () => {
    const { url } = await emulate();
    const liar = await startLiar(
      url,
      when(
        ({ status }) => status === 405,
        () => new Promise<void>((resolve) => setTimeout(resolve, 1500)),
      ),
    );
    expect(differing(await check(liar.url, reading, 'demo-key', 1000))).toMatchObject([
      { name: 'accepts only the published method', found: 'no response: no response in 1000 ms' },
    ]);
  });
});
