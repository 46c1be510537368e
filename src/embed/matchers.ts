/**
 * Assertions on a workspace, in the form that `expect.extend` of Vitest and Jest takes. A refusal shows
 * what came nearest.
 */
import type { Difference } from '../observe/subset.ts';
import { differences } from '../observe/subset.ts';
import type { ExpectedCount, RequestPattern } from '../observe/verify.ts';
import type { Workspace } from './workspace.ts';
import type { InjectionInfo, SessionInfo } from './workspace-info.ts';

/** What an injection is held against. What is left out may be anything. */
export interface InjectionPattern {
  readonly callSid?: string;
  readonly message?: string | RegExp;
  readonly sender?: string;
  readonly eventType?: 'external_event' | 'guidance';
  readonly status?: 'delivered' | 'queued' | 'expired';
}

/** What a text session is held against. What is left out may be anything. */
export interface SessionPattern {
  readonly conversationId?: string;
  readonly serviceId?: string;
  readonly entityId?: string;
  readonly active?: boolean;
}

/** What a matcher answers. */
export interface MatcherAnswer {
  readonly pass: boolean;
  readonly message: () => string;
}

/** What JSON has no form for, as a text. */
const asText = (value: unknown): unknown =>
  value instanceof RegExp || typeof value === 'bigint' ? String(value) : value;

const show = (value: unknown): string =>
  value instanceof RegExp ? String(value) : JSON.stringify(value, (_, inner) => asText(inner));

const NEAREST_SHOWN = 3;

/** Where a thing is not like a pattern; a regular expression matches a text. */
function misfit(pattern: object, found: object): Difference[] {
  return Object.entries(pattern).flatMap(([name, wanted]) => {
    const value = (found as Record<string, unknown>)[name];
    if (!(wanted instanceof RegExp)) return differences(wanted, value, name);
    return wanted.test(String(value))
      ? []
      : [{ path: name, expected: String(wanted), found: value }];
  });
}

function line({ path, expected, found }: Difference): string {
  return `    ${path}: expected ${show(expected)}, found ${show(found)}`;
}

/** The answer of a matcher over things of a kind, the nearest first when none fits. */
function answer<T extends object>(
  kind: string,
  pattern: object,
  all: readonly T[],
  describe: (one: T) => string,
): MatcherAnswer {
  const judged = all.map((one) => ({ one, missed: misfit(pattern, one) }));
  const article = kind.startsWith('i') ? 'an' : 'a';
  const fitting = judged.filter(({ missed }) => missed.length === 0);
  return {
    pass: fitting.length > 0,
    message() {
      if (fitting.length > 0) {
        const [first] = fitting;
        return `expected no ${kind} like ${show(pattern)}, but there was ${describe(first?.one as T)}`;
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

function workspaceOf(received: unknown): Workspace {
  const workspace = received as Partial<Workspace> | null | undefined;
  if (typeof workspace?.workspaceId === 'string' && workspace.injections !== undefined) {
    return workspace as Workspace;
  }
  throw new TypeError('expected a workspace, such as the fixture `sessions`');
}

const injected = ({ callSid, message, status }: InjectionInfo) =>
  `${show(message)} into ${callSid}, ${status}`;
const session = ({ conversationId, active }: SessionInfo) =>
  `${conversationId}, ${active ? 'active' : 'over'}`;

/** The matchers. Those that answer a promise are to be awaited. */
export const sessionMatchers = {
  /** Some call of the workspace received an event like this; a text or a pattern is its message. */
  async toHaveReceivedInjection(
    received: unknown,
    expected: string | RegExp | InjectionPattern = {},
  ): Promise<MatcherAnswer> {
    const isMessage = typeof expected === 'string' || expected instanceof RegExp;
    const pattern = isMessage ? { message: expected } : expected;
    return answer('injection', pattern, await workspaceOf(received).injections(), injected);
  },

  /** A text session like this was started. */
  async toHaveStartedSession(
    received: unknown,
    expected: SessionPattern = {},
  ): Promise<MatcherAnswer> {
    return answer('session', expected, await workspaceOf(received).sessions(), session);
  },

  /** The client sent a request like this; at least one unless a count is given. */
  async toHaveReceivedRequest(
    received: unknown,
    expected: RequestPattern & ExpectedCount,
  ): Promise<MatcherAnswer> {
    const verdict = await workspaceOf(received).verify(expected);
    return {
      pass: verdict.ok,
      message() {
        const { exactly: _, atLeast: __, atMost: ___, ...pattern } = expected;
        const head = `expected ${verdict.expected} request like ${show(pattern)}, found ${verdict.count}`;
        if (verdict.ok) return `expected not ${verdict.expected} request like ${show(pattern)}`;
        const nearest = verdict.nearest.map(({ request, differences: missed }) =>
          [
            `  ${request.method} ${request.path} ${request.status}`,
            ...missed.map((one) => line(one)),
          ].join('\n'),
        );
        return nearest.length === 0 ? head : `${head}; the nearest:\n${nearest.join('\n')}`;
      },
    };
  },

  /** The call is active. */
  async toHaveActiveCall(received: unknown, callSid: string): Promise<MatcherAnswer> {
    const calls = await workspaceOf(received).listCalls();
    return answer('call', { callSid, active: true }, calls, (call) => call.callSid);
  },
};
