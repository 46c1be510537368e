/** Places calls, one or many, up to a limit per request. */

import { pacer } from '../checks.ts';
import { validated } from '../input.ts';
import { limits } from '../limits.ts';
import type { CallSid } from '../model/calls.ts';
import { type Full, full } from '../model/results.ts';
import type { WorkspaceId } from '../ports/store.ts';
import { type CallsOptions, callsFields, type NewCall } from '../resources/calls.ts';
import { type PlaceResult, placeCall } from '../rules/calls.ts';
import type { WorldContext } from '../world-context.ts';

/** The result of placing calls. Unless it is `placed`, none was placed, except those before a call whose id was taken meanwhile. */
export type PlaceCallsResult =
  | { readonly status: 'placed'; readonly callSids: readonly CallSid[] }
  | Exclude<PlaceResult, { status: 'placed' }>
  | Full
  /** The calls with their subscribers and timelines exceed `limits.placedAtOnce`. */
  | { readonly status: 'too_many'; readonly problem: string };

/** Size of a call: itself with its subscribers, and its timeline steps. */
function sizeOf({ subscribers, timeline }: NewCall): readonly [number, number] {
  return [typeof subscribers === 'number' ? subscribers : subscribers.length, timeline.length];
}

/** Operations that place calls. */
export function placingOperations({ decide, store }: WorldContext) {
  return {
    /**
     * Places calls with their subscribers, and yields to the event loop in between. Rejects with a `TypeError` or a
     * `RangeError` if a call is invalid.
     */
    async placeCalls(workspaceId: WorkspaceId, options: CallsOptions): Promise<PlaceCallsResult> {
      const { count = 1, ...call }: NewCall & CallsOptions = await validated(callsFields, options);
      if (count > 1 && call.callSid !== undefined) {
        throw new RangeError(
          'callSid: expected none with a count, found one: each call needs its own',
        );
      }
      const [subscribers, steps] = sizeOf(call);
      const units = count * (1 + subscribers + steps);
      if (units > limits.placedAtOnce) {
        const each = `1 + ${subscribers} subscribers + ${steps} timeline steps`;
        const problem = `${count} calls * (${each}) = ${units}, more than the ${limits.placedAtOnce} that can be placed at once. Place fewer in each request.`;
        return { status: 'too_many', problem };
      }
      const { there } = await store.read(workspaceId, { there: ['count', 'call'] });
      if (there + count > limits.calls) return full('calls');

      const callSids: CallSid[] = [];
      const pace = pacer();
      for (let i = 0; i < count; i++) {
        const placed = await decide(workspaceId, placeCall(workspaceId, call));
        if (placed.status !== 'placed') return placed;
        callSids.push(placed.callSid);
        await pace(1 + subscribers + steps);
      }
      return { status: 'placed', callSids };
    },
  };
}
