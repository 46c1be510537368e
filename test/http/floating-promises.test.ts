import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { floatingPromises } from '../../build/floating-promises.ts';
import { sourceProgram } from '../../build/source-program.ts';

const root = join(import.meta.dirname, '../..');

// `npm run lint` looks for them in all sources.
describe('the sources', () => {
  it('would be seen to have a promise whose rejection would end the process', {
    timeout: 120_000,
  }, () => {
    const name = join(root, 'src/example.ts');
    const text = [
      'async function one(): Promise<void> {}',
      'one();',
      'void one();',
      'one().then(() => {});',
      'setTimeout(async () => one());',
      'one().catch(() => {});',
      'one().then(() => {}, () => {});',
      'export const kept = one();',
      'await one();',
    ].join('\n');
    expect(floatingPromises(sourceProgram({ [name]: text }))).toEqual([
      'src/example.ts: one();',
      'src/example.ts: void one()',
      'src/example.ts: one().then(() => {});',
      'src/example.ts: async () => one()',
    ]);
  });
});
