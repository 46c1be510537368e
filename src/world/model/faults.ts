/** Fault rules: which requests they match, how they count on the clock, and which one fires. */

import type { FaultDescription } from '../resources/faults.ts';
import type { CallSid } from './calls.ts';
import type { OperationName } from './operation-names.ts';

/** How to break a connection instead of sending a response. */
export const connectionFaults = [
  'CONNECTION_RESET_BY_PEER',
  'EMPTY_RESPONSE',
  'MALFORMED_RESPONSE_CHUNK',
  'TRUNCATED_BODY',
] as const;
/** One way to break a connection. */
export type ConnectionFault = (typeof connectionFaults)[number];

/** Delay of a response, in milliseconds of the clock. */
export type Delay =
  | { readonly kind: 'fixed'; readonly ms: number }
  | { readonly kind: 'uniform'; readonly fromMs: number; readonly toMs: number }
  | { readonly kind: 'lognormal'; readonly medianMs: number; readonly sigma: number };

/** A fault rule without its counts. */
export interface NewFault extends FaultDescription {
  /** The response instead of the operation's own; null keeps it. */
  readonly answer: {
    readonly status: number;
    readonly detail: unknown;
    readonly retryAfter: number | null;
  } | null;
  readonly delay: Delay | null;
}

/** A stored rule with its counts. */
export interface FaultRule extends NewFault {
  readonly faultId: string;
  readonly createdAt: number;
  /** Number of matching requests, whether it fired or not. */
  readonly seen: number;
  readonly hits: number;
  readonly window: { readonly startedAt: number; readonly requests: number };
}

/** The rules of a workspace, in the order of evaluation. */
export interface FaultsRecord {
  readonly rules: readonly FaultRule[];
}

/** The parts of a request that rules match. */
export interface FaultQuestion {
  readonly operation: OperationName;
  readonly callSid: CallSid | null;
}

/** A rule that fired, with the values drawn for this request. */
export interface Fired {
  readonly rule: FaultRule;
  readonly delayMs: number;
}

/** A rate limit that applies to a request, with this request counted. */
export interface RateLimit {
  /** Requests in a window. */
  readonly requests: number;
  /** How many are left of them. */
  readonly remaining: number;
  /** When the window ends, in milliseconds. */
  readonly resetsAt: number;
}

/** What the rules make of a request. */
export interface FaultOutcome {
  /** Undefined if none has fired. */
  readonly fired: Fired | undefined;
  /** The rate limit that applies; of several, the first of those with the fewest requests left (decided). */
  readonly limit: RateLimit | undefined;
}

/** A new rule with zero counts. */
export function createFault(rule: NewFault, faultId: string, now: number): FaultRule {
  return {
    ...rule,
    faultId,
    createdAt: now,
    seen: 0,
    hits: 0,
    window: { startedAt: now, requests: 0 },
  };
}

function isOver(rule: FaultRule, now: number): boolean {
  if (rule.times !== null && rule.hits >= rule.times) return true;
  return rule.ttlSeconds !== null && now >= rule.createdAt + rule.ttlSeconds * 1000;
}

/** The rule's window with this request counted. */
function counted(rule: FaultRule, now: number): FaultRule['window'] {
  if (rule.rateLimit === null) return rule.window;
  const windowMs = rule.rateLimit.windowSeconds * 1000;
  const { requests, startedAt } = rule.window;
  if (now < startedAt + windowMs && now >= startedAt) return { startedAt, requests: requests + 1 };
  const windows = Math.floor((now - rule.createdAt) / windowMs);
  return { startedAt: rule.createdAt + windows * windowMs, requests: 1 };
}

/** The rate limit with fewer requests left. */
function tighter(
  known: RateLimit | undefined,
  { rateLimit }: FaultRule,
  window: FaultRule['window'],
): RateLimit | undefined {
  if (rateLimit === null) return known;
  const { requests, windowSeconds } = rateLimit;
  const remaining = Math.max(0, requests - window.requests);
  if (known !== undefined && known.remaining <= remaining) return known;
  return { requests, remaining, resetsAt: window.startedAt + windowSeconds * 1000 };
}

function draw(delay: Delay | null, chance: () => number): number {
  switch (delay?.kind) {
    case undefined:
      return 0;
    case 'fixed':
      return delay.ms;
    case 'uniform':
      return delay.fromMs + (delay.toMs - delay.fromMs) * chance();
    case 'lognormal': {
      // Box-Muller; 1 - chance is never 0.
      const normal = Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
      return delay.medianMs * Math.exp(delay.sigma * normal);
    }
  }
}

/** The result of evaluating the rules, and the rules with new counts. */
export interface EvaluationResult extends FaultOutcome {
  /** The same list if no rule matches. */
  readonly rules: readonly FaultRule[];
}

/**
 * Evaluates the rules for a request in the order of creation; the first that fires wins. Every matching rule up
 * to that one counts the request.
 */
export function evaluate(
  rules: readonly FaultRule[],
  { operation, callSid }: FaultQuestion,
  now: number,
  chance: () => number,
): EvaluationResult {
  let changed: FaultRule[] | undefined;
  let limit: RateLimit | undefined;
  const change = (index: number, rule: FaultRule): void => {
    changed ??= [...rules];
    changed[index] = rule;
  };
  for (const [index, before] of rules.entries()) {
    if (before.operation !== null && before.operation !== operation) continue;
    if (before.callSid !== null && before.callSid !== callSid) continue;
    if (isOver(before, now)) continue;
    const seen = before.seen + 1;
    if (seen <= before.after) {
      change(index, { ...before, seen });
      continue;
    }
    const window = counted(before, now);
    limit = tighter(limit, before, window);
    const within = before.rateLimit !== null && window.requests <= before.rateLimit.requests;
    if (within || (before.probability < 1 && chance() >= before.probability)) {
      change(index, { ...before, seen, window });
      continue;
    }
    const rule = { ...before, seen, window, hits: before.hits + 1 };
    change(index, rule);
    const fired = { rule, delayMs: draw(rule.delay, chance) };
    return { fired, limit, rules: changed ?? rules };
  }
  return { fired: undefined, limit, rules: changed ?? rules };
}
