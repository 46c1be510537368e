/** What the log says of a refusal. The journal has the same reason, and is read here. */
import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
import { createEmulator } from '../../src/emulator.ts';
import { createLog } from '../../src/http/log.ts';
import { control, type Json } from '../helpers/control.ts';
import { CALL_1, CALL_2, demoKey, paths, startBody } from '../helpers/http.ts';
import { ENTITY, OTHER, SERVICE, WS } from '../helpers/world.ts';

const UNKNOWN = '99999999-9999-4999-8999-999999999999';
const event = { message: 'Hi' };

/** An emulator, and the reasons in the journal of its workspace. */
async function journalled() {
  const emulation = await control();
  const { at, ctl } = emulation;
  const whys = async () => {
    const { entries } = (await ctl.get(at('/journal'))).body;
    return entries.map((entry: Json) => entry.why);
  };
  return { ...emulation, whys };
}

/** An emulator without a socket, its lines of the log, and a request to it. */
async function logging(options = {}) {
  const lines: string[] = [];
  const log = createLog('json', (line) => lines.push(line));
  const emulator = await createEmulator({ clock: 'frozen', ...options, log });
  const send = (path: string, body?: object, headers: Record<string, string> = {}) =>
    emulator.fetch(`http://sessions${path}`, {
      headers: { ...demoKey, 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    });
  const entries = (): Json[] => lines.map((line) => JSON.parse(line));
  return { emulator, entries, send, [Symbol.asyncDispose]: emulator.close };
}

describe('the log of a request to an unknown workspace', () => {
  const reason = `no workspace ${UNKNOWN} here; known: ${WS}, ${OTHER}; start with --workspace ${UNKNOWN} to use your own id`;

  it.each([
    ['an injection', paths.inject(CALL_1, UNKNOWN), event, 404],
    ['a start', paths.start(UNKNOWN), startBody, 404],
    ['an empty list', paths.active(UNKNOWN), undefined, 200],
    ['an empty list of a neighbour', `/v1/${UNKNOWN}/services`, undefined, 200],
  ])('names the known ones, and the flag for an own id: %s', async (_, path, body, status) => {
    await using emulation = await logging();
    const response = await emulation.send(path, body);
    expect(response.status).toBe(status);
    expect(await response.text()).not.toContain(UNKNOWN);
    expect(emulation.entries()).toMatchObject([{ status, why: reason }]);
  });

  it('says nothing of an empty list of a workspace that exists', async () => {
    await using emulation = await logging({ fixture: { workspaces: [{ workspace_id: WS }] } });
    expect(await (await emulation.send(paths.active())).text()).toBe('[]');
    expect(emulation.entries()[0]).not.toHaveProperty('why');
  });
});

describe('the reason of a 404', () => {
  it('says whether the service or the entity was not found, and names the known ones', async () => {
    const { post, whys } = await journalled();
    await post(paths.start(), { ...startBody, service_id: UNKNOWN });
    await post(paths.start(), { ...startBody, entity_id: UNKNOWN });
    const { entity_id: _, ...rest } = startBody;
    await post(paths.start(), { ...rest, canonical_id: 'a:b:nobody' });
    expect(await whys()).toEqual([
      expect.stringContaining(`no service ${UNKNOWN} in this workspace; known: ${SERVICE}`),
      expect.stringContaining(`no entity ${UNKNOWN} in this workspace; known: ${ENTITY}`),
      expect.stringMatching(/^no entity with canonical_id a:b:nobody in this workspace; known: \S/),
    ]);
  });

  it('says of an entity that it is not projected yet', async () => {
    const { at, ctl, post, whys } = await journalled();
    const lagging = { canonical_id: 'a:b:late', projection_lag_seconds: 60 };
    await ctl.put(at(`/entities/${UNKNOWN}`), lagging);
    const { entity_id: _, ...rest } = startBody;
    await post(paths.start(), { ...rest, canonical_id: 'a:b:late' });
    expect(await whys()).toEqual([
      `entity ${UNKNOWN} is not projected yet: its canonical_id is found later, its entity_id now`,
    ]);
  });

  it('names the active calls, and says of a call that it has ended', async () => {
    const { at, ctl, post, whys } = await journalled();
    await post(paths.inject('CA1'), event);
    await ctl.post(at(`/calls/${CALL_1}/end`));
    await post(paths.inject(CALL_1), event);
    const [unknown, ended] = await whys();
    expect(unknown).toMatch(/^no call CA1 in this workspace; known: /);
    expect(unknown).toContain(CALL_2);
    expect(ended).toBe(`call ${CALL_1} has ended`);
  });

  it('shows three of many, and says of none that there is none', async () => {
    const { at, ctl, post, whys } = await journalled();
    await ctl.post(at('/calls'), { count: 20 });
    await post(paths.inject('CA1'), event);
    await ctl.delete(at(`/services/${SERVICE}`));
    expect((await whys())[0]).toMatch(/known: (\S+, ){2}\S+ and \d+ more$/);
  });
});

describe('the reason of a refusal', () => {
  it('says that the content type is missing, or is not JSON', async () => {
    const { http, whys } = await journalled();
    const body = Buffer.from(JSON.stringify(event));
    await http.post(paths.inject()).set(demoKey).set('content-type', 'text/plain').send('{}');
    await http.post(paths.inject()).set(demoKey).unset('content-type').send(body.toString());
    const [text, none] = await whys();
    expect(text).toContain('because its type is text/plain: send "content-type: application/json"');
    expect(none).toMatch(/because (there is no content-type header|its type is )/);
  });

  it('says so without a content type at all', async () => {
    await using emulation = await logging();
    await emulation.emulator.fetch(`http://sessions${paths.inject()}`, {
      method: 'POST',
      headers: demoKey,
      body: new Uint8Array(Buffer.from(JSON.stringify(event))),
    });
    expect(emulation.entries()[0].why).toMatch(
      /^body: .*because there is no content-type header: send "content-type: application\/json"$/,
    );
  });

  it('names the workspace of a key of another one, and not the key', async () => {
    await using emulation = await logging({ auth: 'keys' });
    const response = await emulation.send(paths.active(OTHER));
    expect(response.status).toBe(403);
    const [{ why }] = emulation.entries();
    expect(why).toBe(`the key is of workspace ${WS}, not of ${OTHER}`);
  });

  it('says of a key of another workspace, too, that the one in the path does not exist', async () => {
    await using emulation = await logging({ auth: 'keys' });
    await emulation.send(paths.active(UNKNOWN));
    expect(emulation.entries()[0].why).toBe(
      `the key is of workspace ${WS}, not of ${UNKNOWN}, which does not exist here`,
    );
  });

  it.each([
    ['missing', `/${WS}/sessions/active`, paths.active()],
    ['doubled', `/v1/v1/${WS}/sessions/active`, paths.active()],
  ])('names the path that was meant when /v1 is %s', async (_, path, meant) => {
    await using emulation = await logging();
    expect((await emulation.send(path)).status).toBe(404);
    expect(emulation.entries()[0].why).toBe(`no such path: ${path}; did you mean ${meant}?`);
  });

  it('is in the log, by field, for a mistake in a request to the control plane', async () => {
    await using emulation = await logging();
    await emulation.send(`/_emulator/workspaces/${WS}/clock/advance`, { seconds: 'x' });
    await emulation.send('/_emulator/workspaces', { template: 'dmeo' });
    expect(emulation.entries().map(({ why }) => why)).toEqual([
      'body.seconds: Invalid input: expected number, received string',
      'body.template: Expected "demo", "empty" or a workspace as in a fixture, found "dmeo"',
    ]);
  });

  it('is in the log for a path that is not served', async () => {
    await using emulation = await logging();
    await emulation.send(`/v1/${WS}/nothing`);
    expect(emulation.entries()[0].why).toMatch(
      new RegExp(`^no such path: /v1/${WS}/nothing; --platform-document FILE`),
    );
  });

  it('is in the log for a refused host name, with the flag that allows it', async () => {
    await using emulation = await logging();
    const { url } = await emulation.emulator.listen();
    await supertest(url).get('/_emulator/workspaces').set('host', 'sessions.test');
    const [{ status, why }] = emulation.entries();
    expect([status, why]).toEqual([
      403,
      'The control plane accepts loopback host names only, not sessions.test. Use --allow-host sessions.test to allow it.',
    ]);
  });

  it('names the templates that there are, for an unknown one', async () => {
    const { ctl } = await journalled();
    const { body, status } = await ctl.post('/workspaces', { template: 'dmeo' });
    expect(status).toBe(422);
    expect(body.detail[0]).toMatchObject({
      loc: ['body', 'template'],
      msg: 'Expected "demo", "empty" or a workspace as in a fixture, found "dmeo"',
    });
  });
});

describe('a Prefer header that cannot be honoured', () => {
  it.each([
    ['code=418', '"code=418" is not a status of inject, which has 404, 503'],
    ['code=abc', '"code=abc" is not a status of inject, which has 404, 503'],
    ['delay=soon', '"delay=soon" is not a number of milliseconds up to 86400000'],
  ])('is ignored, and the log says so: %s', async (prefer, reason) => {
    await using emulation = await logging();
    const { status } = await emulation.send(paths.inject(), event, { prefer });
    expect(status).toBe(200);
    expect(emulation.entries()).toMatchObject([{ status, why: `Prefer was ignored: ${reason}` }]);
  });

  it('says nothing of preferences that mean something else', async () => {
    await using emulation = await logging();
    await emulation.send(paths.inject(), event, { prefer: 'respond-async, codec=1' });
    expect(emulation.entries()[0]).not.toHaveProperty('why');
  });
});

it('a delay on a frozen clock is logged when the wait begins', async () => {
  await using emulation = await logging();
  const client = new AbortController();
  const waiting = emulation.emulator.fetch(`http://sessions${paths.active()}`, {
    headers: { ...demoKey, prefer: 'delay=250' },
    signal: client.signal,
  });
  await expect.poll(emulation.entries).toMatchObject([
    {
      event: 'note',
      text: `a request waits 250 ms on the clock of its workspace, which is frozen: advance it with POST /_emulator/workspaces/${WS}/clock/advance`,
    },
  ]);
  client.abort();
  await waiting.catch(() => undefined);
});
