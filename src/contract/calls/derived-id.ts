/** Finds a call by an id that is derived from its sid. */
import { pacer } from '../../world/checks.ts';
import type { CallRecord } from '../../world/model/calls.ts';

/** The newest call with an id. An id cannot be turned back into a sid, so those of all calls are made. */
export async function callWithId(
  calls: readonly CallRecord[],
  idOf: (callSid: string) => string,
  id: string,
): Promise<CallRecord | undefined> {
  const pause = pacer();
  for (const call of calls.toReversed()) {
    const waiting = pause();
    if (waiting !== undefined) await waiting;
    if (idOf(call.callSid) === id) return call;
  }
  return undefined;
}
