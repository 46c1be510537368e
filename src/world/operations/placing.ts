/** Calls placed: one or many, and never too much at once. */

import { ifGiven, numberIn, pacer, ranges } from '../checks.ts';
import { checkCall } from '../input-checks.ts';
import { limits } from '../limits.ts';
import type { CallSid } from '../model/calls.ts';
import { type Full, full } from '../model/results.ts';
import type { WorkspaceId } from '../ports/store.ts';
import type { NewCall, PlaceResult } from '../rules/calls.ts';
import type { WorldContext } from '../world-context.ts';
import type { callOperations } from './calls.ts';

/** A call, or many alike. */
export interface NewCalls extends NewCall {
  /** How many are placed. Default: 1. */
  readonly count?: number;
}

/** The result of placing calls. Unless it is `placed`, none was, but those before one that another took the place of. */
export type PlaceCallsResult =
  | { readonly status: 'placed'; readonly callSids: readonly CallSid[] }
  | Exclude<PlaceResult, { status: 'placed' }>
  | Full
  /** The calls, times what each holds, are more than `limits.placedAtOnce`. */
  | { readonly status: 'too_many'; readonly problem: string };

/** What a call takes to place: itself, its subscribers and the steps of its timeline. */
function sizeOf({ subscribers = 0, timeline = [] }: NewCall): readonly [number, number] {
  return [typeof subscribers === 'number' ? subscribers : subscribers.length, timeline.length];
}

/** Operations that place calls. */
export function placingOperations(
  { store }: WorldContext,
  { placeCall }: Pick<ReturnType<typeof callOperations>, 'placeCall'>,
) {
  return {
    /**
     * Places calls with their subscribers, and lets others have their turn in between. Rejects with a
     * `TypeError` or a `RangeError` for calls that cannot be.
     */
    async placeCalls(workspaceId: WorkspaceId, calls: NewCalls): Promise<PlaceCallsResult> {
      const { count = 1, ...call } = calls;
      checkCall(call);
      ifGiven('count', calls.count, numberIn(ranges.placed));
      // A call that is yet to begin is one of a test's own world alone.
      ifGiven('startedSecondsAgo', calls.startedSecondsAgo, numberIn(ranges.seconds));
      if (count > 1 && call.callSid !== undefined) {
        throw new RangeError(
          'callSid: expected none with a count, found one: many calls cannot share it',
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
        const placed = await placeCall(workspaceId, call);
        if (placed.status !== 'placed') return placed;
        callSids.push(placed.callSid);
        await pace(1 + subscribers + steps);
      }
      return { status: 'placed', callSids };
    },
  };
}
