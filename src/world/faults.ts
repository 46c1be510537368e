/** What is asked to go wrong: rules over requests, counted on the clock, and which one fires. */

/** How a connection is broken instead of answered. */
export const connectionFaults = [
  'CONNECTION_RESET_BY_PEER',
  'EMPTY_RESPONSE',
  'MALFORMED_RESPONSE_CHUNK',
  'TRUNCATED_BODY',
] as const;
/** One of them. */
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
  seen: number;
  hits: number;
  window: { startedAt: number; requests: number };
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

const isUsedUp = ({ hits, times }: FaultRule): boolean => times !== null && hits >= times;

function isOver(rule: FaultRule, now: number): boolean {
  if (isUsedUp(rule)) return true;
  return rule.ttlSeconds !== null && now >= rule.createdAt + rule.ttlSeconds * 1000;
}

/** Counts a request against the rule's window; whether it is over the limit. */
function overLimit(rule: FaultRule, now: number): boolean {
  if (rule.rateLimit === null) return true;
  const windowMs = rule.rateLimit.windowSeconds * 1000;
  if (now >= rule.window.startedAt + windowMs || now < rule.window.startedAt) {
    const windows = Math.floor((now - rule.createdAt) / windowMs);
    rule.window = { startedAt: rule.createdAt + windows * windowMs, requests: 0 };
  }
  rule.window.requests++;
  return rule.window.requests > rule.rateLimit.requests;
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

/** Of a list of rules those that can still fire, by operation: a thousand used up ones cost nothing. */
const live = new WeakMap<readonly FaultRule[], Map<string, readonly FaultRule[]>>();

function liveFor(rules: readonly FaultRule[], operation: string): readonly FaultRule[] {
  const byOperation = live.get(rules) ?? new Map<string, readonly FaultRule[]>();
  live.set(rules, byOperation);
  let found = byOperation.get(operation);
  if (found === undefined) {
    found = rules.filter(
      (rule) => (rule.operation === null || rule.operation === operation) && !isUsedUp(rule),
    );
    byOperation.set(operation, found);
  }
  return found;
}

/** Leaves out the rules that are used up since. */
function dropUsedUp(rules: readonly FaultRule[], operation: string): void {
  const left = liveFor(rules, operation).filter((rule) => !isUsedUp(rule));
  live.get(rules)?.set(operation, left);
}

/**
 * Asks the rules, in the order they came, about a request; the first that fires decides. Every rule
 * that is about the request counts it, up to and with the one that fires.
 */
export function fire(
  rules: readonly FaultRule[],
  { operation, callSid }: FaultQuestion,
  now: number,
  chance: () => number,
): Fired | undefined {
  let usedUp = false;
  for (const rule of liveFor(rules, operation)) {
    if (rule.callSid !== null && rule.callSid !== callSid) continue;
    if (isOver(rule, now)) {
      usedUp ||= isUsedUp(rule);
      continue;
    }
    rule.seen++;
    if (rule.seen <= rule.after || !overLimit(rule, now)) continue;
    if (rule.probability < 1 && chance() >= rule.probability) continue;
    rule.hits++;
    if (usedUp || isUsedUp(rule)) dropUsedUp(rules, operation);
    const resetsAt =
      rule.rateLimit === null ? null : rule.window.startedAt + rule.rateLimit.windowSeconds * 1000;
    return { rule, delayMs: draw(rule.delay, chance), resetsAt };
  }
  if (usedUp) dropUsedUp(rules, operation);
  return undefined;
}
