/**
 * Assertions on a workspace, in the form that `expect.extend` of Vitest and Jest takes. A failure shows the nearest
 * misses.
 */
import { type Expected, isAsymmetric, showExpected as show } from '../observe/asymmetric.ts';
import type { Difference } from '../observe/subset.ts';
import { differences } from '../observe/subset.ts';
import type { ExpectedCount, RequestPattern } from '../observe/verify.ts';
import type { InjectionInfo, RequestInfo, SessionInfo } from '../observe/workspace-info.ts';
import type { Workspace } from './workspace.ts';

/** Some fields of a value, each as itself, a regular expression or an asymmetric matcher. */
type Pattern<T, Names extends keyof T> = { readonly [N in Names]?: Expected<T[N]> };

/** A pattern of injections. A field left out matches anything. */
export type InjectionPattern = Pattern<
  InjectionInfo,
  'callSid' | 'sender' | 'eventType' | 'status' | 'message'
>;

/** A pattern of text sessions. A field left out matches anything. */
export type SessionPattern = Pattern<
  SessionInfo,
  'conversationId' | 'serviceId' | 'entityId' | 'active'
>;

/** The result of a matcher, as `expect.extend` wants it. */
export interface MatcherResult {
  /** Whether the assertion holds. */
  readonly pass: boolean;
  /** The message of a failure: the nearest misses; with `.not`, what was found. */
  readonly message: () => string;
}

const NEAREST_SHOWN = 3;

/** The fields that do not match a pattern. */
const misfit = (pattern: object, found: object): Difference[] =>
  Object.entries(pattern).flatMap(([name, wanted]) =>
    differences(wanted, Reflect.get(found, name), name),
  );

/** What matched although nothing should: all on one line if it is one, else the first ones, one a line. */
function butThereWas(matched: readonly string[]): string {
  const [first] = matched;
  if (matched.length <= 1) return `but there was ${first}`;
  const shown = matched.slice(0, NEAREST_SHOWN).map((one) => `\n  ${one}`);
  const more = matched.length - shown.length;
  return `but there were ${matched.length}:${shown.join('')}${more > 0 ? `\n  and ${more} more` : ''}`;
}

function line({ path, expected, found }: Difference): string {
  return `    ${path}: expected ${show(expected)}, found ${show(found)}`;
}

/** The result of a matcher over a list of one kind. If none matches, the message has the nearest first. */
function matchIn<T extends object>(
  kind: string,
  pattern: object,
  all: readonly T[],
  describe: (one: T) => string,
): MatcherResult {
  const judged = all.map((one) => ({ one, missed: misfit(pattern, one) }));
  const article = kind.startsWith('i') ? 'an' : 'a';
  const fitting = judged.filter(({ missed }) => missed.length === 0);
  return {
    pass: fitting.length > 0,
    message() {
      if (fitting.length > 0) {
        const matched = fitting.map(({ one }) => describe(one));
        return `expected no ${kind} like ${show(pattern)}, ${butThereWas(matched)}`;
      }
      if (all.length === 0)
        return `expected ${article} ${kind} like ${show(pattern)}, but there was none`;
      const nearest = judged
        .sort((a, b) => a.missed.length - b.missed.length)
        .slice(0, NEAREST_SHOWN)
        .map(({ one, missed }) => [`  ${describe(one)}`, ...missed.map(line)].join('\n'));
      return `expected ${article} ${kind} like ${show(pattern)}; of ${all.length} the nearest:\n${nearest.join('\n')}`;
    },
  };
}

/** Whether a value is a workspace of an emulator: it has an id, and methods such as `injections`. */
function isWorkspace(value: unknown): value is Workspace {
  if (typeof value !== 'object' || value === null) return false;
  const { workspaceId, injections }: Partial<Record<keyof Workspace, unknown>> = value;
  return typeof workspaceId === 'string' && typeof injections === 'function';
}

function workspaceOf(received: unknown): Workspace {
  if (isWorkspace(received)) return received;
  throw new TypeError('expected a workspace, such as the fixture `sessions`');
}

const injected = ({ callSid, message, status }: InjectionInfo) =>
  `${show(message)} into ${callSid}, ${status}`;
const request = ({ method, path, status, why }: RequestInfo) =>
  `${method} ${path} ${status}${why === null ? '' : `  ${why}`}`;
const session = ({ conversationId, active }: SessionInfo) =>
  `${conversationId}, ${active ? 'active' : 'over'}`;

/**
 * The matchers, for the `expect.extend` of Vitest or Jest. All of them return promises: `await` them. The first
 * argument of each is what `expect` was called with: a `Workspace`.
 *
 * @example
 * ```ts
 * expect.extend(sessionMatchers);
 * await expect(workspace).toHaveActiveCall(callSid);
 * ```
 */
export const sessionMatchers = {
  /**
   * Passes when an event like this was accepted into a call of the workspace.
   *
   * @param expected the whole message, a regular expression or an asymmetric matcher for it, or fields, each of which may
   * be one, too. Default: any event
   * @throws `TypeError` when `received` is not a workspace
   */
  async toHaveReceivedInjection(
    received: unknown,
    expected: Expected<string> | InjectionPattern = {},
  ): Promise<MatcherResult> {
    const isMessage =
      typeof expected === 'string' || expected instanceof RegExp || isAsymmetric(expected);
    const pattern = isMessage ? { message: expected } : expected;
    return matchIn('injection', pattern, await workspaceOf(received).injections(), injected);
  },

  /**
   * Passes when a text session like this was started.
   *
   * @param expected fields of the session. Default: any session
   * @throws `TypeError` when `received` is not a workspace
   */
  async toHaveStartedSession(
    received: unknown,
    expected: SessionPattern = {},
  ): Promise<MatcherResult> {
    return matchIn('session', expected, await workspaceOf(received).sessions(), session);
  },

  /**
   * Passes when the client sent requests like this.
   *
   * @param expected fields of the request, and how many there should be. Default: at least one
   * @throws `TypeError` when `received` is not a workspace, for an unknown operation or field, and for counts that
   * contradict each other
   */
  async toHaveReceivedRequest(
    received: unknown,
    expected: RequestPattern & ExpectedCount,
  ): Promise<MatcherResult> {
    const workspace = workspaceOf(received);
    const result = await workspace.verify(expected);
    const { exactly: _, atLeast: __, atMost: ___, ...pattern } = expected;
    const matched = result.ok ? (await workspace.requests(pattern)).map(request) : [];
    return {
      pass: result.ok,
      message() {
        const head = `expected ${result.expected} request like ${show(pattern)}, found ${result.count}`;
        if (result.ok) {
          const but = matched.length === 0 ? 'and there was none' : butThereWas(matched);
          return `expected not ${result.expected} request like ${show(pattern)}, ${but}`;
        }
        const nearest = result.nearest.map(({ request: one, differences: missed }) =>
          [`  ${request(one)}`, ...missed.map(line)].join('\n'),
        );
        return nearest.length === 0 ? head : `${head}; the nearest:\n${nearest.join('\n')}`;
      },
    };
  },

  /**
   * Passes when the call is active.
   *
   * @throws `TypeError` when `received` is not a workspace
   */
  async toHaveActiveCall(received: unknown, callSid: string): Promise<MatcherResult> {
    const calls = await workspaceOf(received).listCalls();
    return matchIn('call', { callSid, active: true }, calls, (call) => call.callSid);
  },
};
