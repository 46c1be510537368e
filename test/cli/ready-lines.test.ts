import { describe, expect, it } from 'vitest';
import { readyLines } from '../../src/cli/commands/ready.ts';
import { demoFixture } from '../../src/world/seeding/demo.ts';

const URL = 'http://127.0.0.1:4010';
const description = 'Redis 7.0.15 at redis://127.0.0.1:6379/0, prefix ci';
const linesOf = (
  log: 'pretty' | 'json',
  status: 'new' | 'joined' | undefined,
  ignored: string[] = [],
) => {
  const shared = status && { description, status };
  return readyLines({ auth: 'any', log }, URL, { fixture: demoFixture, shared }, ignored);
};

describe('the first lines of a start', () => {
  it('name the server of a new shared world', () => {
    expect(linesOf('pretty', 'new')[1]).toBe(`  a new world on ${description}`);
  });

  it('say that another process has made the world, and which flags have no effect', () => {
    expect(linesOf('pretty', 'joined', ['--seed', '--clock']).slice(1, 3)).toEqual([
      `  the world of another process on ${description}`,
      '  --seed, --clock have no effect: another process has made the world',
    ]);
    expect(linesOf('pretty', 'joined', ['--seed'])[2]).toMatch(/^ {2}--seed has no effect/);
  });

  it('say the same as JSON, and nothing of a store without one', () => {
    const [line = ''] = linesOf('json', 'joined', ['--seed']);
    expect(JSON.parse(line).store).toEqual({ description, world: 'joined', ignored: ['--seed'] });
    expect(JSON.parse(linesOf('json', undefined)[0] ?? '')).not.toHaveProperty('store');
    expect(linesOf('pretty', undefined)[1]).toBe('');
  });
});
