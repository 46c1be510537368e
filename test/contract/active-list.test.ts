import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { floatText } from '../../src/contract/pydantic/float-text.ts';
import { createActiveLists, writeSeconds } from '../../src/contract/sessions/active-list.ts';
import { createEmulator } from '../../src/emulator.ts';
import { paths } from '../helpers/http.ts';
import { emptyWorld, WS } from '../helpers/world.ts';

const MANY = 2_500;
const sidOf = (i: number) => `CA${String(i).padStart(32, '0')}`;
const caller = '+15550100009';

async function worldOf(calls: number) {
  const world = await emptyWorld();
  for (let i = 0; i < calls; i++) {
    const startedSecondsAgo = calls - i + (i % 7) / 1_000;
    const call = { callSid: sidOf(i), callerId: caller, scenario: 'ü', startedSecondsAgo };
    await world.placeCall(WS, call);
  }
  return world;
}

async function listed(world: Awaited<ReturnType<typeof worldOf>>, lists = createActiveLists()) {
  const written = await lists.write(WS, await world.callsByAge(WS));
  const text = typeof written === 'string' ? written : Buffer.concat(written).toString();
  return JSON.parse(text) as { call_sid: string; current_state: string }[];
}

describe('a duration', () => {
  it('is written as a float, whatever its value', () => {
    const out = Buffer.alloc(32);
    fc.assert(
      fc.property(fc.nat(5), fc.integer({ min: 0, max: 1e14 }), (from, ms) => {
        const text = out.toString('latin1', from, writeSeconds(out, from, ms));
        expect(text).toBe(floatText(ms / 1000));
      }),
    );
  });
});

describe('a list of active calls', () => {
  it.each([1, 100, 1_000, 1_001, MANY])('holds all of %i, oldest first', async (calls) => {
    const world = await worldOf(calls);
    const oldestFirst = Array.from({ length: calls }, (_, i) => sidOf(i));
    expect((await listed(world)).map((one) => one.call_sid)).toEqual(oldestFirst);
  });

  it('follows calls that start, change and end', async () => {
    const world = await worldOf(3);
    const lists = createActiveLists();
    await listed(world, lists);
    await world.changeCallState(WS, sidOf(0), 'on_hold');
    await world.endCall(WS, sidOf(1));
    await world.placeCall(WS, { callSid: 'CA-new', callerId: caller });
    const now = await listed(world, lists);
    expect(now.map((one) => [one.call_sid, one.current_state])).toEqual([
      [sidOf(0), 'on_hold'],
      [sidOf(2), ''],
      ['CA-new', ''],
    ]);
  });

  it('that is long lets other requests run in between, and still shows one time', async () => {
    const world = await worldOf(MANY);
    const last = sidOf(MANY - 1);
    const order: string[] = [];
    const list = listed(world).then((calls) => {
      order.push('the list');
      return calls;
    });
    const other = new Promise<void>((resolve) =>
      setImmediate(async () => {
        order.push('another');
        await world.changeCallState(WS, last, 'too_late');
        await world.endCall(WS, sidOf(MANY - 2));
        resolve();
      }),
    );
    const calls = await list;
    await other;
    expect(order).toEqual(['another', 'the list']);
    expect(calls).toHaveLength(MANY);
    expect(calls.at(-1)).toMatchObject({ call_sid: last, current_state: '' });
    const next = await listed(world);
    expect(next).toHaveLength(MANY - 1);
    expect(next.at(-1)).toMatchObject({ call_sid: last, current_state: 'too_late' });
  });

  // In one part, and in several.
  it.each([500, MANY])(
    'of %i is complete over a socket and without one; the journal keeps only its size',
    async (many) => {
      await using emulator = await createEmulator({ clock: 'frozen' });
      for (let i = 0; i < many; i++) {
        await emulator.world.placeCall(WS, { callSid: `CA${i}`, callerId: caller });
      }
      const { url } = await emulator.listen();
      const path = paths.active(WS);
      const headers = { authorization: 'Bearer demo-key' };
      const over = await fetch(url + path, { headers });
      const without = await emulator.fetch(`http://emulator${path}`, { headers });
      const text = await over.text();
      expect(JSON.parse(text)).toHaveLength(many + 3);
      expect(over.headers.get('content-length')).toBe(String(Buffer.byteLength(text)));
      expect(await without.text()).toBe(text);
      const [kept] = (await emulator.journal.read(WS)).entries;
      expect(kept?.responseBody).toBe(`(${Buffer.byteLength(text)} bytes, too long to be kept)`);
    },
  );

  it('that is long can be broken off in the middle by a fault rule', async () => {
    await using emulator = await createEmulator();
    const workspace = await emulator.workspace();
    const { workspaceId: ws } = workspace;
    for (let i = 0; i < MANY; i++) await emulator.world.placeCall(ws, { callerId: caller });
    await workspace.addFault({ connection: 'TRUNCATED_BODY', phase: 'after' });
    const { url } = await emulator.listen();
    const headers = { authorization: `Bearer ${workspace.apiKey}` };
    const answer = await fetch(url + paths.active(ws), { headers });
    const promised = Number(answer.headers.get('content-length'));
    let came = 0;
    await expect(async () => {
      for await (const part of answer.body ?? []) came += part.length;
    }).rejects.toThrow('terminated');
    expect(promised).toBeGreaterThan(MANY * 200);
    expect(came).toBe(Math.floor(promised / 2));
  });
});
