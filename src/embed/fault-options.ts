/** What is said of fault rules in process and over HTTP alike. */
import { type FaultOptions, hasEffect } from '../world/resources/faults.ts';
import type { FaultInfo } from './workspace-faults.ts';

/** Throws a `TypeError` for a rule that would do nothing. */
export function checkEffect(options: FaultOptions): void {
  if (hasEffect(options)) return;
  throw new TypeError('set at least one of status, delayMs, connection, rateLimit, socket');
}

/** What is shown of a rule. */
export const faultInfo = ({ faultId, hits, seen }: FaultInfo): FaultInfo => ({
  faultId,
  hits,
  seen,
});
