import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { limits } from '../../src/world/limits.ts';

const root = join(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'docs/reliability.md'), 'utf8');
const rows = [...text.matchAll(/^\| `(\w+)` \| ([\d,]+) \| .+ \| (.+) \| `(test\/.+)` \|$/gm)].map(
  ([, name = '', value = '', behaviour = '', shown = '']) => ({ name, value, behaviour, shown }),
);

describe('docs/reliability.md', () => {
  it('has a row for each limit, with its value', () => {
    const inDocs = Object.fromEntries(rows.map(({ name, value }) => [name, value]));
    const inCode = Object.entries(limits).map(([name, value]) => [
      name,
      value.toLocaleString('en-US'),
    ]);
    expect(inDocs).toEqual(Object.fromEntries(inCode));
    expect(rows).toHaveLength(inCode.length);
  });

  it.each(rows)('names a test that exists for $name: $shown', ({ shown }) => {
    const [file = '', name = ''] = shown.split(' › ');
    const source = readFileSync(join(root, file), 'utf8');
    const titles = [...source.matchAll(/(['"`])((?:\\.|(?!\1).)+)\1,\s*(?:async )?[({]/g)];
    expect(titles.map((match) => match[2])).toContain(name);
  });
});
