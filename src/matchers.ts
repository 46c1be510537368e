/**
 * Matchers for a workspace, for the `expect.extend` of Jest or Vitest. Both know their types once this is imported.
 *
 * @example
 * ```ts
 * import { sessionMatchers } from 'sessions-emulator/matchers';
 *
 * expect.extend(sessionMatchers);
 * await expect(workspace).toHaveReceivedInjection('hi');
 * ```
 *
 * @packageDocumentation
 */
import type { InjectionPattern, SessionPattern } from './embed/matchers.ts';
import type { Expected } from './observe/asymmetric.ts';
import type { ExpectedCount, RequestPattern } from './observe/verify.ts';

/**
 * The matchers as methods of `expect(workspace)`. All of them return promises: `await` them. A failure shows the
 * nearest misses.
 */
export interface SessionMatchers {
  /**
   * Passes when an event like this was accepted into a call of the workspace.
   *
   * @param expected the whole message, a regular expression or an asymmetric matcher for it, or fields, each of which may
   * be one, too. Default: any event
   * @example
   * ```ts
   * await expect(workspace).toHaveReceivedInjection({ callSid, message: /approved/, status: 'delivered' });
   * ```
   */
  toHaveReceivedInjection(expected?: Expected<string> | InjectionPattern): Promise<void>;
  /**
   * Passes when a text session like this was started.
   *
   * @param expected fields of the session. Default: any session
   * @example
   * ```ts
   * await expect(workspace).toHaveStartedSession({ entityId, active: true });
   * ```
   */
  toHaveStartedSession(expected?: SessionPattern): Promise<void>;
  /**
   * Passes when the client sent requests like this.
   *
   * @param expected fields of the request, and how many there should be. Default: at least one
   * @throws `TypeError` for an unknown operation or field, and for counts that contradict each other
   * @example
   * ```ts
   * await expect(workspace).toHaveReceivedRequest({ operation: 'inject', status: 200, exactly: 1 });
   * ```
   */
  toHaveReceivedRequest(expected: RequestPattern & ExpectedCount): Promise<void>;
  /**
   * Passes when the call is active.
   *
   * @example
   * ```ts
   * await expect(workspace).toHaveActiveCall(callSid);
   * ```
   */
  toHaveActiveCall(callSid: string): Promise<void>;
}

declare global {
  namespace jest {
    /** The global `expect` of Jest, by `@types/jest`, and the `expect` of Vitest, which extends this, too. */
    // biome-ignore lint/complexity/noBannedTypes: it must be declared as they declare it
    interface Matchers<R, T = {}> extends SessionMatchers {}
  }
}

// The `expect` of `@jest/globals`. Whoever has no Jest has no such module, and needs none.
// biome-ignore lint/suspicious/noTsIgnore: with Jest there is no error to expect
// @ts-ignore
declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends SessionMatchers {}
}

export {
  type InjectionPattern,
  type MatcherResult,
  type SessionPattern,
  sessionMatchers,
} from './embed/matchers.ts';
export type { AsymmetricMatcher, Expected } from './observe/asymmetric.ts';
