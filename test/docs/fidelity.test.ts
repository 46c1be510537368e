import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'docs/fidelity.md'), 'utf8');
const rows = text
  .split('\n')
  .filter((line) => /^\| (?!behaviour|---)/.test(line))
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')));

describe('docs/fidelity.md', () => {
  it('gives each behaviour one of the three bases', () => {
    expect(rows.length).toBeGreaterThan(50);
    for (const [behaviour, basis, ...more] of rows) {
      expect(['contract', 'framework', 'decided'], behaviour).toContain(basis);
      expect(more, behaviour).toHaveLength(1);
    }
  });

  it.each(rows.map(([, , shown = '']) => shown))('names a test that exists: %s', (shown) => {
    const [, file = '', name = ''] = /^`(test\/\S+\.test\.ts) › (.+)`$/.exec(shown) ?? [];
    const source = readFileSync(join(root, file), 'utf8');
    const titles = [
      ...source.matchAll(/\b(?:it|test)(?:\.each\([\s\S]*?\))?\(\s*(['"`])((?:\\.|(?!\1).)*)\1/g),
    ];
    const quoted = [...source.matchAll(/(['"`])((?:\\.|(?!\1).)+)\1,\s*(?:async )?\(/g)];
    expect([...titles, ...quoted].map((match) => match[2])).toContain(name);
  });
});
