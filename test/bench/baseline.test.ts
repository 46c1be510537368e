import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { differences, findBuild } from '../../bench/baseline/build.ts';
import { compare, comparisonTable, judge, ratioOf } from '../../bench/baseline/comparison.ts';
import { together } from '../../bench/baseline/figures.ts';
import { profileTable, selfTimes } from '../../bench/baseline/profile.ts';
import { readOptions } from '../../bench/options.ts';
import { medianRange } from '../../bench/statistics.ts';

const names = { figures: ['start', 'inject', 'crowd'], baseline: ['start', 'inject'] };

describe('the flags of bench', () => {
  it('reads --baseline with rounds, seconds and figures', () => {
    const args = ['--baseline', '../old', '--rounds', '3', '--seconds', '0.5', '--only', 'inject'];
    expect(readOptions(args, names)).toEqual({
      options: {
        baseline: '../old',
        effort: { rounds: 3, seconds: 0.5, requests: 1_000_000 },
        only: ['inject'],
        peers: false,
        profile: false,
      },
    });
  });

  it('measures seven rounds of two seconds without a baseline by default', () => {
    expect(readOptions([], names)).toEqual({
      options: {
        effort: { rounds: 7, seconds: 2, requests: 1_000_000 },
        peers: false,
        profile: false,
      },
    });
  });

  it.each([
    [['--rounds', '0'], '--rounds must be a number above 0, not 0'],
    [['--rounds', '2.5'], '--rounds must be a whole number, not 2.5'],
    [['--seconds', 'two'], '--seconds must be a number above 0, not two'],
    [['--only', 'injekt'], '--only injekt is not known; use start, inject, crowd'],
    [
      ['--baseline', 'x', '--only', 'crowd'],
      '--only crowd is not known with --baseline; use start, inject',
    ],
    [['--baseline='], '--baseline must be a folder: --baseline DIR'],
    [
      ['--baseline', 'x', '--peers'],
      '--baseline compares two builds of this project; use --peers without it',
    ],
    [
      ['--profile', '--only', 'start'],
      '--profile is about inject alone; use it without --only and --peers',
    ],
  ])('%j: says what is wrong and what would be right', (args, problem) => {
    expect(readOptions(args, names)).toEqual({ problem });
  });

  it.each([[['--baseline']], [['--base', 'x']], [['extra']]])('rejects %j', (args) => {
    expect(readOptions(args, names)).toEqual({ problem: expect.any(String) });
  });
});

describe('a build to compare with', () => {
  function checkout(files: Record<string, string> = {}): string {
    const dir = mkdtempSync(join(tmpdir(), 'sessions-emulator-'));
    for (const [name, text] of Object.entries(files)) {
      const file = join(dir, name);
      mkdirSync(join(file, '..'), { recursive: true });
      writeFileSync(file, text);
    }
    return dir;
  }

  it('says how to build a checkout without dist/cli.js', () => {
    const dir = checkout();
    expect(findBuild(dir)).toEqual({
      problem: `--baseline ${dir}: ${join(dir, 'dist/cli.js')} does not exist. DIR must be a built checkout of a commit:
  git worktree add ${dir} COMMIT && cd ${dir} && npm ci && npm run build`,
    });
  });

  it('finds the command of one that is built', () => {
    const dir = checkout({ 'dist/cli.js': '', 'fixtures/demo.json': '{}' });
    expect(findBuild(dir)).toMatchObject({
      build: { cli: join(dir, 'dist/cli.js'), demo: '{}', hasCodeCache: false },
    });
  });

  it('names what makes two builds hard to compare', () => {
    const one = { dir: 'a', cli: 'a', commit: 'a', demo: '{}', hasCodeCache: true };
    expect(differences(one, one)).toEqual([]);
    expect(differences(one, { ...one, demo: '[]', hasCodeCache: false })).toEqual([
      expect.stringContaining('different demo worlds'),
      expect.stringContaining('the baseline has no code cache'),
    ]);
  });
});

describe('ratios of two builds', () => {
  it('divides values of the same round, so that a slow round of both changes nothing', () => {
    expect(ratioOf([120, 12, 1.2], [100, 10, 1])).toEqual({
      median: 1.2,
      min: 1.2,
      max: 1.2,
      range: { low: 1.2, high: 1.2 },
    });
  });

  it('adds turns up by their requests, not by their rates', () => {
    // 100 requests in 1 s of processor time and 300 in 1 s: 400 in 2 s.
    const rates = [
      { perSecond: 100, perProcessorSecond: 100 },
      { perSecond: 300, perProcessorSecond: 300 },
    ];
    expect(together(rates)).toEqual({ perSecond: 200, perProcessorSecond: 200 });
    // 100 in 1 s and 300 in 2 s.
    const slower = [
      { perSecond: 100, perProcessorSecond: 100 },
      { perSecond: 300, perProcessorSecond: 150 },
    ];
    expect(together(slower).perProcessorSecond).toBeCloseTo(400 / 3);
  });

  it('does not compare unequal numbers of rounds', () => {
    expect(() => ratioOf([1, 2], [1])).toThrow('2 values cannot be compared with 1');
  });

  // Ranks from the binomial distribution, as printed in tables of the sign test.
  it.each([
    [1, 1, 1],
    [5, 1, 5],
    [6, 1, 6],
    [9, 2, 8],
    [15, 4, 12],
    [25, 8, 18],
  ])('of %i values the median is between the %i. and the %i.', (count, low, high) => {
    const values = Array.from({ length: count }, (_, i) => i + 1).reverse();
    expect(medianRange(values)).toEqual({ low, high });
  });
});

describe('the judgement of a ratio', () => {
  const ratio = (median: number, low: number, high: number) => ({
    median,
    min: low,
    max: high,
    range: { low, high },
  });

  it.each([
    [ratio(1.2, 1.15, 1.3), 'reached'],
    [ratio(1.2, 1.14, 1.3), 'only just'],
    [ratio(1.15, 1.1, 1.2), 'only just'],
    [ratio(1.14, 1.1, 1.15), 'missed, within the spread'],
    [ratio(1.1, 1.0, 1.14), 'missed'],
    [ratio(Number.NaN, Number.NaN, Number.NaN), 'not measured'],
  ] as const)('at least 1.15: %o is %s', (seen, expected) => {
    expect(judge(seen, { sense: 'at least', value: 1.15 })).toBe(expected);
  });

  it.each([
    [ratio(0.9, 0.8, 1), 'reached'],
    [ratio(0.9, 0.8, 1.01), 'only just'],
    [ratio(1.01, 0.99, 1.1), 'missed, within the spread'],
    [ratio(1.1, 1.01, 1.2), 'missed'],
  ] as const)('at most 1: %o is %s', (seen, expected) => {
    expect(judge(seen, { sense: 'at most', value: 1 })).toBe(expected);
  });

  it('is printed next to the figure, and left out without a target', () => {
    const values = { build: [1150, 1200, 1250], baseline: [1000, 1000, 1000] };
    const target = { sense: 'at least', value: 1.15 } as const;
    const lines = comparisonTable([
      compare('inject', '/s', values, target),
      compare('refused', '/s', values),
    ]).split('\n');
    expect(lines[2]).toBe(
      '| inject | /s | 1,200 | 1,000 | **1.200** (1.150–1.250) | 1.150–1.250 | ≥ 1.15 | reached |',
    );
    expect(lines[3]).toMatch(/\| 1\.150–1\.250 \| {2}\| {2}\|$/);
  });
});

describe('a profile', () => {
  const node = (id: number, functionName: string, url = '') => ({
    id,
    callFrame: { functionName, url },
  });

  it('adds up the own time of each function within the time of the load, without idle time', () => {
    const profile = {
      startTime: 1000,
      nodes: [
        node(1, '(idle)'),
        node(2, '(garbage collector)'),
        node(3, 'inject', 'file:///here/src/inject.ts'),
        node(4, '', 'file:///here/src/inject.ts'),
        node(5, 'inject', 'file:///here/src/inject.ts'),
      ],
      // Taken at 1010, 1020, 1030, …: the first is before the load, the last after it.
      samples: [3, 2, 3, 5, 1, 4, 3],
      timeDeltas: [10, 10, 10, 10, 10, 10, 10],
    };
    const times = selfTimes(profile, { from: 1015, to: 1065, root: 'file:///here/' });
    expect(times).toEqual([
      { what: 'inject src/inject.ts', share: 0.5 },
      { what: '(garbage collector)', share: 0.25 },
      { what: '(anonymous) src/inject.ts', share: 0.25 },
    ]);
    expect(profileTable(times).split('\n')[2]).toBe('| inject src/inject.ts | 50.0 % |');
  });
});
