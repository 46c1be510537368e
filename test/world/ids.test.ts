import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src/world/memory/memory-store.ts';
import { createIds } from '../../src/world/ports/ids.ts';
import type { World } from '../../src/world/world.ts';
import { demoWorld, event, OTHER, WS } from '../helpers/world.ts';

describe('ids', () => {
  it('have the formats of the real API', () => {
    const ids = createIds();
    expect(ids.uuid()).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(ids.callSid()).toMatch(/^CA[0-9a-f]{32}$/);
    expect(ids.tagged('evt')).toMatch(/^evt_[0-9a-z]{20}$/);
    expect(ids.secret()).toMatch(/^[0-9A-Za-z]{32}$/);
  });

  it('differ when drawn without a seed', () => {
    const draw = () => {
      const ids = createIds();
      return [ids.uuid(), ids.callSid(), ids.tagged('evt'), ids.secret(), ids.scope('a').uuid()];
    };
    expect(new Set([...draw(), ...draw()]).size).toBe(10);
  });

  it('have every character equally often in every position', () => {
    const ids = createIds();
    const seen = new Map<string, number>();
    for (let i = 0; i < 20_000; i++) {
      const [, tag = ''] = ids.tagged('evt').split('_');
      for (const [place, letter] of [...tag].entries()) {
        const key = `${place} ${letter}`;
        seen.set(key, (seen.get(key) ?? 0) + 1);
      }
    }
    const even = 20_000 / 36;
    expect(seen.size).toBe(20 * 36);
    expect([...seen.values()].filter((times) => Math.abs(times - even) > even * 0.4)).toEqual([]);
  });

  it('are the same with the same seed, and differ with another', () => {
    const draw = (seed: string) => {
      const ids = createIds(seed);
      return [ids.uuid(), ids.callSid(), ids.chance(), ids.tagged('x')];
    };
    expect(draw('a')).toEqual(draw('a'));
    expect(draw('a')).not.toEqual(draw('b'));
  });

  it('of a seed never change: tests contain them', () => {
    const ids = createIds('abc');
    expect([ids.uuid(), ids.callSid(), ids.tagged('evt'), ids.secret()]).toEqual([
      '8f557c88-a6b8-41c1-a54b-7899989a59f1',
      'CA687ad4777fa8ce9c2ab3698c3641ffd7',
      'evt_r9z0lvyx8ulg30nmiklv',
      'pXDMNymNTIh1AuXXsUiD6KExqZmrrSiS',
    ]);
  });

  it('of 2,000 draws of a seed are those of version 0.1.0', () => {
    const ids = createIds('golden');
    const scope = ids.scope('a workspace');
    const hash = createHash('sha256');
    for (let i = 0; i < 400; i++) {
      for (const one of [ids, scope]) {
        const drawn = [one.uuid(), one.callSid(), one.tagged('evt'), one.secret(), one.chance()];
        hash.update(`${drawn.join(' ')}\n`);
      }
    }
    expect(hash.digest('hex')).toBe(
      '3698e8b89201bb690434c260bd37c29887d5b0fe3c1c20f296782f176c7ef7ea',
    );
  });

  it('of one scope do not depend on draws in another', () => {
    const [quiet, busy] = [createIds('a'), createIds('a')];
    for (let i = 0; i < 50; i++) busy.scope('other').uuid();
    busy.uuid();
    expect(busy.scope('mine').uuid()).toBe(quiet.scope('mine').uuid());
  });

  it('of two scopes differ', () => {
    const ids = createIds('a');
    expect(ids.scope('mine').uuid()).not.toBe(ids.scope('other').uuid());
  });

  it('of a scope are kept from its first draw, so names that are only asked for take no memory', () => {
    const [asked, fresh] = [createIds('a'), createIds('a')];
    const scope = asked.scope('mine');
    // Frees nothing: a stream that was freed would begin anew with other draws.
    asked.forget('mine');
    expect([scope.uuid(), asked.scope('mine').uuid()]).toEqual([
      fresh.scope('mine').uuid(),
      fresh.scope('mine').uuid(),
    ]);
    asked.forget('mine');
    expect(asked.scope('mine').uuid()).not.toBe(createIds('a').scope('mine').uuid());
  });

  it('of workspaces that do not exist are not kept', async () => {
    const kept = new Set<string>();
    const ids = createIds('a');
    const store = createMemoryStore({
      ids: {
        ...ids,
        scope: (name) => ({ ...ids.scope(name), uuid: () => [...kept.add(name)].join() }),
        forget: (name) => void kept.delete(name),
      },
    });
    store.draws(WS).uuid();
    const draw = () =>
      store.decide(WS, {}, (_, moment) => {
        moment.uuid();
        throw new Error('a mistake in a fixture');
      });
    expect(draw).toThrow('a mistake in a fixture');
    expect([...kept]).toEqual([]);
  });

  it('of a workspace depend only on the requests to that workspace', async () => {
    const [quiet, busy] = [await demoWorld(), await demoWorld()];
    await busy.placeCall(OTHER, { callerId: '+15550100009' });
    await busy.inject(OTHER, 'CA00000000000000000000000000000004', event('elsewhere'));
    const asked = async (world: World) => [
      await world.placeCall(WS, { callerId: '+15550100009' }),
      await world.inject(WS, 'CA00000000000000000000000000000001', event('hi')),
    ];
    expect(await asked(busy)).toEqual(await asked(quiet));
  });

  it('draw chance evenly between 0 and 1', () => {
    const ids = createIds('chance');
    const draws = Array.from({ length: 4000 }, () => ids.chance());
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...draws)).toBeLessThan(1);
    expect(draws.reduce((sum, one) => sum + one) / draws.length).toBeCloseTo(0.5, 1);
  });
});
