/** What a fault rule that fired makes of a request. */
import type { Fired } from '../world/model/faults.ts';
import type { Operation } from './operation.ts';
import { reasonPhrase } from './pydantic/reason.ts';
import type { WireSwitches } from './pydantic/switches.ts';
import { detailResponse, jsonResponse, type WireResponse } from './response.ts';

type Headers = readonly (readonly [string, string])[];

/** The headers of a rate limit, as the vendor's client reads them: seconds, and seconds since 1970. */
function limitHeaders({ rule, resetsAt }: Fired, now: number): Headers {
  if (rule.rateLimit === null || resetsAt === null) return [];
  return [
    ['x-ratelimit-limit', String(rule.rateLimit.requests)],
    ['x-ratelimit-remaining', '0'],
    ['x-ratelimit-reset', String(Math.ceil(resetsAt / 1000))],
    ['retry-after', String(Math.max(1, Math.ceil((resetsAt - now) / 1000)))],
  ];
}

/**
 * The response of a rule, in place of `real`, the operation's own (undefined before the effect);
 * undefined when the rule only delays.
 */
export function faultResponse(
  fired: Fired,
  operation: Pick<Operation, 'details'>,
  real: WireResponse | undefined,
  now: number,
  wire: WireSwitches,
): WireResponse | undefined {
  const { rule } = fired;
  const why = `fault ${rule.faultId}`;
  const status = rule.answer?.status ?? (rule.rateLimit === null ? undefined : 429);
  let response = real;
  if (status !== undefined) {
    const detail = rule.answer?.detail ?? operation.details[status] ?? reasonPhrase(status, wire);
    const own = rule.answer?.retryAfter;
    const limit = limitHeaders(fired, now);
    const headers: Headers =
      own == null
        ? limit
        : [...limit.filter(([name]) => name !== 'retry-after'), ['retry-after', String(own)]];
    response = detailResponse(status, detail, headers, why);
  }
  if (rule.connection !== null) {
    const { faultId } = rule;
    return { ...(response ?? jsonResponse(200, '{}')), why, faultId, connection: rule.connection };
  }
  if (status === undefined) return real && { ...real, faultId: rule.faultId };
  return response && { ...response, faultId: rule.faultId };
}
