/** What fault rules make of a request. Loaded when one fires, or limits it. */
import type { MaybePromise } from '../world/maybe-promise.ts';
import type { FaultOutcome, Fired, RateLimit } from '../world/model/faults.ts';
import type { Operation } from './operation.ts';
import { reasonPhrase } from './pydantic/reason.ts';
import type { WireSwitches } from './pydantic/switches.ts';
import { detailResponse, jsonResponse, type WireResponse } from './response.ts';

type Headers = readonly (readonly [string, string])[];

/** How a request is performed, without the rules. */
export interface Performance {
  readonly operation: Pick<Operation, 'details'>;
  /** Performs it. */
  run(): MaybePromise<WireResponse>;
  /** Waits so many milliseconds of the clock. */
  delay(ms: number): Promise<void>;
  /** When the rule fired, in milliseconds of the clock. */
  readonly firedAt: number;
  /** The time of its workspace, in milliseconds. */
  now(): number;
}

/** The headers of a rate limit, as the vendor's client reads them: the reset is in seconds since 1970. */
function limitHeaders({ remaining, requests, resetsAt }: RateLimit): Headers {
  return [
    ['x-ratelimit-limit', String(requests)],
    ['x-ratelimit-remaining', String(remaining)],
    ['x-ratelimit-reset', String(Math.ceil(resetsAt / 1000))],
  ];
}

/** Performs a request as the rules ask. */
export async function performRuled(
  { fired, limit }: FaultOutcome,
  performance: Performance,
  wire: WireSwitches,
): Promise<WireResponse> {
  const response =
    fired === undefined
      ? await performance.run()
      : await performFaulted(fired, limit, performance, wire);
  if (limit === undefined) return response;
  return { ...response, headers: [...limitHeaders(limit), ...(response.headers ?? [])] };
}

async function performFaulted(
  fired: Fired,
  limit: RateLimit | undefined,
  performance: Performance,
  wire: WireSwitches,
): Promise<WireResponse> {
  const { faultId, phase } = fired.rule;
  const { operation } = performance;
  const retryAfter = () => retryHeader(fired, limit, performance.now());
  if (phase === 'after') {
    const real = await performance.run();
    await performance.delay(fired.delayMs);
    return faultResponse(fired, operation, real, retryAfter(), wire) ?? real;
  }
  // The clock may have been moved since the rule fired.
  const passed = Math.max(0, performance.now() - performance.firedAt);
  await performance.delay(fired.delayMs - passed);
  const instead = faultResponse(fired, operation, undefined, retryAfter(), wire);
  return instead ?? { ...(await performance.run()), faultId };
}

/** `Retry-After`, in seconds: the rule's own, or until the window of its rate limit ends; then only with 429. */
function retryHeader({ rule }: Fired, limit: RateLimit | undefined, now: number): Headers {
  const own = rule.answer?.retryAfter;
  if (own != null) return [['retry-after', String(own)]];
  const isLimited = rule.rateLimit !== null && (rule.answer?.status ?? 429) === 429;
  if (!isLimited || limit === undefined) return [];
  return [['retry-after', String(Math.max(1, Math.ceil((limit.resetsAt - now) / 1000)))]];
}

/**
 * The response of a rule, in place of `real`, the operation's own (undefined before the effect);
 * undefined when the rule only delays.
 */
function faultResponse(
  fired: Fired,
  operation: Pick<Operation, 'details'>,
  real: WireResponse | undefined,
  headers: Headers,
  wire: WireSwitches,
): WireResponse | undefined {
  const { rule } = fired;
  const why = `fault ${rule.faultId}`;
  const status = rule.answer?.status ?? (rule.rateLimit === null ? undefined : 429);
  let response = real;
  if (status !== undefined) {
    const detail = rule.answer?.detail ?? operation.details[status] ?? reasonPhrase(status, wire);
    response = detailResponse(status, detail, headers, why);
  }
  if (rule.connection !== null) {
    const { faultId } = rule;
    return { ...(response ?? jsonResponse(200, '{}')), why, faultId, connection: rule.connection };
  }
  if (status === undefined) return real && { ...real, faultId: rule.faultId };
  return response && { ...response, faultId: rule.faultId };
}
