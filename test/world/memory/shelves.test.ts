import { describe, expect, it } from 'vitest';
import { Shelves } from '../../../src/world/memory/shelves.ts';

const roomy = { items: 1_000, bytes: 1_000_000, totalBytes: 1_000_000 };

/** Shelves of numbered texts; each takes ten bytes unless it says otherwise. */
function shelvesOf(limits: Partial<typeof roomy>) {
  const shelves = new Shelves<string>({ ...roomy, ...limits });
  const evicted: string[] = [];
  let id = 0;
  const add = (owner: string, item: string, bytes = 10) =>
    shelves.add(owner, item, bytes, ++id, (one) => evicted.push(one));
  return { shelves, evicted, add };
}

describe('shelves', () => {
  it('keep the items of each owner in order', () => {
    const { add, shelves } = shelvesOf({});
    add('a', '1');
    add('b', '2');
    add('a', '3');
    expect(shelves.of('a')?.all()).toEqual(['1', '3']);
    expect(shelves.of('a')).toMatchObject({ owner: 'a', size: 2, bytes: 20, evicted: 0 });
    expect([shelves.of('a')?.at(1), shelves.of('a')?.at(2), shelves.of('a')?.at(-1)]).toEqual([
      '3',
      undefined,
      undefined,
    ]);
    expect(shelves.of('c')).toBeUndefined();
    expect([...shelves.owners()]).toEqual(['a', 'b']);
  });

  it('evict the oldest of an owner that has too many items, and count them', () => {
    const { add, evicted, shelves } = shelvesOf({ items: 2 });
    add('b', '0');
    for (const item of ['1', '2', '3', '4']) add('a', item);
    expect(shelves.of('a')?.all()).toEqual(['3', '4']);
    expect(shelves.of('a')).toMatchObject({ evicted: 2, lastEvicted: 3 });
    expect(shelves.of('b')).toMatchObject({ size: 1, evicted: 0 });
    expect(evicted).toEqual(['1', '2']);
  });

  it('evict the oldest of an owner that has too many bytes; the newest is kept, however large', () => {
    const { add, shelves } = shelvesOf({ bytes: 25 });
    for (const item of ['1', '2', '3']) add('a', item);
    expect(shelves.of('a')?.all()).toEqual(['2', '3']);
    add('a', 'large', 1_000);
    expect(shelves.of('a')?.all()).toEqual(['large']);
  });

  it('evict from the largest over the total limit', () => {
    const { add, evicted, shelves } = shelvesOf({ totalBytes: 100 });
    add('small', 's');
    for (let i = 0; i < 20; i++) add('large', String(i));
    expect(shelves.of('small')).toMatchObject({ size: 1, evicted: 0 });
    expect(shelves.of('large')).toMatchObject({ size: 9, evicted: 11 });
    expect(evicted[0]).toBe('0');
  });

  it('forget an owner, its evictions and its bytes', () => {
    const { add, shelves } = shelvesOf({ items: 1, totalBytes: 30 });
    add('a', '1');
    add('a', '2');
    const forgotten: [item: string, id: number][] = [];
    shelves.clear('a', (...one) => forgotten.push(one));
    shelves.clear('a', (...one) => forgotten.push(one));
    expect(forgotten).toEqual([['2', 2]]);
    expect(shelves.of('a')).toBeUndefined();
    for (const owner of ['b', 'c', 'd']) add(owner, owner);
    expect([...shelves.owners()]).toEqual(['b', 'c', 'd']);
  });

  it('do not hold what they evicted', async () => {
    const { setFlagsFromString } = await import('node:v8');
    const { runInNewContext } = await import('node:vm');
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const shelves = new Shelves<object>({ ...roomy, items: 3 });
    const refs = Array.from({ length: 10 }, (_, i) => {
      const item = { i };
      shelves.add('a', item, 10, i + 1);
      return new WeakRef(item);
    });
    // A reference that was just made lives until the current job is over.
    await new Promise((resolve) => setImmediate(resolve));
    collect();
    expect(refs.map((ref) => ref.deref() !== undefined)).toEqual(
      refs.map((_, index) => index >= 7),
    );
  });
});
