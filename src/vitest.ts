/**
 * For Vitest: a `test` with a fresh workspace for each test, and an `expect` that knows it.
 *
 * @example
 * ```ts
 * import { expect, test } from 'sessions-emulator/vitest';
 *
 * test('says something into a call', async ({ sessions }) => {
 *   const { callSid } = await sessions.placeCall();
 *   await yourClient(sessions.url, sessions.apiKey).inject(sessions.workspaceId, callSid, 'hi');
 *   await expect(sessions).toHaveReceivedInjection('hi');
 * });
 * ```
 *
 * @packageDocumentation
 */
import { test as base, expect, type TestAPI } from 'vitest';
import { type InjectionPattern, type SessionPattern, sessionMatchers } from './embed/matchers.ts';
import type { Workspace } from './embed/workspace.ts';
import { createEmulator, type Emulator, type EmulatorOptions } from './emulator.ts';
import type { ExpectedCount, RequestPattern } from './observe/verify.ts';
import type { Template } from './world/rules/workspaces.ts';

/** What a test has in hand: its own workspace, and where the emulator listens. */
export type Sessions = Workspace & {
  /** The base URL for a client. */
  readonly url: string;
};

/** What the tests of a `sessionsTest` share, and what each has of its own. */
export interface SessionsFixtures {
  /** The emulator of this worker: started when first needed, closed at the end. */
  readonly emulator: Emulator & { readonly url: string };
  /** A fresh workspace, closed after the test. */
  readonly sessions: Sessions;
}

/** How the emulator is made, and what each workspace begins with (`demo` unless told). */
export interface SessionsTestOptions extends EmulatorOptions {
  readonly template?: Template;
}

/** What `expect` can say of a workspace. */
export interface SessionMatchers {
  /** Some call received an event like this; a text or a regular expression is its message. */
  toHaveReceivedInjection(expected?: string | RegExp | InjectionPattern): Promise<void>;
  /** A text session like this was started. */
  toHaveStartedSession(expected?: SessionPattern): Promise<void>;
  /** The client sent a request like this; at least one unless a count is given. */
  toHaveReceivedRequest(expected: RequestPattern & ExpectedCount): Promise<void>;
  /** The call is active. */
  toHaveActiveCall(callSid: string): Promise<void>;
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: it must be declared as Vitest declares it
  interface Matchers<T = any> extends SessionMatchers {}
}

expect.extend(sessionMatchers);

/** A `test` with the fixtures `sessions` and `emulator`, over an emulator made your own way. To be called at the top of a file. */
export function sessionsTest(options: SessionsTestOptions = {}): TestAPI<SessionsFixtures> {
  const { template = 'demo', ...emulatorOptions } = options;
  return base.extend<SessionsFixtures>({
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
    sessions: async ({ emulator }, use) => {
      const workspace = await emulator.workspace(template);
      await use({ ...workspace, url: emulator.url });
      await workspace.close();
    },
  });
}

/** Vitest's `test`, with a fresh demo workspace for each test as `sessions`. */
export const test: TestAPI<SessionsFixtures> = sessionsTest();
export { expect, sessionMatchers, test as it };
