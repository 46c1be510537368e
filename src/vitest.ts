/**
 * For Vitest: a `test` with a fresh workspace for each test, and an `expect` with matchers for it.
 *
 * @example
 * ```ts
 * import { expect, test } from 'sessions-emulator/vitest';
 *
 * test('injects into a call', async ({ sessions }) => {
 *   const { callSid } = await sessions.placeCall();
 *   await yourClient(sessions.url, sessions.apiKey).inject(sessions.workspaceId, callSid, 'hi');
 *   await expect(sessions).toHaveReceivedInjection('hi');
 * });
 * ```
 *
 * @packageDocumentation
 */
import type { ExpectStatic, TestAPI } from 'vitest';
import { loadVitest } from './embed/load-vitest.ts';
import type { Workspace } from './embed/workspace.ts';
import { createEmulator, type Emulator, type EmulatorOptions } from './index.ts';
import { type SessionMatchers, sessionMatchers } from './matchers.ts';
import { recentRequests } from './observe/recent-requests.ts';
import type { Template } from './world/rules/workspaces.ts';

/** The fixture `sessions` of a test: a fresh workspace of its own, and where the emulator listens. */
export type Sessions = Workspace & {
  /** Base URL for a client, such as `http://127.0.0.1:49152`. */
  readonly url: string;
};

/** The fixtures of a `sessionsTest`. */
export interface SessionsFixtures {
  /**
   * The emulator, shared by the tests of a Vitest worker: it starts and listens when a test first needs it, and
   * closes at the end.
   */
  readonly emulator: Emulator & {
    /** Base URL for a client, such as `http://127.0.0.1:49152`. */
    readonly url: string;
  };
  /** A fresh workspace for each test, closed after it. If the test fails, its last ten requests are printed. */
  readonly sessions: Sessions;
}

/** Settings of `sessionsTest`: those of the emulator, of which `auth` is `keys` by default, and the template. */
export interface SessionsTestOptions extends EmulatorOptions {
  /** What each workspace begins with: `demo`, `empty`, or a workspace as in a fixture. Default: `demo`. */
  readonly template?: Template;
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: it must be declared as Vitest declares it
  interface Matchers<T = any> extends SessionMatchers {}
}

const vitest = await loadVitest();

/** Vitest's `expect`, with the matchers of `SessionMatchers`. */
export const expect: ExpectStatic = vitest.expect;
expect.extend(sessionMatchers);

/**
 * Makes a `test` with the fixtures `sessions` and `emulator`, over an emulator with your own settings. Call it at the
 * top of a file: the emulator is shared by its tests.
 *
 * @example
 * ```ts
 * const test = sessionsTest({ template: 'empty', clock: 'frozen' });
 *
 * test('ends by itself', async ({ sessions }) => {
 *   const { callSid } = await sessions.placeCall({ lengthSeconds: 60 });
 *   await sessions.clock.advance(60);
 *   await expect(sessions).not.toHaveActiveCall(callSid);
 * });
 * ```
 */
export function sessionsTest(options: SessionsTestOptions = {}): TestAPI<SessionsFixtures> {
  const { template = 'demo', ...emulatorOptions } = options;
  return vitest.test.extend<SessionsFixtures>({
    emulator: [
      // biome-ignore lint/correctness/noEmptyPattern: Vitest reads what a fixture needs from here
      async ({}, use) => {
        const emulator = await createEmulator({ auth: 'keys', ...emulatorOptions });
        const { url } = await emulator.listen();
        await use({ ...emulator, url });
        await emulator.close();
      },
      { scope: 'worker' },
    ],
    sessions: async ({ emulator, task }, use) => {
      const workspace = await emulator.workspace(template);
      await use({ ...workspace, url: emulator.url });
      if (task.result?.state === 'fail') {
        const requests = recentRequests(await workspace.requests().catch(() => []));
        if (requests !== undefined) console.error(requests);
      }
      await workspace.close();
    },
  });
}

/**
 * Vitest's `test`, with a fresh workspace of the demo world for each test as `sessions`; also exported as `it`. The
 * emulator checks keys (`auth: 'keys'`).
 */
export const test: TestAPI<SessionsFixtures> = sessionsTest();
export type {
  AsymmetricMatcher,
  Expected,
  InjectionPattern,
  MatcherResult,
  SessionMatchers,
  SessionPattern,
} from './matchers.ts';
export { sessionMatchers, test as it };
