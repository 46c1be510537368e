/** Calls placed with all that they begin with: one or many, their subscribers, a start in the past. */
import type { CallSid, NewCall } from '../calls.ts';
import { checkList, checkNumber, ifGiven, numberIn, pacer, ranges } from '../checks.ts';
import { checkCall, checkSubscriber } from '../input-checks.ts';
import { limits } from '../limits.ts';
import { type Duplicate, type Full, full, type Inside, type NotFound } from '../parts.ts';
import type { WorkspaceId } from '../store.ts';
import type { callOperations } from './calls.ts';
import type { injectionOperations, NewSubscriber } from './injections.ts';

/** A call, or many alike, with what they begin with. */
export interface NewCalls extends NewCall {
  /** How long before now it began, in seconds; default: 0. Not together with `startedAt`. */
  readonly startedSecondsAgo?: number;
  /** The simulated agents that listen from the start: how many, or each; default: 0. */
  readonly subscribers?: number | readonly NewSubscriber[];
  /** Seconds from a delivery to the response of a subscriber that does not say itself; default: 1. */
  readonly responseDelaySeconds?: number;
  /** How many are placed; default: 1. */
  readonly count?: number;
}

/** What placing comes to. Unless it is `placed`, nothing was. */
export type Placed =
  | { readonly status: 'placed'; readonly callSids: readonly CallSid[] }
  | (Duplicate & { readonly of: 'call_sid' })
  /** Two of its subscribers have the same id; `index` is the second's place. */
  | (Duplicate & { readonly of: 'subscriber_id'; readonly index: number })
  | { readonly status: 'unknown_service' }
  | Full
  | NotFound
  /** The calls, times what each holds, are more than `limits.placedAtOnce`. */
  | { readonly status: 'too_many'; readonly problem: string };

function checkCalls(calls: NewCalls): void {
  checkCall(calls);
  ifGiven('startedSecondsAgo', calls.startedSecondsAgo, numberIn(ranges.seconds));
  ifGiven('responseDelaySeconds', calls.responseDelaySeconds, numberIn(ranges.seconds));
  ifGiven('count', calls.count, numberIn(ranges.placed));
  ifGiven('subscribers', calls.subscribers, (name, subscribers) => {
    if (typeof subscribers === 'number') checkNumber(name, subscribers, ranges.subscribers);
    else {
      checkList(name, subscribers, limits.subscribers);
      for (const one of subscribers) checkSubscriber(one);
    }
  });
  const { count = 1, callSid } = calls;
  if (count > 1 && callSid !== undefined) {
    throw new RangeError(
      'callSid: expected none with a count, found one: many calls cannot share it',
    );
  }
}

/** The place of the first subscriber whose id another has before it; -1 when there is none. */
function repeated(subscribers: readonly NewSubscriber[]): number {
  const seen = new Set<string>();
  return subscribers.findIndex(({ subscriberId }) => {
    if (subscriberId === undefined) return false;
    return seen.has(subscriberId) || !seen.add(subscriberId);
  });
}

/** The operation over the ones that it is made of. */
export function placingOperations(
  { now, store }: Inside,
  { placeCall }: Pick<ReturnType<typeof callOperations>, 'placeCall'>,
  { attachSubscriber }: Pick<ReturnType<typeof injectionOperations>, 'attachSubscriber'>,
) {
  return {
    /**
     * Places calls with their subscribers, and lets others have their turn in between. Rejects with a
     * `TypeError` or a `RangeError` for calls that cannot be.
     */
    async placeCalls(workspaceId: WorkspaceId, calls: NewCalls): Promise<Placed> {
      checkCalls(calls);
      const { startedSecondsAgo, subscribers: agents = 0, responseDelaySeconds, ...rest } = calls;
      const { count = 1, ...call } = rest;
      const subscribers =
        typeof agents === 'number' ? Array.from({ length: agents }, () => ({})) : agents;

      const steps = call.timeline?.length ?? 0;
      const units = count * (1 + subscribers.length + steps);
      if (units > limits.placedAtOnce) {
        const each = `1 + ${subscribers.length} subscribers + ${steps} timeline steps`;
        const problem = `${count} calls * (${each}) = ${units}, more than the ${limits.placedAtOnce} that can be placed at once. Place fewer in each request.`;
        return { status: 'too_many', problem };
      }
      const index = repeated(subscribers);
      if (index !== -1) return { status: 'duplicate', of: 'subscriber_id', index };
      if ((await store.count('call', workspaceId)) + count > limits.calls) return full('calls');

      const callSids: CallSid[] = [];
      const pace = pacer();
      for (let i = 0; i < count; i++) {
        const placed = await placeCall(workspaceId, {
          ...call,
          ...(startedSecondsAgo !== undefined && {
            startedAt: now(workspaceId) - startedSecondsAgo * 1000,
          }),
        });
        if (placed.status === 'duplicate') return { status: 'duplicate', of: 'call_sid' };
        if (placed.status !== 'placed') return placed;
        callSids.push(placed.callSid);
        for (const subscriber of subscribers) {
          await attachSubscriber(workspaceId, placed.callSid, {
            ...(responseDelaySeconds !== undefined && { responseDelaySeconds }),
            ...subscriber,
          });
        }
        await pace(1 + subscribers.length + steps);
      }
      return { status: 'placed', callSids };
    },
  };
}
