import { describe, expect, it } from 'vitest';
import { createEmulator } from '../../src/emulator.ts';
import { differences } from '../../src/observe/subset.ts';
import { limits } from '../../src/world/limits.ts';
import { control } from '../helpers/control.ts';
import { CALL_1, CALL_2, demoKey, paths } from '../helpers/http.ts';
import { WS } from '../helpers/world.ts';

/** An emulator whose journal is asked over its control plane. */
async function journalled() {
  const { ctl, http, at, emulator } = await control();
  return {
    emulator,
    /** Sends a body as it stands. Gives its status. */
    async inject(body: string | Buffer): Promise<number> {
      const request = http
        .post(paths.inject())
        .set(demoKey)
        .set('content-type', 'application/json');
      // As bytes: the client of these tests writes UTF-8 otherwise.
      return (await request.serialize((bytes) => bytes).send(Buffer.from(body) as never)).status;
    },
    verify: (expected: object | string) => ctl.post(at('/journal/verify', WS), expected),
    journal: (query = '') => ctl.get(at(`/journal${query}`, WS)),
  };
}

const levels = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

describe('a body that the contract accepted counts in a verification', () => {
  const message = '{"message":"Hi","sender":"A"}';
  it.each([
    ['UTF-16 with a byte order mark', Buffer.from(`\ufeff${message}`, 'utf16le')],
    ['UTF-16', Buffer.from(message, 'utf16le')],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${message}`)],
    ['NaN in it', Buffer.from('{"message":"Hi","sender":"A","more":NaN}')],
    ['300 levels in it', Buffer.from(`{"message":"Hi","sender":"A","more":${levels(300)}}`)],
  ])('%s', async (_, body) => {
    const { inject, verify } = await journalled();
    expect(await inject(body)).toBe(200);
    const never = await verify({ body: { message: 'Hi' }, exactly: 0 });
    expect(never.body).toMatchObject({ ok: false, count: 1 });
    expect((await verify({ body: { message: 'Hi' }, exactly: 1 })).body.ok).toBe(true);
  });

  it('also by a field named __proto__', async () => {
    const { inject, verify } = await journalled();
    await inject('{"message":"Hi","sender":"A"}');
    const wanted = '{"body":{"__proto__":{"a":1}},"exactly":0}';
    expect((await verify(wanted)).body).toMatchObject({ ok: true, count: 0 });
    await inject('{"message":"Hi","sender":"A","__proto__":{"a":1,"b":2}}');
    expect((await verify(wanted)).body).toMatchObject({ ok: false, count: 1 });
  });

  it('by every digit of an integer', async () => {
    const { inject, verify } = await journalled();
    await inject('{"message":"Hi","sender":"A","number":12345678901234567890}');
    const exactly = async (number: string) =>
      (await verify(`{"body":{"number":${number}},"exactly":1}`)).body;
    expect((await exactly('12345678901234567890')).ok).toBe(true);
    const other = await exactly('12345678901234567891');
    expect(other).toMatchObject({ ok: false, count: 0 });
    expect(other.nearest[0].differences[0].path).toBe('body.number');
  });

  it('unless it was too long to be kept: then a count that depends on it fails', async () => {
    const { inject, verify, journal } = await journalled();
    const body = JSON.stringify({ message: 'Hi', sender: 'A', more: 'x'.repeat(300_000) });
    expect(await inject(body)).toBe(200);
    expect((await verify({ operation: 'inject', exactly: 1 })).body.ok).toBe(true);
    expect((await verify({ body: { message: 'Hi' }, exactly: 0 })).body.ok).toBe(false);
    expect((await verify({ body: { message: 'Hi' }, exactly: 1 })).body.ok).toBe(false);
    expect((await journal()).body.entries[0].body).toBe(
      `(${body.length} bytes, too long to be kept)`,
    );
  });
});

describe('a deeply nested body', () => {
  it.each([100, 20_000])('of %i levels is shown as text, and breaks nothing', async (depth) => {
    const { inject, verify, journal } = await journalled();
    const body = `{"message":${levels(depth)}}`;
    await inject(body);
    const read = await journal();
    expect([read.status, read.body.entries[0].body]).toEqual([200, body]);
    expect((await verify({ operation: 'inject', body: { message: 'Hi' } })).status).toBe(200);
    expect((await journal(`?body=${encodeURIComponent('{"message":1}')}`)).status).toBe(200);
  });
});

describe('an impossible expectation is refused', () => {
  it.each([
    [{ operation: 'injcet' }, 'operation', 'inject'],
    [{ at_least: 3, at_most: 2 }, 'at_least', 'at_most'],
    [{ exactly: 1, at_least: 1 }, 'exactly', 'Use either'],
    [{ exactly: 0, at_most: 0 }, 'exactly', 'Use either'],
  ])('%j', async (expected, field, says) => {
    const { verify } = await journalled();
    const { status, body } = await verify(expected);
    expect([status, body.detail[0].loc]).toEqual([422, ['body', field]]);
    expect(body.detail[0].msg).toContain(says);
  });

  it.each([{ wrong: 1 }, { exactly: -1 }, { exactly: 1.5 }, { body: 'text' }])(
    '%j',
    async (expected) => {
      const { verify } = await journalled();
      expect((await verify(expected)).status).toBe(422);
    },
  );

  it.each(['?operation=nothing', '?wrong=1', '?body=%7B'])('in a query, too: %s', async (query) => {
    const { journal } = await journalled();
    expect((await journal(query)).status).toBe(422);
  });

  it('by the typed API, which rejects', async () => {
    await using emulator = await createEmulator();
    await using workspace = await emulator.workspace();
    const { verify, requests } = workspace;
    await expect(verify({ operation: 'injcet' as never, exactly: 0 })).rejects.toThrow(
      /inject, start/,
    );
    await expect(verify({ atLeast: 2, atMost: 1 })).rejects.toThrow(/atMost/);
    await expect(verify({ exactly: 1, atMost: 1 })).rejects.toThrow(/Use either/);
    await expect(verify({ exactly: Number.NaN })).rejects.toThrow(/whole number/);
    await expect(verify({ oparation: 'inject' } as never)).rejects.toThrow(/oparation/);
    await expect(requests({ operation: 'injcet' as never })).rejects.toThrow(/inject, start/);
    const own: Record<string, unknown> = {};
    own.own = own;
    await expect(verify({ body: own })).rejects.toThrow(/64 levels/);
  });
});

describe('the load of one workspace', () => {
  it('does not affect the verification of another', async () => {
    await using emulator = await createEmulator();
    await using busy = await emulator.workspace('demo');
    await using quiet = await emulator.workspace('demo');
    const inject = async ({ workspaceId, apiKey }: typeof busy, call: string) => {
      const answer = await emulator.fetch(`http://x${paths.inject(call, workspaceId)}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        body: '{"message":"Hi"}',
      });
      return answer.status;
    };
    expect(await inject(quiet, CALL_1)).toBe(200);
    for (let i = 0; i <= limits.journalEntries; i++) await inject(busy, CALL_2);
    expect((await quiet.verify({ operation: 'inject', exactly: 1 })).ok).toBe(true);
    expect(await busy.verify({ operation: 'inject' })).toMatchObject({ ok: false, evicted: 1 });
  });
});

describe('a comparison', () => {
  it.each([
    [1, 1.0],
    [0, -0],
    [10n ** 20n, 1e20],
    [Number.NaN, Number.NaN],
    [[{ a: 1, b: 2 }], [{ b: 2, a: 1 }]],
    [{ a: undefined }, {}],
    [{ at: new Date(0) }, { at: '1970-01-01T00:00:00.000Z' }],
  ])('%o fits %o', (expected, found) => {
    expect(differences(expected, found, 'body')).toEqual([]);
  });

  it.each([
    [1, '1'],
    [1, true],
    [null, {}],
    [[], {}],
    [[1], [1, 2]],
    [10n ** 20n, 10n ** 20n + 1n],
    [JSON.parse('{"__proto__":1}'), {}],
    [{ toString: 1 }, {}],
  ])('%o does not fit %o', (expected, found) => {
    expect(differences(expected, found, 'body')).toHaveLength(1);
  });
});
