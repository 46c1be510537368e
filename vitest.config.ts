import { defineConfig } from 'vitest/config';

/** Suites that run against each target of `test/helpers/targets`: they ask over HTTP alone. */
const everyTarget = [
  'test/control/**/*.test.ts',
  'test/contract/{keys,order,streams,streams.port,turns}.test.ts',
  'test/http/cors.test.ts',
  'test/corpus/replay.test.ts',
];
/** What looks inside the emulator, or needs options that a command cannot take. */
const sourcesOnly = '**/*.sources.test.ts';
/** What is about connections, which an emulator in process does not have. */
const onPortsOnly = '**/*.port.test.ts';

/** What is about the store in memory itself, about no store, or fills a store to its limits. */
const memoryOnly = ['test/contract/pydantic/**', 'test/world/memory/**', 'test/*/limits.test.ts'];

const target = (name: string, exclude: string[], include = everyTarget) => ({
  extends: true as const,
  test: { name, include, exclude, env: { TEST_TARGET: name } },
});

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // What is built is run as Node runs it, not as Vite would.
    server: { deps: { external: [/[\\/]dist[\\/]/] } },
    projects: [
      target('sources', [], ['test/**/*.test.ts', 'examples/vitest/*.test.ts']),
      target('library', [sourcesOnly]),
      target('inside', [
        sourcesOnly,
        onPortsOnly,
        'test/corpus/replay.test.ts',
        'test/contract/order.test.ts',
        'test/http/**',
      ]),
      target('command', [sourcesOnly]),
      // The same over a store that behaves as one far away.
      {
        extends: true as const,
        test: {
          name: 'hostile store',
          include: ['test/{contract,control,embed,world}/**/*.test.ts', 'test/laws/input.test.ts'],
          exclude: memoryOnly,
          env: { SESSIONS_EMULATOR_TEST_STORE: 'hostile' },
        },
      },
    ],
  },
});
