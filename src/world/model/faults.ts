/** What is asked to go wrong: rules over requests, counted on the clock, and which one fires. */

/** How a connection is broken instead of answered. */
export const connectionFaults = [
  'CONNECTION_RESET_BY_PEER',
  'EMPTY_RESPONSE',
  'MALFORMED_RESPONSE_CHUNK',
  'TRUNCATED_BODY',
] as const;
/** One way to break a connection. */
export type ConnectionFault = (typeof connectionFaults)[number];

/** How long an answer waits, in milliseconds of the clock. */
export type Delay =
  | { readonly kind: 'fixed'; readonly ms: number }
  | { readonly kind: 'uniform'; readonly fromMs: number; readonly toMs: number }
  | { readonly kind: 'lognormal'; readonly medianMs: number; readonly sigma: number };

/** What a rule says, before anything was counted. */
export interface NewFault {
  /** Which operation it is about; null is any. */
  readonly operation: string | null;
  readonly callSid: string | null;
  /** The answer instead of the operation's own; null leaves that. */
  readonly answer: {
    readonly status: number;
    readonly detail: unknown;
    readonly retryAfter: number | null;
  } | null;
  readonly delay: Delay | null;
  readonly connection: ConnectionFault | null;
  /** How often it fires at the most; null is for ever. */
  readonly times: number | null;
  /** How many matching requests it lets pass first. */
  readonly after: number;
  /** How likely it fires, 0 to 1. */
  readonly probability: number;
  /** How long it lives, in seconds of the clock; null is for ever. */
  readonly ttlSeconds: number | null;
  /** Whether the effect has happened by then. */
  readonly phase: 'before' | 'after';
  /** Fires only for requests over a limit; null has none. */
  readonly rateLimit: { readonly requests: number; readonly windowSeconds: number } | null;
}

/** A rule as it is kept, with its counts. */
export interface FaultRule extends NewFault {
  readonly faultId: string;
  readonly createdAt: number;
  /** Requests that it was about, fired or not. */
  readonly seen: number;
  readonly hits: number;
  readonly window: { readonly startedAt: number; readonly requests: number };
}

/** The rules of a workspace, in the order in which they are asked. */
export interface FaultsRecord {
  readonly rules: readonly FaultRule[];
}

/** What a request is, to a rule. */
export interface FaultQuestion {
  readonly operation: string;
  readonly callSid: string | null;
}

/** A rule that fired, with what was drawn and counted for this request. */
export interface Fired {
  readonly rule: FaultRule;
  readonly delayMs: number;
  /** When the window of a rate limit begins anew, in milliseconds; null without one. */
  readonly resetsAt: number | null;
}

/** A rule that has counted nothing yet. */
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

/** The rule's window with one request more. */
function counted(rule: FaultRule, now: number): FaultRule['window'] {
  if (rule.rateLimit === null) return rule.window;
  const windowMs = rule.rateLimit.windowSeconds * 1000;
  const { requests, startedAt } = rule.window;
  if (now < startedAt + windowMs && now >= startedAt) return { startedAt, requests: requests + 1 };
  const windows = Math.floor((now - rule.createdAt) / windowMs);
  return { startedAt: rule.createdAt + windows * windowMs, requests: 1 };
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

/** What came of asking the rules: which fired, and the rules with their new counts. */
export interface Asked {
  readonly fired: Fired | undefined;
  /** The same list when no rule is about the request. */
  readonly rules: readonly FaultRule[];
}

/**
 * Asks the rules, in the order they came, about a request; the first that fires decides. Every rule
 * that is about the request counts it, up to and with the one that fires.
 */
export function ask(
  rules: readonly FaultRule[],
  { operation, callSid }: FaultQuestion,
  now: number,
  chance: () => number,
): Asked {
  let changed: FaultRule[] | undefined;
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
    const within = before.rateLimit !== null && window.requests <= before.rateLimit.requests;
    if (within || (before.probability < 1 && chance() >= before.probability)) {
      change(index, { ...before, seen, window });
      continue;
    }
    const rule = { ...before, seen, window, hits: before.hits + 1 };
    change(index, rule);
    const resetsAt =
      rule.rateLimit === null ? null : window.startedAt + rule.rateLimit.windowSeconds * 1000;
    const fired = { rule, delayMs: draw(rule.delay, chance), resetsAt };
    return { fired, rules: changed ?? rules };
  }
  return { fired: undefined, rules: changed ?? rules };
}
