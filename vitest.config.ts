import { defineConfig } from 'vitest/config';
import { noSkips } from './test/helpers/no-skips.ts';

/** Suites that run against each target of `test/helpers/targets`: they ask over HTTP alone. */
const everyTarget = [
  'test/control/**/*.test.ts',
  'test/contract/{calls,catalog,create-conversation,entities,entity-search,event-stream}.test.ts',
  'test/contract/{keys,order,published-responses,runs,streams,turns}.test.ts',
  'test/contract/{observer,streams,text-sockets}.port.test.ts',
  'test/http/cors.test.ts',
  'test/corpus/replay.test.ts',
  // Connected only: what is in process is not in another one.
  'test/embed/{workspace,subscribe}.test.ts',
];
/** What looks inside the emulator, or needs options that a command cannot take. */
const sourcesOnly = '**/*.sources.test.ts';
/** What is about connections, which an emulator in process does not have. */
const onPortsOnly = '**/*.port.test.ts';

/** What is about one store itself, about no store, or fills a store to its limits. */
const ofNoStore = [
  'test/contract/pydantic/**',
  'test/world/{memory,valkey}/**',
  'test/world/stores.test.ts',
  'test/*/limits{,.slow}.test.ts',
];

/**
 * What the store of one process does: its clock is moved without a commit, its ids are those of a seed since 0.1.0, its
 * operations run in the order of the calls. `test/laws/world-model.test.ts` has the same rules over every store.
 */
const oneProcess = [
  'test/world/{calls,channel,removed-workspaces,scheduler,sessions,turns}.test.ts',
  'test/control/seed.test.ts',
];

/** How a process writes streams, whatever its store: long over one that is far away, and the same. */
const streamsOfProcess = ['test/control/{events,subscribers}.sources.test.ts'];

/** What takes long: limits of 100,000, crowds, and time in proportion to the input. */
const slowTests = ['test/**/*.slow{,.sources}.test.ts'];
/** What a user runs, as it is built: the command, the guides, the examples. */
const userTests = [
  'test/e2e/**/*.test.ts',
  'test/docs/{guides,readme}.test.ts',
  'examples/vitest/*.test.ts',
];
/** What is built, as package managers, TypeScript and other Nodes see it. */
const packageTests = ['test/package/**/*.test.ts'];
/** The pages, in a real browser. */
const browserTests = ['test/browser/**/*.test.ts', 'examples/playwright/*.spec.ts'];
/** The attacks of `npm run soak`, in short. */
const soakTests = ['test/soak/**/*.test.ts'];

/** A project of tests. `env` says what the suites run against; `setupFiles` are run besides those of all projects. */
const project = (
  name: string,
  include: readonly string[],
  exclude: readonly string[] = [],
  env: Record<string, string> = {},
  settings: { setupFiles?: string[]; testTimeout?: number } = {},
) => ({
  extends: true as const,
  test: { name, include: [...include], exclude: [...exclude], env, ...settings },
});

/** A check of a long page takes seconds, and more on a busy machine. */
const browserSettings = {
  setupFiles: ['test/helpers/close-browser.ts'],
  testTimeout: 90_000,
};

export default defineConfig({
  // Not installed: the helper says what stands in for it.
  resolve: {
    alias: { '@playwright/test': `${import.meta.dirname}/test/helpers/playwright-test.ts` },
  },
  test: {
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // A browser and other test files share two cores: what a page shows may take a while.
    expect: { poll: { timeout: 5_000 } },
    // Files share the modules of a worker: most of the time went into loading them again. So no helper keeps
    // state of one file, and what a test changes it puts back (`onTestFinished`).
    isolate: false,
    // Many tests wait for processes and sockets. The default leaves one worker on two cores.
    maxWorkers: '100%',
    setupFiles: ['test/helpers/stop-redis.ts'],
    reporters: ['default', ...(process.env.GITHUB_ACTIONS ? ['github-actions'] : []), noSkips],
    // What is built is run as Node runs it, not as Vite would.
    server: { deps: { external: [/[\\/]dist[\\/]/] } },
    projects: [
      // `npm test`
      project(
        'unit',
        ['test/**/*.test.ts'],
        [...slowTests, ...userTests, ...packageTests, ...soakTests, ...browserTests],
      ),
      project('browser', browserTests, slowTests, {}, browserSettings),
      project('e2e', userTests, slowTests),
      // `npm run test:targets`
      project('slow', slowTests, [], {}, { setupFiles: browserSettings.setupFiles }),
      project('library', everyTarget, [sourcesOnly], { TEST_TARGET: 'library' }),
      project(
        'inside',
        everyTarget,
        [
          sourcesOnly,
          onPortsOnly,
          'test/corpus/replay.test.ts',
          'test/contract/order.test.ts',
          'test/http/**',
        ],
        { TEST_TARGET: 'inside' },
      ),
      // What takes longest is left to `library`, which is the same build.
      project(
        'command',
        everyTarget,
        [
          sourcesOnly,
          'test/contract/text-sockets.port.test.ts',
          'test/control/subscribers.port.test.ts',
          'test/control/snapshot.test.ts',
          'test/contract/published-responses.test.ts',
        ],
        { TEST_TARGET: 'command' },
      ),
      // The same over a store that behaves as one far away.
      project(
        'hostile',
        ['test/{contract,world}/**/*.test.ts', 'test/laws/input.test.ts'],
        [...ofNoStore, ...slowTests, ...streamsOfProcess],
        { SESSIONS_EMULATOR_TEST_STORE: 'hostile' },
      ),
      // The same over a real Redis or Valkey server.
      project(
        'shared',
        ['test/{contract,control,embed,world}/**/*.test.ts', 'test/laws/input.test.ts'],
        [...ofNoStore, ...slowTests, ...oneProcess, ...streamsOfProcess],
        { SESSIONS_EMULATOR_TEST_STORE: 'shared' },
      ),
      project('package', packageTests),
      project('soak', soakTests),
    ],
  },
});
